package io.outrest.http;

import io.outrest.request.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The HTTP clients in use. Connections that ask for equal settings get the same one; the last that gives it back closes it,
 * and the last that uses an origin has its sockets closed. Thread-safe.
 */
public final class HttpTransports implements AutoCloseable {

    private final Executor executor;
    private final Map<TransportSettings, Shared> transports = new HashMap<>();

    /** @param executor continues calls and reads bodies that are sent; its threads may wait */
    public HttpTransports(Executor executor) {
        this.executor = executor;
    }

    /**
     * A client with these settings, to be given back by {@link Lease#close()}.
     *
     * @throws io.outrest.settings.InvalidSetting when a certificate or key cannot be used
     */
    public synchronized Lease lease(TransportSettings settings, Origin origin) {
        Shared shared = transports.get(settings);
        if (shared == null) {
            shared = new Shared(new HttpTransport(settings, executor));
            transports.put(settings, shared);
        }
        shared.origins.merge(origin, 1, Integer::sum);
        shared.transport.use(origin);
        return new Lease(settings, origin, shared.transport);
    }

    private synchronized void giveBack(Lease lease) {
        Shared shared = transports.get(lease.settings);
        if (shared == null || shared.transport != lease.transport) {
            return; // closed already
        }
        boolean used = shared.origins.merge(lease.origin, -1, Integer::sum) > 0;
        if (!used) {
            shared.origins.remove(lease.origin);
            shared.transport.forget(lease.origin);
        }
        if (shared.origins.isEmpty()) {
            transports.remove(lease.settings);
            shared.transport.close();
        }
    }

    /** How many sockets are in use now, over all clients. */
    public synchronized int leased() {
        return transports.values().stream()
                .mapToInt(shared -> shared.transport.leased())
                .sum();
    }

    /** How many sockets wait for their next use, over all clients. */
    public synchronized int idle() {
        return transports.values().stream()
                .mapToInt(shared -> shared.transport.idle())
                .sum();
    }

    /** Closes all clients; calls that are still on the wire end. */
    @Override
    public synchronized void close() {
        transports.values().forEach(shared -> shared.transport.close());
        transports.clear();
    }

    private static final class Shared {

        private final HttpTransport transport;
        private final Map<Origin, Integer> origins = new HashMap<>();

        Shared(HttpTransport transport) {
            this.transport = transport;
        }
    }

    /** The use of a client by one connection. */
    public final class Lease implements AutoCloseable {

        private final TransportSettings settings;
        private final Origin origin;
        private final HttpTransport transport;
        private boolean closed;

        private Lease(TransportSettings settings, Origin origin, HttpTransport transport) {
            this.settings = settings;
            this.origin = origin;
            this.transport = transport;
        }

        /** The client. */
        public HttpTransport transport() {
            return transport;
        }

        @Override
        public void close() {
            synchronized (HttpTransports.this) {
                if (!closed) {
                    closed = true;
                    giveBack(this);
                }
            }
        }
    }
}
