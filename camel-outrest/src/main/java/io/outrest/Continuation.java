package io.outrest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Where calls go on when their answer is there: a pool of Camel's, of the profile {@code outrest}. Steps that come quickly one
 * after the other are done by as many threads as there are processors, as waking a thread costs more than a step. A step that
 * waits holds up no other: where no thread has begun a step for {@value #MOVING_MILLIS} millisecond the next one gets a thread
 * of its own, and those that were queued before are found by looks {@value #LOOK_MILLIS} milliseconds apart. What the pool turns away
 * goes on in a thread of its own, never on the one that brought it.
 */
final class Continuation implements Executor {

    private static final String PROFILE = "outrest";
    private static final int MOVING_MILLIS = 1;
    private static final int LOOK_MILLIS = 5;
    private static final long MOVING = TimeUnit.MILLISECONDS.toNanos(MOVING_MILLIS);
    private static final long OLD = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
    private static final int MOST_AT_ONCE = 1 << 16;

    private final ExecutorServiceManager manager;
    private final ExecutorService pool;
    private final ScheduledExecutorService timer;
    private final LongSupplier ticker;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger workers = new AtomicInteger();

    /** Of the workers, those that the pool has taken and not begun. */
    private final AtomicInteger starting = new AtomicInteger();

    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long lastBegun;

    /** How many threads may be started at the next look, which is the timer's alone. */
    private volatile int more = 1;

    /** One thing to do, and since when. */
    private record Step(Runnable action, long since) {}

    /**
     * @param timer must never be kept busy
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    Continuation(CamelContext context, Object owner, ScheduledExecutorService timer, LongSupplier ticker) {
        this.manager = context.getExecutorServiceManager();
        this.timer = timer;
        this.ticker = ticker;
        ThreadPoolProfile configured = manager.getThreadPoolProfile(PROFILE);
        this.pool = manager.newThreadPool(
                owner, "OutrestContinuation", configured == null ? standard() : neverCallerRuns(configured));
    }

    /** Camel's own default is that the caller runs what the pool turns away; here that would be an I/O thread. */
    private static ThreadPoolProfile neverCallerRuns(ThreadPoolProfile configured) {
        ThreadPoolProfile own = configured.clone();
        own.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return own;
    }

    private static ThreadPoolProfile standard() {
        return new ThreadPoolProfileBuilder(PROFILE)
                .poolSize(1)
                .maxPoolSize(Integer.MAX_VALUE)
                .maxQueueSize(0)
                .keepAliveTime(60L, TimeUnit.SECONDS)
                .allowCoreThreadTimeOut(true)
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }

    @Override
    public void execute(Runnable action) {
        long now = ticker.getAsLong();
        steps.add(new Step(action, now));
        int busy = workers.get();
        if (busy < processors || now - lastBegun > MOVING || timer.isShutdown()) {
            lastBegun = now;
            startWorker();
        } else {
            lookLater();
        }
    }

    private void startWorker() {
        workers.incrementAndGet();
        starting.incrementAndGet();
        try {
            pool.execute(this::work);
        } catch (RejectedExecutionException e) {
            Thread thread = new Thread(this::work, "OutrestContinuation-overflow");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Does what there is to do, until there is nothing more. */
    private void work() {
        starting.decrementAndGet();
        try {
            for (Step step = steps.poll(); step != null; step = steps.poll()) {
                lastBegun = ticker.getAsLong();
                step.action.run();
            }
        } finally {
            workers.decrementAndGet();
            if (!steps.isEmpty()) {
                startWorker(); // they came when this one had looked, or this one ends by a failure
            }
        }
    }

    /** Steps are queued behind others: somebody looks whether these come to their end. */
    private void lookLater() {
        if (looking.compareAndSet(false, true)) {
            try {
                timer.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                startWorker(); // shut down in between
            }
        }
    }

    /** Starts twice as many threads as the last time while steps still wait: a short pause of everything asks for one alone. */
    private void look() {
        looking.set(false);
        long now = ticker.getAsLong();
        int awaited = starting.get(); // threads that are about to come, for as many steps
        long old = steps.stream()
                .takeWhile(step -> now - step.since >= OLD)
                .skip(awaited)
                .limit(more)
                .count();
        for (long i = 0; i < old; i++) {
            startWorker();
        }
        more = old == 0 ? 1 : Math.min(2 * more, MOST_AT_ONCE);
        if (!steps.isEmpty()) {
            lookLater();
        }
    }

    void close() {
        manager.shutdown(pool);
    }
}
