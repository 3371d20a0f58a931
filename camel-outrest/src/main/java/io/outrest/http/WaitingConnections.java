package io.outrest.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The pool of sockets that are waited for. Notes on each attempt's {@link Progress} whether its socket is new, and can close the
 * idle sockets of one route. What {@link ObservedConnections} is for the others. Thread-safe.
 */
final class WaitingConnections {

    private static final String NO_ID = "";

    /** The pool is unbounded: there is a place at once. */
    private static final Timeout AT_ONCE = Timeout.ofSeconds(1);

    private final PoolingHttpClientConnectionManager pool;
    private final IdleSockets idle;
    private final Executor executor;
    private final Set<HttpRoute> retired = ConcurrentHashMap.newKeySet();

    /**
     * @param idle how long a socket stays that nobody uses
     * @param executor looks up names and connects; its threads may wait
     */
    WaitingConnections(PoolingHttpClientConnectionManager pool, Duration idle, Executor executor) {
        this.pool = pool;
        this.idle = IdleSockets.of(pool, idle, executor);
        this.executor = executor;
    }

    /** How many sockets are in use. */
    int leased() {
        return pool.getTotalStats().getLeased();
    }

    /** How many sockets wait for their next use. */
    int idle() {
        return pool.getTotalStats().getAvailable();
    }

    /** Says that a route is used again. */
    void revive(HttpRoute route) {
        retired.remove(route);
    }

    /** Closes the route's idle sockets now, and those in use when they come back. */
    void retire(HttpRoute route) {
        retired.add(route);
        closeRetired(route);
    }

    /** A route none of whose sockets is in use is done with. */
    private void closeRetired(HttpRoute route) {
        closeIdle(route);
        if (pool.getStats(route).getLeased() == 0) {
            retired.remove(route);
        }
    }

    /** Takes as many sockets out of the pool as are idle in it, and closes them. */
    private void closeIdle(HttpRoute route) {
        for (int idle = pool.getStats(route).getAvailable(); idle > 0; idle--) {
            try {
                discard(leased(route));
            } catch (IOException e) {
                return; // nothing to close
            }
        }
    }

    /**
     * A place for one exchange, whose socket is connected unless it is to be {@link #connect connected}.
     *
     * @param onlyNew whether a socket that has served before will not do
     * @throws IOException where there is none, as the thread was interrupted
     */
    ConnectionEndpoint lease(HttpRoute route, boolean onlyNew) throws IOException {
        if (onlyNew) {
            closeIdle(route);
        }
        ConnectionEndpoint endpoint = leased(route);
        if (onlyNew && endpoint.isConnected()) {
            endpoint.close(CloseMode.IMMEDIATE); // somebody gave it back in between
        }
        return endpoint;
    }

    private ConnectionEndpoint leased(HttpRoute route) throws IOException {
        LeaseRequest lease = pool.lease(NO_ID, route, AT_ONCE, null);
        try {
            return lease.get(AT_ONCE);
        } catch (ExecutionException | TimeoutException e) {
            lease.cancel();
            throw new IOException("the pool has no place", e);
        } catch (InterruptedException e) {
            lease.cancel();
            throw interrupted(e);
        }
    }

    /**
     * Connects, on another thread, so that a name that is looked up for long keeps the waiting one no longer than its call may
     * last.
     */
    void connect(ConnectionEndpoint endpoint, Progress progress) throws IOException {
        CompletableFuture<Void> connecting = new CompletableFuture<>();
        progress.fresh = true;
        progress.connecting(connecting);
        executor.execute(() -> {
            try {
                if (!connecting.isDone()) {
                    pool.connect(endpoint, null, HttpClientContext.create());
                }
                connecting.complete(null);
            } catch (IOException | RuntimeException | Error e) {
                connecting.completeExceptionally(e);
            }
        });
        await(connecting);
        progress.connected = true;
    }

    private static void await(CompletableFuture<Void> connecting) throws IOException {
        try {
            connecting.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (CancellationException e) {
            throw new IOException("the attempt to connect was broken off", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("the waiting thread was interrupted", e);
    }

    /**
     * Gives a place back whose exchange is over to its last byte.
     *
     * @param keepAlive how long its socket may serve others; null closes it
     */
    void release(ConnectionEndpoint endpoint, @Nullable TimeValue keepAlive) {
        if (keepAlive == null) {
            discard(endpoint);
        } else {
            pool.release(endpoint, null, keepAlive);
        }
        if (!retired.isEmpty()) {
            retired.forEach(this::closeRetired);
        }
    }

    /** Gives a place back, and closes its socket at once, whoever uses it. */
    void discard(ConnectionEndpoint endpoint) {
        endpoint.close(CloseMode.IMMEDIATE);
        pool.release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
    }

    /** Closes all sockets at once. */
    void close() {
        idle.close();
        pool.close(CloseMode.IMMEDIATE);
    }
}
