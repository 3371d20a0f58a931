package io.outrest.http;

import io.outrest.request.Call;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients, with their sockets and threads, for all connections of equal {@link TransportSettings}: one that keeps no
 * thread waiting, and one for threads that wait anyway. How many calls a connection has on the wire is limited elsewhere; here
 * every call gets a socket at once. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

    private final TransportSettings settings;
    private final Routes routes;
    private final AsyncClient handedOver;
    private final WaitingClient waitedFor;

    /** Origins with TLS that were found to speak HTTP/1.1. */
    private final Set<Origin> speakHttp1 = ConcurrentHashMap.newKeySet();

    /**
     * Starts them.
     *
     * @param executor continues calls, connects, and reads bodies that are sent; its threads may wait
     * @throws io.outrest.settings.InvalidSetting when a certificate or key cannot be used
     */
    HttpTransport(TransportSettings settings, Executor executor, Network network) {
        this.settings = settings;
        this.routes = new Routes(settings.proxy());
        this.handedOver = new AsyncClient(settings, routes, executor, network);
        this.waitedFor = new WaitingClient(settings, routes, executor, network);
    }

    /**
     * The call that puts requests on the wire.
     *
     * @param responseTimeout how long to wait for the next bytes, or null for as long as the call may take
     * @param bodyLimit bytes of a body that is collected, as it comes in
     * @param streamLimit the same for a body that is handed on while it comes in
     */
    public Call call(@Nullable Duration responseTimeout, long bodyLimit, long streamLimit) {
        Call async = handedOver.call(responseTimeout, bodyLimit, streamLimit, this::note);
        Call waiting = waitedFor.call(responseTimeout, bodyLimit, streamLimit);
        return request -> mayKeepThread(request) ? waiting.send(request) : async.send(request);
    }

    /** Over HTTP/2 calls share sockets, which is worth more than a thread that is not woken; a proxy is asked by one of them. */
    private boolean mayKeepThread(Request request) {
        return settings.proxy() == null
                && request.lifetime().waitsHere()
                && WaitingCall.takes(request.body())
                && speaksHttp1(request.origin());
    }

    private boolean speaksHttp1(Origin origin) {
        return switch (settings.version()) {
            case HTTP_1_1 -> true;
            case HTTP_2 -> false;
            case AUTO -> !origin.secure() || speakHttp1.contains(origin);
        };
    }

    private void note(Origin origin, ProtocolVersion spoken) {
        if (origin.secure() && spoken.lessEquals(HttpVersion.HTTP_1_1)) {
            speakHttp1.add(origin);
        }
    }

    /** How many sockets are in use now. */
    public int leased() {
        return handedOver.leased() + waitedFor.leased();
    }

    /** How many sockets wait for their next use. */
    public int idle() {
        return handedOver.idle() + waitedFor.idle();
    }

    /** Says that an origin is used, so that its sockets are kept. */
    public void use(Origin origin) {
        handedOver.use(routes.to(origin));
        waitedFor.use(routes.to(origin));
    }

    /** Says that nobody uses an origin any more: its idle sockets are closed, those in use when they are done. */
    public void forget(Origin origin) {
        speakHttp1.remove(origin);
        handedOver.forget(routes.to(origin));
        waitedFor.forget(routes.to(origin));
    }

    /** Closes all sockets at once: nobody has a call on them any more, or should have. */
    @Override
    public void close() {
        handedOver.close();
        waitedFor.close();
    }
}
