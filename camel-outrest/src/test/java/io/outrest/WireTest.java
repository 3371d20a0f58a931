package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.http.HttpTransports;
import io.outrest.http.TlsSettings;
import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * The base of tests on the wire: a connection {@code API} to a server that behaves as badly as it is told, with credentials
 * that nothing may print.
 */
abstract class WireTest extends OutrestTest {

    static final String CANARY = "S3CR3T-canary";

    /** Less than the deadline of {@link #to}: a failure that comes later has waited for it. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final List<RawServer> rawServers = new ArrayList<>();

    @Override
    protected String document() {
        return """
                security:
                  header-key: {type: apiKey, in: header, name: X-API-Key, apiKey: S3CR3T-canary-1}
                  query-key: {type: apiKey, in: query, name: api_key, apiKey: S3CR3T-canary-2}
                """;
    }

    @AfterEach
    void stopRawServers() {
        rawServers.forEach(RawServer::close);
    }

    final RawServer raw(RawServer.Script script) {
        return alsoStop(RawServer.start(script));
    }

    final RawServer answering(String response) {
        return alsoStop(RawServer.answering(response));
    }

    final RawServer alsoStop(RawServer raw) {
        rawServers.add(raw);
        return raw;
    }

    /** Settings of a connection to that URL, with credentials and a deadline that no test should need. */
    static Connection to(String url) {
        Connection connection = new Connection();
        connection.setBaseUrl(url);
        connection.setPath("/things{?q}");
        connection.setSecurity("header-key, query-key");
        connection.setTimeout("12s");
        return connection;
    }

    /** The same with TLS settings. */
    static Connection to(String url, TlsSettings tls) {
        Connection connection = to(url);
        connection.setTls(tls);
        return connection;
    }

    /** TLS settings that trust a server's own authority alone. */
    static TlsSettings trusting(TestIdentity identity) {
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(identity.certificate());
        return tls;
    }

    /** Registers the connection {@code API}. */
    final void api(Connection connection) {
        registry().put("API", connection);
    }

    final Exchange call(String method, @Nullable Object body) {
        return call("outrest:API?method=" + method, body, Map.of("q", CANARY));
    }

    final Exchange call(String uri, @Nullable Object body, Map<String, Object> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    final Exchange get() {
        return call("GET", null);
    }

    /** The same call from another thread. */
    final CompletableFuture<Exchange> later(String method) {
        return template.asyncSend("outrest:API?method=" + method, exchange -> exchange.getMessage()
                .setHeader("q", CANARY));
    }

    /** Checks what all failures have in common, besides their kind: told in time, nothing held, nothing shown. */
    final OutrestException assertFails(CallToMake call, FailureKind kind, int attempts) {
        long start = System.nanoTime();
        Exchange exchange = call.make();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        OutrestException failure = assertFailed(exchange, kind, attempts);
        assertThat(elapsed).isLessThan(PATIENCE);
        return failure;
    }

    /** Checks the same of a call that is over. */
    final OutrestException assertFailed(Exchange exchange, FailureKind kind, int attempts) {
        OutrestException failure = failure(exchange);
        assertThat(failure.getKind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.getAttempts()).isEqualTo(attempts);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(attempts);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.HTTP_RESPONSE_CODE))
                .isNull();
        assertThat(stackTrace(failure)).doesNotContain(CANARY);
        assertNothingLeased();
        return failure;
    }

    /** Checks that a server which has come to its senses is called as if nothing had been. */
    void assertNextCallWorks(RawServer raw) {
        raw.follow(RawServer.wellBehaved());
        assertThat(status(get())).isEqualTo(200);
        assertNothingLeased();
    }

    /** A connection with one place on the wire. */
    static Connection single(String url) {
        Connection connection = to(url);
        connection.setMaxConnections(1);
        return connection;
    }

    final void assertNothingLeased() {
        soon().until(() -> transports().leased() == 0);
    }

    /** Waits for what is mostly there already, or will be at once. */
    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE);
    }

    final HttpTransports transports() {
        HttpTransports transports = component().transports();
        if (transports == null) {
            throw new AssertionError("the component has no HTTP clients yet");
        }
        return transports;
    }

    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** A call that is made once. */
    @FunctionalInterface
    interface CallToMake {
        Exchange make();
    }
}
