package io.outrest.http;

import io.outrest.request.Origin;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The HTTP clients in use. Connections that ask for equal settings get the same one; the last that gives it back closes it,
 * and the last that uses an origin has its sockets closed. Thread-safe.
 */
public final class HttpTransports implements AutoCloseable {

    private final Executor executor;
    private final Network network;
    private final Map<TransportSettings, Shared> transports = new HashMap<>();

    /** @param executor continues calls and reads bodies that are sent; its threads may wait */
    public HttpTransports(Executor executor) {
        this(executor, Network.real());
    }

    HttpTransports(Executor executor, Network network) {
        this.executor = executor;
        this.network = network;
    }

    /**
     * A client with these settings, to be given back by {@link Lease#close()}.
     *
     * @throws io.outrest.settings.InvalidSetting when a certificate or key cannot be used
     */
    public Lease lease(TransportSettings settings, Origin origin) {
        return lease(settings, Set.of(origin));
    }

    /**
     * The same for several origins.
     *
     * @throws io.outrest.settings.InvalidSetting when a certificate or key cannot be used
     */
    public synchronized Lease lease(TransportSettings settings, Collection<Origin> origins) {
        Shared shared = transports.get(settings);
        if (shared == null) {
            shared = new Shared(new HttpTransport(settings, executor, network));
            transports.put(settings, shared);
        }
        for (Origin origin : Set.copyOf(origins)) {
            shared.origins.merge(origin, 1, Integer::sum);
            shared.transport.use(origin);
        }
        return new Lease(settings, Set.copyOf(origins), shared.transport);
    }

    /** What nobody uses any more is closed outside of the lock: it may take its time. */
    private void giveBack(Lease lease) {
        boolean unused;
        synchronized (this) {
            Shared shared = transports.get(lease.settings);
            if (shared == null || shared.transport != lease.transport) {
                return; // closed already
            }
            lease.origins.forEach(shared::forget);
            unused = shared.origins.isEmpty();
            if (unused) {
                transports.remove(lease.settings);
            }
        }
        if (unused) {
            lease.transport.close();
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
    public void close() {
        List<Shared> all;
        synchronized (this) {
            all = List.copyOf(transports.values());
            transports.clear();
        }
        all.forEach(shared -> shared.transport.close());
    }

    private static final class Shared {

        private final HttpTransport transport;
        private final Map<Origin, Integer> origins = new HashMap<>();

        Shared(HttpTransport transport) {
            this.transport = transport;
        }

        void forget(Origin origin) {
            boolean usedByOthers = origins.merge(origin, -1, Integer::sum) > 0;
            if (!usedByOthers) {
                origins.remove(origin);
                transport.forget(origin);
            }
        }
    }

    /** The use of a client by one connection. */
    public final class Lease implements AutoCloseable {

        private final TransportSettings settings;
        private final Set<Origin> origins;
        private final HttpTransport transport;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(TransportSettings settings, Set<Origin> origins, HttpTransport transport) {
            this.settings = settings;
            this.origins = origins;
            this.transport = transport;
        }

        /** The client. */
        public HttpTransport transport() {
            return transport;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(this);
            }
        }
    }
}
