package io.outrest.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.AsyncConnectionEndpoint;
import org.jspecify.annotations.Nullable;

/** The sockets in use that take several exchanges at once, by route: HTTP/2, and what may turn out to be it. Thread-safe. */
final class SharedSockets {

    /** RFC 9113 section 6.5.2 recommends servers to allow no less. */
    private static final int STREAMS = 100;

    private final TransportSettings.Version version;
    private final long life;
    private final Set<HttpRoute> http1 = ConcurrentHashMap.newKeySet();
    private final Map<HttpRoute, List<SharedSocket>> byRoute = new HashMap<>();

    /** @param life how long a socket takes new exchanges, so that a host may move to another address */
    SharedSockets(TransportSettings.Version version, Duration life) {
        this.version = version;
        this.life = life.toNanos();
    }

    /** Whether a socket of that route may be shared, as far as is known. Tunnels are not. */
    boolean mayShare(HttpRoute route) {
        return switch (version) {
            case HTTP_1_1 -> false;
            case HTTP_2 -> route.getProxyHost() == null;
            case AUTO -> route.isSecure() && route.getProxyHost() == null && !http1.contains(route);
        };
    }

    /** Notes which protocol a route speaks. */
    boolean learn(HttpRoute route, AsyncConnectionEndpoint endpoint) {
        if (version == TransportSettings.Version.HTTP_2) {
            return true;
        }
        boolean http2 = SharedSocket.agreedOnHttp2(endpoint);
        if (http2) {
            http1.remove(route);
        } else {
            http1.add(route);
        }
        return http2;
    }

    void forget(HttpRoute route) {
        http1.remove(route);
    }

    /**
     * A seat on a socket, new or not.
     *
     * @param since the socket must not be older, by {@link System#nanoTime()}; null for any
     */
    synchronized SharedSocket.Seat take(HttpRoute route, @Nullable Long since) {
        List<SharedSocket> sockets = byRoute.computeIfAbsent(route, r -> new ArrayList<>(1));
        long now = System.nanoTime();
        for (SharedSocket socket : sockets) {
            if (socket.seats + socket.unended() < STREAMS
                    && now - socket.created < life
                    && (since == null || socket.created - since > 0)
                    && socket.isUsable()) {
                socket.seats++;
                return new SharedSocket.Seat(socket, false);
            }
        }
        SharedSocket socket = new SharedSocket(this, route);
        socket.seats = 1;
        sockets.add(socket);
        return new SharedSocket.Seat(socket, true);
    }

    /** Says that a seat is free; returns whether it was the socket's last. */
    synchronized boolean leave(SharedSocket socket) {
        if (--socket.seats > 0) {
            return false;
        }
        List<SharedSocket> sockets = byRoute.get(socket.route);
        if (sockets != null) {
            sockets.remove(socket);
            if (sockets.isEmpty()) {
                byRoute.remove(socket.route);
            }
        }
        return true;
    }

    synchronized int seats(SharedSocket socket) {
        return socket.seats;
    }
}
