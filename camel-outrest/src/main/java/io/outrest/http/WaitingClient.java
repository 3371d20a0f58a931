package io.outrest.http;

import io.outrest.request.Call;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The sockets for threads that wait for the end of their call anyway. They are channels, so that a thread that is interrupted
 * waits no longer, and have no timeout of their own unless a call says so: a channel that has one costs four system calls more
 * for each read. Thread-safe.
 */
final class WaitingClient implements AutoCloseable {

    private final Routes routes;
    private final WaitingConnections connections;

    /** @param executor looks up names and connects; its threads may wait */
    WaitingClient(TransportSettings settings, Routes routes, Executor executor, Network network) {
        this.routes = routes;
        this.connections = new WaitingConnections(
                new OverChannels()
                        .setTlsSocketStrategy(Sockets.tls(settings).buildClassic())
                        .setDnsResolver(Sockets.names(settings, network))
                        .setConnectionFactory(socket -> WaitingSocket.create(Sockets.HTTP_1))
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                        .setMaxConnPerRoute(Integer.MAX_VALUE)
                        .setMaxConnTotal(Integer.MAX_VALUE)
                        .setDefaultSocketConfig(SocketConfig.custom()
                                .setSoTimeout(Timeout.DISABLED)
                                .build())
                        .setDefaultConnectionConfig(Sockets.config(settings, network)
                                .setValidateAfterInactivity(
                                        TimeValue.NEG_ONE_MILLISECOND) // WaitingSocket looks by itself
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(Sockets.connectTimeout(settings))
                                .build())
                        .build(),
                network.idle(),
                executor);
    }

    /** Opens sockets as channels. */
    private static final class OverChannels extends PoolingHttpClientConnectionManagerBuilder {

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(
                    socksProxy -> open(),
                    ports,
                    names,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register("https", tls)
                            .build());
        }

        private static Socket open() throws IOException {
            return SocketChannel.open().socket();
        }
    }

    /**
     * The call that puts requests on the wire, on the thread that sends.
     *
     * @param responseTimeout how long to wait for the next bytes, or null for as long as the call may take
     * @param bodyLimit bytes of a body that is collected or read, as it comes in
     * @param streamLimit the same for a body that is handed on while it comes in
     */
    Call call(@Nullable Duration responseTimeout, long bodyLimit, long streamLimit) {
        return new WaitingCall(connections, routes, responseTimeout, bodyLimit, streamLimit);
    }

    /** How many sockets are in use now. */
    int leased() {
        return connections.leased();
    }

    /** How many sockets wait for their next use. */
    int idle() {
        return connections.idle();
    }

    /** Says that a way is used, so that its sockets are kept. */
    void use(HttpRoute route) {
        connections.revive(route);
    }

    /** Says that nobody uses a way any more: its idle sockets are closed, those in use when they are done. */
    void forget(HttpRoute route) {
        connections.retire(route);
    }

    /** Closes all sockets at once. */
    @Override
    public void close() {
        connections.close();
    }
}
