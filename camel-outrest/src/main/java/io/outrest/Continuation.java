package io.outrest;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * Where calls go on when their answer is there: a pool of Camel's, of the profile {@code outrest}, that grows with the routes
 * that are busy, so that a slow route holds up no other call. What the pool turns away goes on in a thread of its own, never
 * on the thread that brought it.
 */
final class Continuation implements Executor {

    private static final String PROFILE = "outrest";

    private final ExecutorServiceManager manager;
    private final ExecutorService pool;

    Continuation(CamelContext context, Object owner) {
        this.manager = context.getExecutorServiceManager();
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
    public void execute(Runnable step) {
        try {
            pool.execute(step);
        } catch (RejectedExecutionException e) {
            Thread thread = new Thread(step, "OutrestContinuation-overflow");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void close() {
        manager.shutdown(pool);
    }
}
