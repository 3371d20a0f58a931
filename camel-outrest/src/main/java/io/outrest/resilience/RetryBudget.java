package io.outrest.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tokens that bound how often it is tried again while nothing succeeds, after gRPC's retry throttling (proposal A6): trying
 * again takes one, a success gives back a tenth. Thread-safe.
 */
final class RetryBudget {

    private static final int TOKEN = 10;

    private final int full;
    private final AtomicInteger tenths;

    RetryBudget(int tokens) {
        this.full = Math.multiplyExact(tokens, TOKEN);
        this.tenths = new AtomicInteger(full);
    }

    /** Takes a token; false when there is none. */
    boolean take() {
        return tenths.getAndUpdate(left -> left < TOKEN ? left : left - TOKEN) >= TOKEN;
    }

    /** Gives back a tenth of a token. */
    void giveBack() {
        tenths.getAndUpdate(left -> Math.min(full, left + 1));
    }
}
