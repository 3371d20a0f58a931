/**
 * Links of the chain that keep a call, its connection and the API in bounds: deadline, bulkhead, trying again, circuit breaker,
 * rate limit, and the number of calls on the wire. {@link io.outrest.resilience.Protection} makes those that are settings of a
 * connection, {@link io.outrest.resilience.Resilience} those that every call passes.
 */
@NullMarked
package io.outrest.resilience;

import org.jspecify.annotations.NullMarked;
