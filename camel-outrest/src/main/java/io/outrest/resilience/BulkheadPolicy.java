package io.outrest.resilience;

import java.time.Duration;

/**
 * How many calls may be under way.
 *
 * @param patience how long a call waits for its place; zero is not at all
 */
public record BulkheadPolicy(int calls, Duration patience) {}
