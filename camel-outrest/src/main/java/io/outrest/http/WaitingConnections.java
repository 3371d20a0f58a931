package io.outrest.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The pool of sockets that are waited for. Notes on each attempt's {@link Progress} whether its socket is new, and can close the
 * idle sockets of one route. What {@link ObservedConnections} is for the others.
 */
final class WaitingConnections implements HttpClientConnectionManager {

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
            LeaseRequest lease = pool.lease(null, route, Timeout.ofSeconds(1), null);
            try {
                discard(lease.get(Timeout.ofMilliseconds(1)));
            } catch (ExecutionException | TimeoutException e) {
                lease.cancel(); // nothing to close
            } catch (InterruptedException e) {
                lease.cancel();
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void discard(ConnectionEndpoint endpoint) {
        endpoint.close(CloseMode.IMMEDIATE);
        pool.release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
    }

    @Override
    public LeaseRequest lease(@Nullable String id, HttpRoute route, @Nullable Timeout timeout, @Nullable Object state) {
        boolean onlyNew = ObservedConnections.isWishForNewSocket(state);
        if (onlyNew) {
            closeIdle(route);
        }
        LeaseRequest lease = pool.lease(id, route, timeout, null);
        return onlyNew ? new OnlyNew(lease) : lease;
    }

    /** Gives an endpoint that is not connected, whatever the pool had. */
    private record OnlyNew(LeaseRequest lease) implements LeaseRequest {

        @Override
        public ConnectionEndpoint get(Timeout timeout)
                throws InterruptedException, ExecutionException, TimeoutException {
            ConnectionEndpoint endpoint = lease.get(timeout);
            if (endpoint.isConnected()) {
                endpoint.close(CloseMode.IMMEDIATE); // somebody gave it back in between
            }
            return endpoint;
        }

        @Override
        public boolean cancel() {
            return lease.cancel();
        }
    }

    @Override
    public void release(ConnectionEndpoint endpoint, @Nullable Object state, @Nullable TimeValue keepAlive) {
        pool.release(endpoint, null, keepAlive);
        retired.forEach(this::closeRetired);
    }

    /** Elsewhere, so that a name that is looked up for long keeps the waiting thread no longer than its call may last. */
    @Override
    public void connect(ConnectionEndpoint endpoint, @Nullable TimeValue timeout, HttpContext context)
            throws IOException {
        CompletableFuture<Void> connecting = new CompletableFuture<>();
        Progress progress = Progress.of(context);
        if (progress != null) {
            progress.fresh = true;
            progress.connecting(connecting);
        }
        executor.execute(() -> {
            try {
                if (!connecting.isDone()) {
                    pool.connect(endpoint, timeout, context);
                }
                connecting.complete(null);
            } catch (IOException | RuntimeException | Error e) {
                connecting.completeExceptionally(e);
            }
        });
        await(connecting);
        if (progress != null) {
            progress.connected = true;
        }
    }

    private static void await(CompletableFuture<Void> connecting) throws IOException {
        try {
            connecting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the waiting thread was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    @Override
    public void upgrade(ConnectionEndpoint endpoint, HttpContext context) throws IOException {
        Progress progress = Progress.of(context);
        if (progress != null) {
            progress.tunnelled = true;
        }
        pool.upgrade(endpoint, context);
    }

    @Override
    public void close(CloseMode mode) {
        idle.close();
        pool.close(mode);
    }

    @Override
    public void close() {
        idle.close();
        pool.close();
    }
}
