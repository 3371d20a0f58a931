package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.REJECTED;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.connection.PingSettings;
import io.outrest.request.FailureKind;
import io.outrest.request.Response;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.LogLines;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where calls of a connection with several base URLs go, when one of them is left out, and how it comes back. */
class BaseUrlsTest extends WireTest {

    private final RestServer second = RestServer.start();
    private final LogLines log = LogLines.open();

    @AfterEach
    void close() {
        second.close();
        log.close();
    }

    /** A connection to these places, where one that fails is left out until the end of the test. */
    private static Connection at(String... urls) {
        Connection connection = to("");
        connection.setBaseUrl(null);
        connection.setBaseUrls(BaseUrlsSettings.of(List.of(urls)));
        baseUrls(connection).setEjection("1h");
        return connection;
    }

    private static BaseUrlsSettings baseUrls(Connection connection) {
        BaseUrlsSettings settings = connection.getBaseUrls();
        if (settings == null) {
            throw new AssertionError("there are no base URLs");
        }
        return settings;
    }

    /** A connection to both servers, where one that fails is asked soon whether it is back. */
    private Connection soonBack() {
        Connection connection = at(server.url(), second.url());
        baseUrls(connection).setEjection("50ms");
        return connection;
    }

    /** Where nobody listens. */
    private static String nowhere() {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + closed.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object attempts(Exchange exchange) {
        return exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS);
    }

    private static long count(RestServer server, String method) {
        return server.requests().stream()
                .filter(request -> request.method().equals(method))
                .count();
    }

    private void eject() {
        server.answers(503, "{}");
        for (int i = 0; i < 3; i++) {
            assertThat(status(get())).isEqualTo(200);
        }
        assertThat(log.of(Level.WARN)).hasSize(1);
    }

    // --- where a call goes
    // ------------------------------------------------------------------------------------------

    @Test
    void firstGetsAllCallsWhileItIsUp() {
        api(at(server.url(), second.url()));

        get();
        get();

        assertThat(server.requests()).hasSize(2);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void callsTakeTurns() {
        Connection connection = at(server.url(), second.url());
        baseUrls(connection).setStrategy("round-robin");
        api(connection);

        for (int i = 0; i < 6; i++) {
            get();
        }

        assertThat(server.requests()).hasSize(3);
        assertThat(second.requests()).hasSize(3);
        assertThat(List.of(server.lastRequest(), second.lastRequest()))
                .allMatch(request -> CANARY.concat("-1").equals(request.header("X-API-Key")));
    }

    /** Keeps out: one that has the turns of its neighbour too while that is left out. */
    @Test
    void thoseThatAreUpShareTheTurns() {
        try (RestServer third = RestServer.start()) {
            Connection connection = at(nowhere(), second.url(), third.url());
            baseUrls(connection).setStrategy("round-robin");
            api(connection);
            get();
            get();
            second.forget();
            third.forget();

            for (int i = 0; i < 6; i++) {
                assertThat(status(get())).isEqualTo(200);
            }

            assertThat(second.requests()).hasSize(3);
            assertThat(third.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PATCH"})
    void whatCouldNotBeSentGoesOnWhateverItsMethodAndTheNextCallGoesThereAtOnce(String method) {
        api(at(nowhere(), second.url()));

        Exchange exchange = call(method, Map.of("a", 1));
        Exchange following = call(method, Map.of("a", 1));

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(attempts(exchange)).isEqualTo(2);
        assertThat(attempts(following)).isEqualTo(1);
        assertThat(second.requests()).hasSize(2).allMatch(r -> CANARY.concat("-1")
                .equals(r.header("X-API-Key")));
        assertThat(log.of(Level.WARN))
                .singleElement()
                .asString()
                .contains("'API'", "base URL 1, http://127.0.0.1:", "(CONNECT)")
                .doesNotContain(CANARY, "/things");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    502, 200",
        "GET,    503, 200",
        "GET,    504, 200",
        "HEAD,   503, 200",
        "OPTIONS, 503, 200",
        "PUT,    503, 200",
        "DELETE, 503, 200",
        "POST,   503, 503",
        "PATCH,  503, 503",
        "GET,    500, 500",
        "GET,    501, 501",
        "GET,    404, 404",
        "GET,    408, 408",
        "GET,    425, 425",
        "GET,    429, 429",
        "GET,    401, 401"
    })
    void answerThatAnotherServerMayNotGiveIsAskedForThere(String method, int answer, int status) {
        server.answers(Answer.status(answer));
        api(at(server.url(), second.url()));

        assertThat(status(call(method, null))).isEqualTo(status);

        assertThat(second.requests()).hasSize(status == answer ? 0 : 1);
    }

    @Test
    void keyOfTheMessageMakesItIdempotent() {
        server.answers(503, "{}");
        api(at(server.url(), second.url()));

        Exchange exchange = call("outrest:API?method=POST", Map.of("a", 1), Map.of("Idempotency-Key", "abc"));

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(second.request().header("Idempotency-Key")).isEqualTo("abc");
        assertThat(second.request().body()).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource({"GET, true", "POST, false"})
    void truncatedAnswerIsAskedForElsewhereWhereItMayArriveTwice(String method, boolean goesOn) {
        RawServer cut = answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab");
        api(at(cut.url(), second.url()));

        Exchange exchange = call(method, null);

        assertThat(second.requests()).hasSize(goesOn ? 1 : 0);
        if (!goesOn) {
            assertThat(failure(exchange).getKind()).isEqualTo(TRUNCATED);
        }
        assertNothingLeased();
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "POST, 1"})
    void certificateThatIsNotAcceptedIsNoEndOfTheCallWhereItMayArriveTwice(String method, int attempts) {
        RawServer stranger = alsoStop(RawServer.startTls(
                TestIdentity.of(folder, "IP:127.0.0.1").server(null), false, RawServer.wellBehaved()));
        Connection connection = at(stranger.url(), second.url());
        api(connection);

        Exchange exchange = call(method, null);

        assertThat(attempts(exchange)).isEqualTo(attempts);
        assertThat(stranger.requests()).isEmpty();
        assertThat(attempts(call(method, null))).isEqualTo(1);
        assertThat(log.of(Level.WARN)).anyMatch(line -> line.contains("(TLS)"));
    }

    @Test
    void bodyThatCanBeReadOnceGoesOnOnlyWhereNothingWasSent() {
        api(at(nowhere(), second.url()));
        assertThat(status(call("PUT", new ByteArrayInputStream(new byte[100])))).isEqualTo(200);
        assertThat(second.request().content()).hasSize(100);

        server.answers(503, "{}");
        api(at(server.url(), second.url()));
        assertThat(status(call("PUT", new ByteArrayInputStream(new byte[100])))).isEqualTo(503);
    }

    @Test
    void whereAllAreDownEachIsTriedOnceAndThenOneByEachCall() {
        api(at(nowhere(), nowhere()));

        assertFails(this::get, CONNECT, 2);
        assertFails(this::get, CONNECT, 1);
        assertFails(this::get, CONNECT, 1);
        assertThat(log.of(Level.WARN)).hasSize(2);
    }

    @Test
    void oneThatAnswersAgainWhereAllAreLeftOutIsBack() {
        server.answers(503, "{}");
        second.answers(503, "{}");
        api(at(server.url(), second.url()));
        for (int i = 0; i < 3; i++) {
            assertThat(status(get())).isEqualTo(503);
        }
        assertThat(log.of(Level.WARN)).hasSize(2);
        server.answers(200, "{}");
        second.answers(200, "{}");

        assertThat(status(get())).isEqualTo(200);

        assertThat(log.of(Level.INFO)).anyMatch(line -> line.endsWith(" is back"));
    }

    @Test
    void lastAnswerIsTheAnswerAndSaysWhereItComesFrom() {
        server.answers(503, "\"one\"");
        second.answers(504, "\"two\"");
        api(at(server.url() + "/one", second.url() + "/two"));

        Response answer = OutrestClient.of(context).connection("API").get(Map.of());

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.data()).isEqualTo("two");
        assertThat(answer.uri()).isEqualTo(second.url() + "/two/things");
    }

    @Test
    void eachHasItsOwnPathPrefixAndTheSameParameters() {
        server.answers(503, "{}");
        api(at(server.url() + "/one/{tenant}", second.url() + "/{tenant}/two/"));

        call("outrest:API", null, Map.of("tenant", "a b", "q", "x"));

        assertThat(server.request().target()).startsWith("/one/a%20b/things?q=x");
        assertThat(second.request().target()).startsWith("/a%20b/two/things?q=x");
    }

    @Test
    void pingGoesOnToo() {
        api(at(nowhere(), second.url()));

        OutrestClient.of(context).connection("API").ping();

        assertThat(second.request().method()).isEqualTo("HEAD");
    }

    // --- with other links of the chain
    // ----------------------------------------------------------------------------------

    @Test
    void redirectStaysWhereItWasAnswered() {
        second.answers(request -> request.target().contains("next")
                ? Answer.json("{}")
                : Answer.status(302).with("Location", "next?q=1"));
        Connection connection = at(nowhere(), second.url() + "/two");
        connection.setFollowRedirects("same-origin");
        api(connection);

        assertThat(status(get())).isEqualTo(200);

        assertThat(second.lastRequest().target()).startsWith("/two/next?q=1");
    }

    @Test
    void redirectToAnotherOfTheOriginsIsTheAnswer() {
        second.answers(Answer.status(302).with("Location", server.url() + "/things"));
        Connection connection = at(second.url(), server.url());
        connection.setFollowRedirects("same-origin");
        api(connection);

        assertThat(status(get())).isEqualTo(302);

        assertThat(server.requests()).isEmpty();
    }

    @Test
    void retryBeginsAnew() {
        AtomicInteger number = new AtomicInteger();
        server.answers(503, "{}");
        second.answers(request -> Answer.status(number.getAndIncrement() == 0 ? 503 : 200));
        Connection connection = at(server.url(), second.url());
        RetrySettings retry = new RetrySettings();
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        api(connection);

        Exchange exchange = get();

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(attempts(exchange)).isEqualTo(4);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void circuitBreakerSeesWhatTheCallsComeTo() {
        Connection connection = at(nowhere(), second.url());
        CircuitBreakerSettings breaker = new CircuitBreakerSettings();
        breaker.setMinimumCalls(1);
        connection.setCircuitBreaker(breaker);
        api(connection);
        get();
        assertThat(status(get())).isEqualTo(200);

        second.answers(500, "{}");
        get();

        assertThat(failure(get()).getKind()).isEqualTo(REJECTED);
    }

    @Test
    void whatTheRateLimitTurnsAwayIsNotTriedElsewhere() {
        server.answers(503, "{}");
        Connection connection = at(server.url(), second.url());
        RateLimitSettings limit = new RateLimitSettings();
        limit.setCalls(1);
        limit.setPer("1h");
        connection.setRateLimit(limit);
        api(connection);

        assertThat(status(get())).isEqualTo(503);
        assertThat(failure(get()).getKind()).isEqualTo(REJECTED);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void eachServerHasItsOwnNonce() {
        asksForDigest(server, "nonce-1");
        asksForDigest(second, "nonce-2");
        SecurityDefinition digest = new SecurityDefinition();
        digest.setType("digest");
        digest.setUsername("me");
        digest.setPassword(CANARY);
        registry().put("digest", digest);
        Connection connection = at(server.url(), second.url());
        connection.setSecurity("digest");
        baseUrls(connection).setStrategy("round-robin");
        api(connection);

        for (int i = 0; i < 4; i++) {
            assertThat(status(get())).isEqualTo(200);
        }

        assertThat(server.requests()).hasSize(3);
        assertThat(second.requests()).hasSize(3);
    }

    private static void asksForDigest(RestServer server, String nonce) {
        server.answers(
                request -> String.valueOf(request.header("Authorization")).contains(nonce)
                        ? Answer.json("{}")
                        : Answer.status(401)
                                .with("WWW-Authenticate", "Digest realm=\"r\", qop=\"auth\", nonce=\"" + nonce + "\""));
    }

    // --- being left out, and coming back
    // ------------------------------------------------------------------------------

    @Test
    void threeFailuresInARowLeaveItOut() {
        api(at(server.url(), second.url()));
        eject();

        assertThat(status(get())).isEqualTo(200);

        assertThat(server.requests()).hasSize(3);
        assertThat(log.of(Level.WARN))
                .singleElement()
                .asString()
                .contains("base URL 1, " + server.url() + ",", "(status 503)")
                .doesNotContain(CANARY, "things");
    }

    @Test
    void anyOtherAnswerBetweenThemCountsAnew() {
        List<Integer> statuses = List.of(503, 502, 500, 504, 503);
        server.answers(request -> Answer.status(statuses.get(server.requests().size() - 1)));
        api(at(server.url(), second.url()));

        statuses.forEach(status -> get());

        assertThat(server.requests()).hasSize(5);
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @Test
    void comesBackWhenItAnswersTheRequestOfAPing() {
        api(soonBack());
        eject();
        server.answers(404, "{}");
        server.forget();

        await().atMost(PATIENCE).until(() -> status(get()) == 404);

        RecordedRequest probe = server.requests().get(0);
        assertThat(probe.line()).isEqualTo("HEAD /things?api_key=" + CANARY + "-2");
        assertThat(probe.header("X-API-Key")).isEqualTo(CANARY + "-1");
        assertThat(count(server, "HEAD")).isEqualTo(1);
        assertThat(log.of(Level.INFO)).anyMatch(line -> line.endsWith("base URL 1, " + server.url() + ", is back"));
        assertThat(log.of(Level.INFO)).noneMatch(line -> line.contains(CANARY));
    }

    @Test
    void probeIsWhatThePingIs() {
        Connection connection = soonBack();
        PingSettings ping = new PingSettings();
        ping.setMethod("GET");
        ping.setPath("/health");
        connection.setPing(ping);
        api(connection);
        eject();
        server.forget();

        await().atMost(PATIENCE).until(() -> {
            get();
            return !server.requests().isEmpty();
        });

        assertThat(server.requests().get(0).line()).startsWith("GET /health?");
    }

    @Test
    void probeThatFailsIsMadeAgainLaterAndSaysNothing() {
        api(soonBack());
        eject();

        await().atMost(PATIENCE).until(() -> {
            assertThat(status(get())).isEqualTo(200);
            return count(server, "HEAD") == 3;
        });

        assertThat(count(server, "GET")).isEqualTo(3);
        assertThat(log.of(Level.WARN)).hasSize(1).noneMatch(line -> line.contains(CANARY));
        assertNothingLeased();
    }

    /** Keeps out: calls that wait behind a probe for the only place on the wire; and a second probe beside the first. */
    @Test
    void noCallWaitsForAProbe() {
        CountDownLatch over = new CountDownLatch(1);
        Connection connection = soonBack();
        connection.setMaxConnections(1);
        api(connection);
        eject();
        server.answersWhen(over, Answer.json("{}"));

        await().atMost(PATIENCE).until(() -> status(get()) == 200 && count(server, "HEAD") == 1);
        for (int i = 0; i < 3; i++) {
            assertThat(status(get())).isEqualTo(200);
        }

        assertThat(count(server, "HEAD")).isEqualTo(1);
        over.countDown();
        assertNothingLeased();
    }

    @Test
    void probeEndsWithTheComponent() throws Exception {
        RawServer silent = raw(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 503 So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
        Connection connection = at(silent.url(), second.url());
        baseUrls(connection).setEjection("50ms");
        api(connection);
        get();
        get();
        get();
        silent.follow(conversation -> {
            conversation.readRequest();
            conversation.waitForEnd();
        });
        await().atMost(PATIENCE).until(() -> status(get()) == 200 && silent.connections() == 4);

        component().stop();

        await().atMost(PATIENCE).until(() -> silent.openConnections() == 0);
        component().start();
    }

    /** Keeps out: a reload that closes the socket of a probe, so that a base URL which is up stays left out. */
    @Test
    void probeOfAConnectionThatIsReplacedStillBringsItBack() {
        CountDownLatch over = new CountDownLatch(1);
        Connection connection = soonBack();
        api(connection);
        eject();
        server.answersWhen(over, Answer.json("{}"));
        await().atMost(PATIENCE).until(() -> status(get()) == 200 && count(server, "HEAD") == 1);

        connection.setTimeout("11s");
        api(connection);
        over.countDown();

        await().atMost(PATIENCE).until(() -> log.of(Level.INFO).stream().anyMatch(line -> line.endsWith(" is back")));
        assertThat(count(server, "HEAD")).isEqualTo(1);
    }

    @Test
    void reloadKeepsWhatIsLeftOutWhereTheBaseUrlsAreTheSame() {
        Connection connection = at(nowhere(), second.url());
        api(connection);
        get();

        connection.setTimeout("11s");
        api(connection);
        assertThat(attempts(get())).isEqualTo(1);

        baseUrls(connection).setUrls(nowhere() + "," + second.url());
        api(connection);
        assertThat(attempts(get())).isEqualTo(2);
    }

    @Test
    void credentialsDoNotGoOverPlainHttpToAnyOfThem() {
        Connection connection = at("https://a.example", "http://b.example");

        assertThatThrownBy(() -> api(connection)).hasMessageContaining("baseUrls has one that is plain http");

        connection.setSecurity(List.of());
        api(connection);
    }

    @Test
    void stoppedContextEndsACallBetweenThem() throws Exception {
        RawServer silent = raw(conversation -> {
            conversation.readRequest();
            conversation.waitForEnd();
        });
        api(at(silent.url(), second.url()));
        var waiting = later("GET");
        await().atMost(PATIENCE).until(() -> silent.requests().size() == 1);

        context.getShutdownStrategy().setTimeout(1);
        component().stop();

        assertThat(failure(waiting.get()).getKind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(second.requests()).isEmpty();
        component().start();
    }
}
