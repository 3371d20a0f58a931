package io.outrest.http;

import io.outrest.request.Call;
import io.outrest.request.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HttpClient's asynchronous client: its I/O threads serve all calls, whose own threads go their way. Thread-safe. */
final class AsyncClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncClient.class);
    private static final int HEADERS = 256 * 1024;
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final TimeValue LOOK_AT_TIMEOUTS = TimeValue.ofMilliseconds(100);

    private final TransportSettings settings;
    private final Executor executor;
    private final Network network;
    private final Routes routes;
    private final ObservedConnections connections;
    private final CloseableHttpAsyncClient client;

    /**
     * Starts a client.
     *
     * @param executor continues calls and reads bodies that are sent; its threads may wait
     * @throws io.outrest.settings.InvalidSetting when a certificate or key cannot be used
     */
    AsyncClient(TransportSettings settings, Routes routes, Executor executor, Network network) {
        this.settings = settings;
        this.routes = routes;
        this.executor = executor;
        this.network = network;
        this.connections = connections();
        this.client = client();
        client.start();
    }

    /**
     * The call that puts requests on the wire.
     *
     * @param responseTimeout how long to wait for the next bytes, or null for as long as the call may take
     * @param bodyLimit bytes of a body that is collected, as it comes in
     * @param streamLimit the same for a body that is handed on while it comes in
     * @param speaks told which protocol an origin speaks
     */
    Call call(
            @Nullable Duration responseTimeout,
            long bodyLimit,
            long streamLimit,
            BiConsumer<Origin, ProtocolVersion> speaks) {
        return new HttpCall(client, connections, routes, executor, responseTimeout, bodyLimit, streamLimit, speaks);
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

    /** Closes all sockets at once: nobody has a call on them any more, or should have. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    private ObservedConnections connections() {
        return new ObservedConnections(
                PoolingAsyncClientConnectionManagerBuilder.create()
                        .setTlsStrategy(Sockets.tls(settings).buildAsync())
                        .setDnsResolver(Sockets.names(settings, network))
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                        .setMaxConnPerRoute(UNLIMITED)
                        .setMaxConnTotal(UNLIMITED)
                        .setDefaultConnectionConfig(Sockets.config(settings, network)
                                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(Sockets.connectTimeout(settings))
                                .setVersionPolicy(versionPolicy())
                                .build())
                        .build(),
                new SharedSockets(settings.version(), network.life()),
                network.idle(),
                executor);
    }

    private HttpVersionPolicy versionPolicy() {
        return switch (settings.version()) {
            case AUTO -> HttpVersionPolicy.NEGOTIATE;
            case HTTP_1_1 -> HttpVersionPolicy.FORCE_HTTP_1;
            case HTTP_2 -> HttpVersionPolicy.FORCE_HTTP_2;
        };
    }

    private CloseableHttpAsyncClient client() {
        HttpAsyncClientBuilder builder = HttpAsyncClientBuilder.create()
                .setConnectionManager(connections)
                .setRoutePlanner(routes)
                .setIoSessionDecorator(
                        session -> new HeadGuard(network.sockets().decorate(session)))
                .addRequestInterceptorLast((request, entity, context) -> Progress.noteRequest(context))
                .addExecInterceptorLast("response timeout", this::limitSilence)
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setTcpNoDelay(true)
                        .setSelectInterval(LOOK_AT_TIMEOUTS)
                        .build())
                .setThreadFactory(new DefaultThreadFactory("outrest-io", true))
                .setIoReactorExceptionCallback(e -> LOG.debug("An I/O thread ended a socket that was closed", e))
                .setHttp1Config(Sockets.HTTP_1)
                .setH2Config(H2Config.custom()
                        .setMaxHeaderListSize(HEADERS)
                        .setPushEnabled(false)
                        .build())
                .setCharCodingConfig(CharCodingConfig.custom()
                        .setCharset(StandardCharsets.ISO_8859_1)
                        .build())
                .setUserAgent("Outrest")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState();
        BasicCredentialsProvider ofProxy = Sockets.proxyCredentials(settings);
        if (ofProxy != null) {
            builder.setDefaultCredentialsProvider(ofProxy);
        }
        return builder.build();
    }

    /** HttpClient forgets the response timeout where HTTP/2 is spoken. */
    private void limitSilence(
            HttpRequest request,
            @Nullable AsyncEntityProducer body,
            AsyncExecChain.Scope scope,
            AsyncExecChain next,
            AsyncExecCallback callback)
            throws HttpException, IOException {
        Timeout silence = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        if (silence != null) {
            connections.limitSilence(scope.exchangeId, silence);
        }
        next.proceed(request, body, scope, callback);
    }
}
