package io.outrest.connection;

import org.jspecify.annotations.Nullable;

/**
 * How busy a connection is at one moment.
 *
 * @param underWay calls that have begun and not ended
 * @param waiting those of them that wait for a place
 * @param circuitBreaker {@code closed}, {@code open} or {@code half-open}; null for none, or not called yet
 */
public record ConnectionLoad(int underWay, int waiting, @Nullable String circuitBreaker) {}
