package io.outrest.http;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.BasicFuture;
import org.apache.hc.core5.concurrent.ComplexFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.concurrent.FutureContribution;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The pool of sockets. Notes on each attempt's {@link Progress} whether its socket is new, and can close the socket of one
 * exchange, or the idle sockets of one route, while others keep theirs.
 */
final class ObservedConnections implements AsyncClientConnectionManager {

    /**
     * Asks for a socket that is newer, in the place where HttpClient lets a caller ask for one that was left in some state.
     *
     * @param since by {@link System#nanoTime()}
     */
    private record NewSocket(long since) {}

    private final PoolingAsyncClientConnectionManager pool;
    private final IdleSockets idle;
    private final SharedSockets shared;
    private final Executor executor;
    private final Set<HttpRoute> retired = ConcurrentHashMap.newKeySet();
    private final Map<AsyncConnectionEndpoint, Use> uses = new ConcurrentHashMap<>();
    private final Map<String, AsyncConnectionEndpoint> byExchange = new ConcurrentHashMap<>();

    /**
     * @param idle how long a socket stays that nobody uses
     * @param executor looks up names; its threads may wait
     */
    ObservedConnections(
            PoolingAsyncClientConnectionManager pool, SharedSockets shared, Duration idle, Executor executor) {
        this.pool = pool;
        this.idle = IdleSockets.of(pool, idle, executor);
        this.shared = shared;
        this.executor = executor;
    }

    /**
     * The use of a socket.
     *
     * @param exchange HttpClient's id of the exchange; empty when it has none
     */
    private record Use(String exchange, HttpRoute route) {}

    /**
     * Closes the socket that an exchange uses, which ends the exchange. Cancelling HttpClient's future is not enough: it forgets
     * what it has to cancel where a socket is at hand at once.
     */
    void breakOff(@Nullable String exchange) {
        AsyncConnectionEndpoint endpoint = exchange == null ? null : byExchange.get(exchange);
        if (endpoint != null) {
            endpoint.close(CloseMode.IMMEDIATE);
        }
    }

    /** Ends the exchange when its socket is silent for so long. */
    void limitSilence(String exchange, Timeout silence) {
        AsyncConnectionEndpoint endpoint = byExchange.get(exchange);
        if (endpoint != null && endpoint.isConnected()) {
            endpoint.setSocketTimeout(silence);
        }
    }

    /** Closes the socket that an exchange uses and gives it back, as far as it is not back already. */
    void discard(@Nullable String exchange) {
        AsyncConnectionEndpoint endpoint = exchange == null ? null : byExchange.get(exchange);
        if (endpoint != null) {
            endpoint.close(CloseMode.IMMEDIATE);
            release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
        }
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
        shared.forget(route);
        closeIdle(route);
        forgetUnlessUsed(route);
    }

    /** A route none of whose sockets is in use is done with. */
    private void forgetUnlessUsed(HttpRoute route) {
        if (pool.getStats(route).getLeased() == 0) {
            retired.remove(route);
        }
    }

    /** Takes as many sockets out of the pool as are idle in it, and closes them. */
    private void closeIdle(HttpRoute route) {
        for (int idle = pool.getStats(route).getAvailable(); idle > 0; idle--) {
            pool.lease(null, route, null, Timeout.ofSeconds(1), new FutureCallback<>() {
                @Override
                public void completed(AsyncConnectionEndpoint endpoint) {
                    close(endpoint);
                }

                @Override
                public void failed(Exception e) {
                    // nothing to close
                }

                @Override
                public void cancelled() {
                    // nothing to close
                }
            });
        }
    }

    private void close(AsyncConnectionEndpoint endpoint) {
        endpoint.close(CloseMode.GRACEFUL);
        pool.release(endpoint, null, TimeValue.NEG_ONE_MILLISECOND);
    }

    /**
     * Has the exchange of that context go over a new socket, and the idle ones of its route closed: where one was dead, the next
     * may be so too.
     */
    static void wantNewSocket(HttpClientContext context) {
        context.setUserToken(new NewSocket(System.nanoTime()));
    }

    @Override
    public Future<AsyncConnectionEndpoint> lease(
            @Nullable String id,
            HttpRoute route,
            @Nullable Object state,
            Timeout timeout,
            FutureCallback<AsyncConnectionEndpoint> callback) {
        if (!shared.mayShare(route)) {
            return leaseAlone(id, route, state, timeout, callback);
        }
        SharedSocket.Seat seat = shared.take(route, state instanceof NewSocket wanted ? wanted.since : null);
        SharedSocket socket = seat.socket;
        BasicFuture<AsyncConnectionEndpoint> result = new BasicFuture<>(callback);
        if (seat.isFirst()) {
            leaseAlone(null, route, state, timeout, new FutureCallback<>() {
                @Override
                public void completed(AsyncConnectionEndpoint endpoint) {
                    uses.remove(endpoint);
                    socket.leased(endpoint);
                }

                @Override
                public void failed(Exception e) {
                    socket.leaseFailed(e);
                }

                @Override
                public void cancelled() {
                    socket.leaseFailed(new CancellationException());
                }
            });
        }
        socket.leased.whenComplete((endpoint, failure) -> {
            if (failure != null) {
                shared.leave(socket);
                result.failed(failure instanceof Exception e ? e : new IllegalStateException(failure));
                return;
            }
            note(id, route, seat);
            if (!result.completed(seat)) {
                release(seat, null, TimeValue.NEG_ONE_MILLISECOND); // given up in between
            }
        });
        return result;
    }

    private void note(@Nullable String id, HttpRoute route, AsyncConnectionEndpoint endpoint) {
        uses.put(endpoint, new Use(id == null ? "" : id, route));
        if (id != null) {
            byExchange.put(id, endpoint);
        }
    }

    private Future<AsyncConnectionEndpoint> leaseAlone(
            @Nullable String id,
            HttpRoute route,
            @Nullable Object state,
            Timeout timeout,
            FutureCallback<AsyncConnectionEndpoint> callback) {
        boolean onlyNew = state instanceof NewSocket;
        if (onlyNew) {
            closeIdle(route);
        }
        return pool.lease(id, route, null, timeout, new Observed(callback) {
            @Override
            public void completed(AsyncConnectionEndpoint endpoint) {
                if (onlyNew && endpoint.isConnected()) {
                    close(endpoint); // somebody gave it back in between
                    leaseAlone(id, route, state, timeout, callback);
                    return;
                }
                note(id, route, endpoint);
                super.completed(endpoint);
            }
        });
    }

    @Override
    public void release(AsyncConnectionEndpoint endpoint, @Nullable Object state, @Nullable TimeValue keepAlive) {
        Use use = uses.remove(endpoint);
        if (use != null) {
            byExchange.remove(use.exchange);
        }
        if (endpoint instanceof SharedSocket.Seat seat) {
            leave(seat, keepAlive, use);
        } else {
            giveBack(endpoint, keepAlive, use);
        }
    }

    private void leave(SharedSocket.Seat seat, @Nullable TimeValue keepAlive, @Nullable Use use) {
        if (!seat.leave()) {
            return;
        }
        AsyncConnectionEndpoint own = seat.own();
        if (own != null) {
            giveBack(own, keepAlive, use);
        } else if (shared.leave(seat.socket)) {
            if (seat.socket.isUsedUp()) {
                seat.socket.giveUp();
                seat.endpoint().close(CloseMode.IMMEDIATE); // streams that nobody has ended would keep it open
            }
            giveBack(seat.endpoint(), keepAlive, use);
        }
    }

    private void giveBack(AsyncConnectionEndpoint endpoint, @Nullable TimeValue keepAlive, @Nullable Use use) {
        if (use == null || !retired.contains(use.route)) {
            pool.release(endpoint, null, keepAlive);
            return;
        }
        endpoint.close(CloseMode.GRACEFUL);
        pool.release(endpoint, null, keepAlive);
        forgetUnlessUsed(use.route);
    }

    @Override
    public Future<AsyncConnectionEndpoint> connect(
            AsyncConnectionEndpoint endpoint,
            ConnectionInitiator initiator,
            Timeout timeout,
            @Nullable Object attachment,
            HttpContext context,
            FutureCallback<AsyncConnectionEndpoint> callback) {
        Progress progress = Progress.of(context);
        if (progress != null) {
            progress.fresh = true;
        }
        ComplexFuture<AsyncConnectionEndpoint> connecting = new ComplexFuture<>(new Observed(callback) {
            @Override
            public void completed(AsyncConnectionEndpoint connected) {
                if (progress != null) {
                    progress.connected = true;
                }
                super.completed(connected);
            }
        });
        if (progress != null) {
            progress.connecting(connecting);
        }
        if (endpoint instanceof SharedSocket.Seat seat && seat.own() == null) {
            join(seat, initiator, timeout, attachment, context, connecting);
        } else {
            begin(connecting, () -> pool.connect(endpoint, initiator, timeout, attachment, context, told(connecting)));
        }
        return connecting;
    }

    /** Opens the socket, or waits until another has opened it. */
    private void join(
            SharedSocket.Seat seat,
            ConnectionInitiator initiator,
            Timeout timeout,
            @Nullable Object attachment,
            HttpContext context,
            ComplexFuture<AsyncConnectionEndpoint> connecting) {
        SharedSocket socket = seat.socket;
        socket.open(() -> {
                    ComplexFuture<AsyncConnectionEndpoint> opening = new ComplexFuture<>(new FutureCallback<>() {
                        @Override
                        public void completed(AsyncConnectionEndpoint connected) {
                            socket.opened();
                        }

                        @Override
                        public void failed(Exception e) {
                            socket.openingFailed(e);
                        }

                        @Override
                        public void cancelled() {
                            socket.openingFailed(new CancellationException());
                        }
                    });
                    begin(
                            opening,
                            () -> pool.connect(
                                    seat.endpoint(), initiator, timeout, attachment, context, told(opening)));
                    return opening;
                })
                .whenComplete((http2, failure) -> {
                    Throwable reason = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (reason != null) {
                        connecting.failed(reason instanceof Exception e ? e : new IllegalStateException(reason));
                    } else if (http2 || seat.isFirst()) {
                        connecting.completed(seat);
                    } else {
                        moveOut(seat, initiator, timeout, attachment, context, connecting);
                    }
                });
    }

    /** Gets a socket of its own for an exchange that waited for one that cannot be shared. */
    private void moveOut(
            SharedSocket.Seat seat,
            ConnectionInitiator initiator,
            Timeout timeout,
            @Nullable Object attachment,
            HttpContext context,
            ComplexFuture<AsyncConnectionEndpoint> connecting) {
        pool.lease(null, seat.socket.route, null, Timeout.ofMinutes(1), new Observed(told(connecting)) {
            @Override
            public void completed(AsyncConnectionEndpoint endpoint) {
                if (!seat.moveTo(endpoint)) {
                    pool.release(endpoint, null, TimeValue.NEG_ONE_MILLISECOND); // given up in between
                    return;
                }
                if (shared.leave(seat.socket)) {
                    giveBack(seat.socket.endpoint(), TimeValue.NEG_ONE_MILLISECOND, null);
                }
                if (endpoint.isConnected()) {
                    connecting.completed(seat);
                } else {
                    begin(
                            connecting,
                            () -> pool.connect(
                                    endpoint, initiator, timeout, attachment, context, new Observed(told(connecting)) {
                                        @Override
                                        public void completed(AsyncConnectionEndpoint connected) {
                                            connecting.completed(seat);
                                        }
                                    }));
                }
            }
        });
    }

    private static FutureCallback<AsyncConnectionEndpoint> told(ComplexFuture<AsyncConnectionEndpoint> connecting) {
        return new FutureContribution<>(connecting) {
            @Override
            public void completed(AsyncConnectionEndpoint connected) {
                connecting.completed(connected);
            }
        };
    }

    /** Begins elsewhere: the name of the host is looked up first, on the thread that begins, which may take its time. */
    private void begin(
            ComplexFuture<AsyncConnectionEndpoint> connecting, Supplier<Future<AsyncConnectionEndpoint>> connect) {
        try {
            executor.execute(() -> {
                try {
                    if (!connecting.isDone()) {
                        connecting.setDependency(connect.get());
                    }
                } catch (RuntimeException e) {
                    connecting.failed(e); // the pool is closed, or the endpoint was given back in between
                }
            });
        } catch (RejectedExecutionException e) {
            connecting.failed(e); // the component has stopped
        }
    }

    @Override
    public void upgrade(AsyncConnectionEndpoint endpoint, @Nullable Object attachment, HttpContext context) {
        noteTunnel(context);
        pool.upgrade(endpoint, attachment, context);
    }

    @Override
    public void upgrade(
            AsyncConnectionEndpoint endpoint,
            @Nullable Object attachment,
            HttpContext context,
            FutureCallback<AsyncConnectionEndpoint> callback) {
        noteTunnel(context);
        pool.upgrade(endpoint, attachment, context, callback);
    }

    private static void noteTunnel(HttpContext context) {
        Progress progress = Progress.of(context);
        if (progress != null) {
            progress.tunnelled = true;
        }
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

    /** Hands on what it is told. */
    private static class Observed implements FutureCallback<AsyncConnectionEndpoint> {

        private final FutureCallback<AsyncConnectionEndpoint> next;

        Observed(FutureCallback<AsyncConnectionEndpoint> next) {
            this.next = next;
        }

        @Override
        public void completed(AsyncConnectionEndpoint endpoint) {
            next.completed(endpoint);
        }

        @Override
        public void failed(Exception e) {
            next.failed(e);
        }

        @Override
        public void cancelled() {
            next.cancelled();
        }
    }
}
