package io.outrest.resilience;

import org.jspecify.annotations.Nullable;

/**
 * What a connection's calls are kept in bounds by; null is without.
 *
 * @param connections calls on the wire at once; the others wait for their turn
 */
public record ProtectionPolicy(
        int connections,
        @Nullable RetryPolicy retry,
        @Nullable CircuitBreakerPolicy circuitBreaker,
        @Nullable RateLimitPolicy rateLimit,
        @Nullable BulkheadPolicy bulkhead,
        @Nullable BaseUrlsPolicy baseUrls) {}
