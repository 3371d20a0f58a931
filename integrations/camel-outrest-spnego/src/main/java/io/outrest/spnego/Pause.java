package io.outrest.spnego;

import io.outrest.request.CallFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** After a failure calls fail at once for a while: one second, doubling to ten. Not thread-safe; it belongs to a turn. */
final class Pause {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final LongSupplier ticker;
    private @Nullable CallFailure reason;
    private Duration length = Duration.ZERO;
    private long until;

    /** @param ticker nanoseconds as {@link System#nanoTime()} counts them */
    Pause(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** @throws CallFailure the one that it began with, while it lasts */
    void check() {
        if (reason != null && ticker.getAsLong() - until < 0) {
            throw reason;
        }
    }

    /** Begins, longer than the time before; the result is the reason. */
    CallFailure begin(CallFailure failure) {
        Duration doubled = reason == null ? FIRST : length.multipliedBy(2);
        return begin(failure, doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST);
    }

    /** Begins and lasts that long; the result is the reason. */
    CallFailure begin(CallFailure failure, Duration time) {
        reason = failure;
        length = time;
        until = ticker.getAsLong() + time.toNanos();
        return failure;
    }

    /** Is over: the next one is short again. */
    void end() {
        reason = null;
    }
}
