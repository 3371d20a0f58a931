package io.outrest.http;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.hc.client5.http.EndpointInfo;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.ConnectionHolder;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncPushConsumer;
import org.apache.hc.core5.http.nio.HandlerFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is leased from the pool once and used by several exchanges, each with a {@link Seat} of its own, as soon as it
 * is known to speak HTTP/2. Those that come while it is opened wait for it. Turns it out to speak HTTP/1.1, then the first keeps
 * it and the others get sockets of their own.
 */
final class SharedSocket {

    private final SharedSockets sockets;
    final HttpRoute route;
    final long created = System.nanoTime();

    /** What the pool gave, connected or not. */
    final CompletableFuture<AsyncConnectionEndpoint> leased = new CompletableFuture<>();

    /** Becomes true when it is connected and speaks HTTP/2, false when it speaks HTTP/1.1. */
    private final CompletableFuture<Boolean> multiplexed = new CompletableFuture<>();

    private final AtomicBoolean opening = new AtomicBoolean();
    private volatile @Nullable Future<?> connecting;
    private volatile boolean givenUp;
    private volatile long heard = created;
    private final AtomicInteger unended = new AtomicInteger();
    volatile boolean full;

    /** Guarded by {@link #sockets}. */
    int seats;

    SharedSocket(SharedSockets sockets, HttpRoute route) {
        this.sockets = sockets;
        this.route = route;
    }

    /** Notes what the pool gave. */
    void leased(AsyncConnectionEndpoint endpoint) {
        if (endpoint.isConnected()) {
            learn(endpoint);
        }
        leased.complete(endpoint);
    }

    void leaseFailed(Throwable reason) {
        full = true;
        leased.completeExceptionally(reason);
    }

    private void learn(AsyncConnectionEndpoint endpoint) {
        boolean http2 = sockets.learn(route, endpoint);
        full |= !http2;
        multiplexed.complete(http2);
    }

    /** Has one of those that wait open it; completes for each of them. */
    CompletableFuture<Boolean> open(Supplier<Future<AsyncConnectionEndpoint>> connect) {
        if (!multiplexed.isDone() && opening.compareAndSet(false, true)) {
            connecting = connect.get();
            if (givenUp) {
                giveUp();
            }
        }
        return multiplexed.copy();
    }

    void opened() {
        learn(endpoint());
    }

    /** What the pool gave; only when it has. */
    AsyncConnectionEndpoint endpoint() {
        return Objects.requireNonNull(leased.getNow(null), "not leased yet");
    }

    void openingFailed(Throwable reason) {
        full = true;
        multiplexed.completeExceptionally(reason);
    }

    boolean speaksHttp2() {
        return multiplexed.isDone() && !multiplexed.isCompletedExceptionally() && multiplexed.getNow(false);
    }

    boolean speaksHttp1() {
        return multiplexed.isDone() && !multiplexed.isCompletedExceptionally() && !multiplexed.getNow(true);
    }

    /** Whether it may still be opened, or is open. */
    boolean isUsable() {
        AsyncConnectionEndpoint endpoint = leased.isCompletedExceptionally() ? null : leased.getNow(null);
        return !full && (!multiplexed.isDone() || endpoint != null && endpoint.isConnected());
    }

    void heard(long time) {
        heard = time;
    }

    /** A stream ended before its answer did. Where nothing came meanwhile, or it was half sent, the socket is used up. */
    void streamBroke(long since, boolean unsent) {
        if (unsent || heard - since <= 0) {
            full = true;
        }
    }

    /** A stream is left alone that is not ended: it takes a place on the socket until the server speaks on it. */
    void streamStays() {
        unended.incrementAndGet();
    }

    void streamEnds() {
        unended.decrementAndGet();
    }

    /** How many streams nobody has ended. */
    int unended() {
        return unended.get();
    }

    /** It takes no more exchanges. */
    void broke() {
        full = true;
    }

    boolean isUsedByOthers() {
        return sockets.seats(this) > 1;
    }

    /** Whether it takes no more exchanges, though it may be open. */
    boolean isUsedUp() {
        return (full || unended() > 0) && speaksHttp2() || !multiplexed.isDone();
    }

    /** Nobody waits for it any more. */
    void giveUp() {
        givenUp = true;
        Future<?> running = connecting;
        if (running != null && !multiplexed.isDone()) {
            running.cancel(true);
        }
    }

    /** What one exchange has of the socket. */
    static final class Seat extends AsyncConnectionEndpoint {

        final SharedSocket socket;
        private final boolean first;
        private volatile boolean left;
        private volatile @Nullable AsyncConnectionEndpoint own;
        private volatile @Nullable SharedStream stream;
        private volatile @Nullable Timeout silence;

        /** @param first it may keep a socket that cannot be shared */
        Seat(SharedSocket socket, boolean first) {
            this.socket = socket;
            this.first = first;
        }

        boolean isFirst() {
            return first;
        }

        /** Leaves for good; false when it has left before. */
        synchronized boolean leave() {
            boolean before = left;
            left = true;
            return !before;
        }

        /** Takes a socket of its own instead; false when it has left. */
        synchronized boolean moveTo(AsyncConnectionEndpoint other) {
            if (!left) {
                own = other;
            }
            return !left;
        }

        @Nullable
        AsyncConnectionEndpoint own() {
            return own;
        }

        private boolean isShared() {
            return own == null && socket.speaksHttp2();
        }

        AsyncConnectionEndpoint endpoint() {
            AsyncConnectionEndpoint other = own;
            return other != null ? other : socket.endpoint();
        }

        @Override
        public void execute(
                @Nullable String id,
                AsyncClientExchangeHandler exchange,
                @Nullable HandlerFactory<AsyncPushConsumer> pushes,
                HttpContext context) {
            if (!isShared()) {
                endpoint().execute(id, exchange, pushes, context);
                return;
            }
            SharedStream shared = new SharedStream(exchange, socket, silence);
            stream = shared;
            endpoint().execute(id, shared, pushes, context);
            shared.start();
        }

        @Override
        public boolean isConnected() {
            return (own != null || first || socket.speaksHttp2())
                    && !socket.leased.isCompletedExceptionally()
                    && endpoint().isConnected();
        }

        @Override
        public void setSocketTimeout(Timeout timeout) {
            if (isShared()) {
                silence = timeout;
            } else {
                endpoint().setSocketTimeout(timeout);
            }
        }

        /** Closes the socket, or ends only its own exchange where others use the socket too. */
        @Override
        public void close(CloseMode mode) {
            if (left) {
                return;
            }
            boolean alone = own != null || socket.speaksHttp1() && first || !socket.isUsedByOthers();
            if (alone) {
                socket.full |= own == null;
                socket.giveUp();
                if (own != null || socket.leased.isDone() && !socket.leased.isCompletedExceptionally()) {
                    endpoint().close(mode);
                }
                return;
            }
            SharedStream shared = stream;
            if (mode == CloseMode.GRACEFUL) {
                socket.full = true;
            } else if (shared != null) {
                shared.breakOff();
            }
        }

        @Override
        public @Nullable EndpointInfo getInfo() {
            return endpoint().getInfo();
        }
    }

    /** Whether the handshake agreed on HTTP/2. */
    static boolean agreedOnHttp2(AsyncConnectionEndpoint endpoint) {
        HttpConnection connection = endpoint instanceof ConnectionHolder holder ? holder.get() : null;
        TlsDetails tls = connection instanceof TransportSecurityLayer layer ? layer.getTlsDetails() : null;
        return tls != null && "h2".equals(tls.getApplicationProtocol());
    }
}
