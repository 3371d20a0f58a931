package io.outrest.resilience;

import java.time.Duration;

/**
 * When an API is left alone for a while.
 *
 * @param failureRate percent of the calls within the window
 * @param minimumCalls that there must have been
 * @param window whole seconds
 * @param open how long calls are turned away
 * @param halfOpenCalls that are let through then to see
 */
public record CircuitBreakerPolicy(
        int failureRate, int minimumCalls, Duration window, Duration open, int halfOpenCalls) {}
