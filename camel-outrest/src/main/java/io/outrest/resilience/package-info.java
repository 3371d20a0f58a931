/**
 * Links of the chain that keep a call, its connection and the API in bounds: the deadline and the number of calls on the
 * wire. {@link io.outrest.resilience.Resilience} makes them.
 */
@NullMarked
package io.outrest.resilience;

import org.jspecify.annotations.NullMarked;
