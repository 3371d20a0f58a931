package io.outrest.resilience;

import io.outrest.request.Lifetime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Ends calls whose time is over. The timer is set to the earliest deadline alone, and left so when that call ends before: calls
 * that end in time, nearly all, neither wake it nor queue at it. When it rings, it looks at the calls that are under way then.
 * Thread-safe.
 */
public final class Deadlines {

    private static final long NEVER = Long.MAX_VALUE;

    private final ScheduledExecutorService timer;
    private final LongSupplier ticker;
    private final long origin;
    private final Set<Lifetime> running = ConcurrentHashMap.newKeySet();

    /** When the timer is set to ring, in nanoseconds since the origin. */
    private final AtomicLong rings = new AtomicLong(NEVER);

    /**
     * @param timer must never be kept busy
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    public Deadlines(ScheduledExecutorService timer, LongSupplier ticker) {
        this.timer = timer;
        this.ticker = ticker;
        this.origin = ticker.getAsLong();
    }

    /** Ends the call when its time is over, unless it is {@link #forget forgotten} before. Without deadline: nothing. */
    void watch(Lifetime lifetime) {
        if (lifetime.isBounded()) {
            running.add(lifetime);
            ringAt(lifetime.deadline() - origin);
        }
    }

    /** Says that a call is over. */
    void forget(Lifetime lifetime) {
        if (lifetime.isBounded()) {
            running.remove(lifetime);
        }
    }

    /** Sets the timer, unless it rings before anyway. */
    private void ringAt(long time) {
        long set = rings.get();
        while (time < set) {
            if (rings.compareAndSet(set, time)) {
                schedule(time);
                return;
            }
            set = rings.get();
        }
    }

    private void schedule(long time) {
        try {
            timer.schedule(() -> ring(time), origin + time - ticker.getAsLong(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // shutting down, which ends the calls by itself
        }
    }

    /** An earlier ring may have been set meanwhile, which then does this one's work. */
    private void ring(long time) {
        if (!rings.compareAndSet(time, NEVER)) {
            return;
        }
        long now = ticker.getAsLong();
        List<Lifetime> over = running.stream()
                .filter(lifetime -> lifetime.deadline() - now <= 0)
                .toList();
        over.forEach(running::remove);
        running.stream()
                .mapToLong(lifetime -> lifetime.deadline() - origin)
                .min()
                .ifPresent(this::ringAt);
        over.forEach(Lifetime::expire);
    }
}
