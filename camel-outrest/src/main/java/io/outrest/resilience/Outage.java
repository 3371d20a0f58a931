package io.outrest.resilience;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a store is to be asked: after it failed it is left alone for a second, then one call asks it, and another one a
 * second after that has failed too. Thread-safe.
 */
final class Outage {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LongSupplier ticker;
    private boolean lasts;
    private long next;

    /** What a call does. */
    enum Turn {
        /** Ask the store. */
        ASK,
        /** Ask it to see whether the outage is over. */
        TRY,
        /** Leave it alone. */
        LEAVE
    }

    Outage(LongSupplier ticker) {
        this.ticker = ticker;
    }

    synchronized Turn turn() {
        if (!lasts) {
            return Turn.ASK;
        }
        long now = ticker.getAsLong();
        if (now - next < 0) {
            return Turn.LEAVE;
        }
        next = now + PAUSE.plus(SharedQuota.PATIENCE).toNanos();
        return Turn.TRY;
    }

    /** The store has failed; true when the outage begins with it. */
    synchronized boolean failed() {
        boolean begins = !lasts;
        lasts = true;
        next = ticker.getAsLong() + PAUSE.toNanos();
        return begins;
    }

    /** The store has answered whose turn it was; true when the outage ends with it. */
    synchronized boolean answered(Turn turn) {
        boolean ends = lasts && turn == Turn.TRY;
        if (ends) {
            lasts = false;
        }
        return ends;
    }
}
