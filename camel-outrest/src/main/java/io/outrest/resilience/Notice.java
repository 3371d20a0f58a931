package io.outrest.resilience;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A line for the log that is worth saying, but not for each call: once a minute at most. Thread-safe. */
final class Notice {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final Runnable line;
    private final LongSupplier ticker;
    private boolean said;
    private long last;

    /**
     * @param line says it
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    Notice(Runnable line, LongSupplier ticker) {
        this.line = line;
        this.ticker = ticker;
    }

    /** Says it, unless it was said within the last minute. */
    void say() {
        if (isDue()) {
            line.run();
        }
    }

    private synchronized boolean isDue() {
        long now = ticker.getAsLong();
        boolean due = !said || now - last >= PAUSE;
        if (due) {
            said = true;
            last = now;
        }
        return due;
    }
}
