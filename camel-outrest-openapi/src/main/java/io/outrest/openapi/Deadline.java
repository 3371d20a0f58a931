package io.outrest.openapi;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When an import must be done ({@code limits.time}). For one thread. */
final class Deadline {

    private final LongSupplier ticker;
    private final Duration time;
    private final long start;

    private Deadline(LongSupplier ticker, Duration time) {
        this.ticker = ticker;
        this.time = time;
        this.start = ticker.getAsLong();
    }

    /**
     * Starts to count.
     *
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     * @param time zero is no limit
     */
    static Deadline start(LongSupplier ticker, Duration time) {
        return new Deadline(ticker, time);
    }

    /** What is left, not negative; a year where there is no limit. */
    Duration remaining() {
        if (time.isZero()) {
            return Duration.ofDays(365);
        }
        Duration left = time.minusNanos(ticker.getAsLong() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Goes on only while there is time.
     *
     * @param label of the document that is being read
     * @throws RefusedDocument when the time is over
     */
    void check(String label) {
        if (remaining().isZero()) {
            throw over(label);
        }
    }

    /** Says that the time is over. */
    RefusedDocument over(String label) {
        return RefusedDocument.limit(label, "took longer than " + time.toMillis() + " ms", "time");
    }
}
