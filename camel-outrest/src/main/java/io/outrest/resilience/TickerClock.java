package io.outrest.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** Counts time by a ticker, which no change of the computer's clock moves; its instants mean nothing to people. */
final class TickerClock extends Clock {

    private final LongSupplier ticker;
    private final long start;

    /** @param ticker nanoseconds as {@link System#nanoTime()} counts them */
    TickerClock(LongSupplier ticker) {
        this.ticker = ticker;
        this.start = ticker.getAsLong();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(ticker.getAsLong() - start);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this; // its instants are in no zone
    }
}
