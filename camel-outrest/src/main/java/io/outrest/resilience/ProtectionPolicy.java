package io.outrest.resilience;

import org.jspecify.annotations.Nullable;

/** What a connection's calls are kept in bounds by; null is without. */
public record ProtectionPolicy(
        @Nullable RetryPolicy retry,
        @Nullable CircuitBreakerPolicy circuitBreaker,
        @Nullable RateLimitPolicy rateLimit,
        @Nullable BulkheadPolicy bulkhead,
        @Nullable BaseUrlsPolicy baseUrls) {}
