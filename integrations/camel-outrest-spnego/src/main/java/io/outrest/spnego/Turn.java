package io.outrest.spnego;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time do what may have to wait for the KDC. The others wait for their turn, but not when the one that has
 * it is stuck: then none waits for longer than ten seconds, and after half a second not more than 200 wait. That is how many
 * threads a KDC keeps busy that does not answer.
 */
final class Turn {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration USUAL = Duration.ofMillis(500);
    private static final int CROWD = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier ticker;
    private volatile long since;

    /** @param ticker nanoseconds as {@link System#nanoTime()} counts them */
    Turn(LongSupplier ticker) {
        this.ticker = ticker;
        this.since = ticker.getAsLong();
    }

    /** What is done in a turn. */
    @FunctionalInterface
    interface Work<T> {

        T get() throws InterruptedException;
    }

    /**
     * Does it when its turn comes.
     *
     * @throws CallFailure of kind TOKEN, when somebody else has been at it for too long
     */
    <T> T take(Work<T> work) throws InterruptedException {
        while (!lock.tryLock()) {
            long left = PATIENCE.toNanos() - busy();
            boolean crowded = busy() > USUAL.toNanos() && lock.getQueueLength() >= CROWD;
            if (left <= 0 || crowded) {
                throw new CallFailure(
                        FailureKind.TOKEN,
                        "another call has waited for the KDC for "
                                + Duration.ofNanos(busy()).toSeconds() + " s already");
            }
            if (lock.tryLock(left, TimeUnit.NANOSECONDS)) {
                break;
            }
        }
        return done(work);
    }

    /** Does it if nobody else is at it; null when somebody is. */
    <T> @Nullable T takeIfFree(Work<T> work) throws InterruptedException {
        return lock.tryLock() ? done(work) : null;
    }

    private <T> T done(Work<T> work) throws InterruptedException {
        try {
            since = ticker.getAsLong();
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds since the last turn began. */
    private long busy() {
        return ticker.getAsLong() - since;
    }
}
