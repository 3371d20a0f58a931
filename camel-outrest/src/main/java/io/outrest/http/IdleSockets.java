package io.outrest.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.TimeValue;

/**
 * Closes the sockets of a pool that nobody has used for long, and those that have lived long enough. HttpClient would do so for a
 * pool that it knows, and ours it does not. Takes no thread while there is nothing to do.
 */
final class IdleSockets implements AutoCloseable {

    /** So many looks at a pool until a socket is idle for too long. */
    private static final int LOOKS = 6;

    private final ConnPoolControl<?> pool;
    private final Duration longest;
    private final Executor ticks;
    private volatile boolean closed;

    private IdleSockets(ConnPoolControl<?> pool, Duration longest, Executor executor) {
        this.pool = pool;
        this.longest = longest;
        this.ticks = CompletableFuture.delayedExecutor(longest.toMillis() / LOOKS, TimeUnit.MILLISECONDS, executor);
    }

    /**
     * Begins to look after a pool.
     *
     * @param longest how long a socket may be idle
     * @param executor closes them
     */
    static IdleSockets of(ConnPoolControl<?> pool, Duration longest, Executor executor) {
        IdleSockets idle = new IdleSockets(pool, longest, executor);
        idle.lookLater();
        return idle;
    }

    private void lookLater() {
        ticks.execute(this::look);
    }

    private void look() {
        if (!closed) {
            pool.closeExpired();
            pool.closeIdle(TimeValue.of(longest));
            lookLater();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
