/**
 * What is seen of calls: one event for each that has ended ({@link io.outrest.observe.CallEvent}), those who hear of it
 * ({@link io.outrest.observe.CallObserver}), the audit, and the request that a call would send
 * ({@link io.outrest.observe.Explanation}). Open {@link io.outrest.observe.ObservedCall} first: it is where they meet a call's way.
 */
@NullMarked
package io.outrest.observe;

import org.jspecify.annotations.NullMarked;
