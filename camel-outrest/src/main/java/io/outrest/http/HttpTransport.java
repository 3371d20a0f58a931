package io.outrest.http;

import io.outrest.request.Call;
import io.outrest.request.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
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

/**
 * One HTTP client with its sockets and I/O threads, for all connections of equal {@link TransportSettings}. How many calls a
 * connection has on the wire is limited elsewhere; here every call gets a socket at once. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final int HEADER_LINE = 16 * 1024;
    static final int HEADER_COUNT = 1_000;
    private static final int HEADERS = 256 * 1024;
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final TimeValue LOOK_AT_TIMEOUTS = TimeValue.ofMilliseconds(100);
    private static final TimeValue IDLE = TimeValue.ofMinutes(1);

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
    HttpTransport(TransportSettings settings, Executor executor, Network network) {
        this.settings = settings;
        this.executor = executor;
        this.routes = new Routes(settings.proxy());
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
     */
    public Call call(@Nullable Duration responseTimeout, long bodyLimit, long streamLimit) {
        return new HttpCall(client, connections, routes, executor, responseTimeout, bodyLimit, streamLimit);
    }

    /** How many sockets are in use now. */
    public int leased() {
        return connections.leased();
    }

    /** How many sockets wait for their next use. */
    public int idle() {
        return connections.idle();
    }

    /** Says that an origin is used, so that its sockets are kept. */
    public void use(Origin origin) {
        connections.revive(routes.to(origin));
    }

    /** Says that nobody uses an origin any more: its idle sockets are closed, those in use when they are done. */
    public void forget(Origin origin) {
        connections.retire(routes.to(origin));
    }

    /** Closes all sockets at once: nobody has a call on them any more, or should have. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    private ObservedConnections connections() {
        Timeout connectTimeout =
                settings.connectTimeout().isZero() ? Timeout.DISABLED : Timeout.of(settings.connectTimeout());
        return new ObservedConnections(
                PoolingAsyncClientConnectionManagerBuilder.create()
                        .setTlsStrategy(tlsStrategy())
                        .setDnsResolver(
                                settings.addresses() == TransportSettings.Addresses.PUBLIC
                                        ? new PublicAddresses(network.names())
                                        : network.names())
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                        .setMaxConnPerRoute(UNLIMITED)
                        .setMaxConnTotal(UNLIMITED)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connectTimeout)
                                .setTimeToLive(TimeValue.of(network.life()))
                                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(connectTimeout)
                                .setVersionPolicy(versionPolicy())
                                .build())
                        .build(),
                executor);
    }

    private HttpVersionPolicy versionPolicy() {
        return switch (settings.version()) {
            case AUTO -> HttpVersionPolicy.NEGOTIATE;
            case HTTP_1_1 -> HttpVersionPolicy.FORCE_HTTP_1;
            case HTTP_2 -> HttpVersionPolicy.FORCE_HTTP_2;
        };
    }

    private TlsStrategy tlsStrategy() {
        SSLContext context = TlsContexts.of(settings.tls());
        ClientTlsStrategyBuilder strategy =
                ClientTlsStrategyBuilder.create().setSslContext(context).setTlsVersions(TlsContexts.versions(context));
        if (!settings.tls().verifyHostname() || settings.tls().trustAll()) {
            strategy.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                    .setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
        } else {
            strategy.setHostVerificationPolicy(HostnameVerificationPolicy.BOTH).setHostnameVerifier(new NamedHosts());
        }
        return strategy.buildAsync();
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
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(HEADER_LINE)
                        .setMaxHeaderCount(HEADER_COUNT)
                        .build())
                .setH2Config(H2Config.custom()
                        .setMaxHeaderListSize(HEADERS)
                        .setPushEnabled(false)
                        .build())
                .setCharCodingConfig(CharCodingConfig.custom()
                        .setCharset(StandardCharsets.ISO_8859_1)
                        .build())
                .setUserAgent("Outrest")
                .evictExpiredConnections()
                .evictIdleConnections(IDLE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState();
        TransportSettings.Proxy proxy = settings.proxy();
        if (proxy != null && proxy.username() != null) {
            builder.setDefaultCredentialsProvider(credentialsOf(proxy, proxy.username()));
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

    private static BasicCredentialsProvider credentialsOf(TransportSettings.Proxy proxy, String username) {
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        char[] password = proxy.password() == null
                ? new char[0]
                : proxy.password().reveal().toCharArray();
        credentials.setCredentials(
                new AuthScope(proxy.host(), proxy.port()), new UsernamePasswordCredentials(username, password));
        return credentials;
    }
}
