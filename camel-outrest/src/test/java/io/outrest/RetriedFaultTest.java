package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.DECODE;
import static io.outrest.request.FailureKind.DNS;
import static io.outrest.request.FailureKind.LIMIT;
import static io.outrest.request.FailureKind.PROTOCOL;
import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TOKEN;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.BlackHole;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RawServer.Script;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which faults are tried again where a connection says so; without the setting none is, as the tests of each fault show. */
class RetriedFaultTest extends FaultTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final RestServer tokens = RestServer.start();

    @AfterEach
    void stopTokens() {
        tokens.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(1)
    void refusedConnectionIsTriedAgainWhateverTheMethod(String method) {
        RawServer gone = raw(RawServer.wellBehaved());
        gone.close();
        api(retrying(gone.url()));

        assertFault(gone, () -> call(method, Map.of()), CONNECT, 3, 0);
        assertNextCallWorksElsewhere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(2)
    void blackHoleIsTriedAgainWhateverTheMethod(String method) {
        try (BlackHole hole = BlackHole.open()) {
            Connection connection = retrying(hole.url());
            connection.setConnectTimeout("100ms");
            connection.getRetry().setAttempts(2);
            api(connection);

            assertFailed(inTime(() -> call(method, Map.of())), TIMEOUT, 2);
        }
        assertNextCallWorksElsewhere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(3)
    void nameWithoutAddressIsTriedAgainWhateverTheMethod(String method) {
        api(retrying("https://no-such-host.invalid"));

        assertFailed(inTime(() -> call(method, Map.of())), DNS, 3);
        assertNextCallWorksElsewhere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(4)
    void silentHandshakeIsTriedAgainWhateverTheMethod(String method) {
        RawServer raw = raw(RawServer.Conversation::waitForEnd);
        Connection connection = retrying(raw.url().replace("http:", "https:"));
        connection.setConnectTimeout("100ms");
        connection.getRetry().setAttempts(2);
        api(connection);

        assertFault(raw, () -> call(method, Map.of()), TIMEOUT, 2, 0);
        assertThat(raw.connections()).isEqualTo(2);
        assertNextCallWorksElsewhere();
    }

    static Stream<Arguments> triedAgain() {
        return Stream.of(
                arguments("silence", TIMEOUT, thenSilent("")),
                arguments("half a status line", TIMEOUT, thenSilent("HTTP/1.1 2")),
                arguments("half a body", TIMEOUT, thenSilent(OK + "Content-Length: 10\r\n\r\n12")),
                arguments("an end before any byte", TRUNCATED, thenEnding("")),
                arguments("an end within the head", TRUNCATED, thenEnding(OK + "X: y\r\n")),
                arguments("an end within the body", TRUNCATED, thenEnding(OK + "Content-Length: 10\r\n\r\n12")),
                arguments(
                        "an end between chunks",
                        TRUNCATED,
                        thenEnding(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n")),
                arguments("a reset before any byte", TRUNCATED, thenReset("")),
                arguments("a reset within the body", TRUNCATED, thenReset(OK + "Content-Length: 10\r\n\r\n12")));
    }

    /** A POST may have been carried out already: what is left of its answer is no reason to send it again. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("triedAgain")
    @Fault({5, 6, 7, 8, 9, 10})
    void answerThatDidNotComeWholeIsTriedAgainWhereTheRequestMayArriveTwice(
            String what, FailureKind kind, Script script) {
        RawServer raw = raw(onceAndThenWell(script));
        Connection connection = retrying(raw.url());
        connection.setResponseTimeout("200ms");
        api(connection);

        Exchange answer = assertAnswer(raw, this::get, 200, 2, 2);

        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of());
        raw.follow(script);
        assertFault(raw, () -> call("POST", Map.of("a", 1)), kind, 1, 1);
        assertNextCallWorks(raw);
    }

    static Stream<Arguments> neverTriedAgain() {
        return Stream.of(
                arguments(11, PROTOCOL, "garbage\r\n\r\n"),
                arguments(11, PROTOCOL, OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
                arguments(11, PROTOCOL, OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments(13, LIMIT, OK + "X: " + "x".repeat(20_000) + "\r\n\r\n"),
                arguments(14, LIMIT, OK + "Content-Length: 2000\r\n\r\n" + "x".repeat(2000)),
                arguments(
                        16, DECODE, OK + "Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
                arguments(17, PROTOCOL, OK + "Transfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n0\r\n\r\n"),
                arguments(17, LIMIT, OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(100_000) + "\r\na"));
    }

    /** Such an answer would come again. */
    @ParameterizedTest(name = "row {0}")
    @MethodSource("neverTriedAgain")
    @Fault({11, 13, 14, 16, 17})
    void answerThatCannotBeUsedIsNotAskedForAgain(int row, FailureKind kind, String sent) {
        RawServer raw = raw(thenEnding(sent));
        Connection connection = retrying(raw.url());
        connection.setMaxResponseSize(1000L);
        api(connection);

        assertFault(raw, this::get, kind, 1, 1);
        assertFault(raw, () -> call("POST", Map.of("a", 1)), kind, 1, 1);
        assertNextCallWorks(raw);
    }

    /** Each drop of an answer ends the wait for bytes: the deadline ends the call, and there is no attempt behind it. */
    @ParameterizedTest
    @CsvSource({"GET, ''", "POST, ''", "GET, 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n'"})
    @Fault({5, 6})
    void dripEndsWithTheDeadlineAndIsNotTriedAgain(String method, String start) {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(start);
            while (true) {
                conversation.send("H");
                conversation.pause(20);
            }
        });
        Connection connection = retrying(raw.url());
        connection.setResponseTimeout("10s");
        connection.setTimeout("400ms");
        api(connection);

        assertFault(raw, () -> call(method, Map.of()), TIMEOUT, 1, 1);
        assertNextCallWorksElsewhere();
    }

    /** The answer to a replay after 401 is not tried again for its status, and the replay is not one of the attempts. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(23)
    void refusedTokenIsReplayedOnceOnly(String method) {
        tokens.answers(200, "{\"access_token\": \"token\"}");
        server.answers(401, "{}");
        api(withToken());

        assertAnswer(server, () -> call(method, Map.of()), 401, 2, 2);
        assertThat(tokens.requests()).hasSize(2);
        assertNextCallWorks(server);
    }

    /** A failure of the token endpoint is over for a second at least: calls do not ask it again by themselves. */
    @ParameterizedTest
    @ValueSource(ints = {400, 500, 503})
    @Fault(24)
    void tokenThatCannotBeHadIsNotTriedAgain(int status) {
        tokens.answers(Answer.status(status));
        api(withToken());

        assertFault(server, this::get, TOKEN, 0, 0);
        assertThat(tokens.requests()).hasSize(1);
        assertNextCallWorksElsewhere();
    }

    /** Hops are of the attempt that they began with: the circle is as long as without. */
    @Test
    @Fault(18)
    void circleIsNotTriedAgain() {
        server.answers(Answer.status(302).with("Location", "/things"));
        Connection connection = retrying(server.url());
        connection.setFollowRedirects("same-origin");
        api(connection);

        assertAnswer(server, this::get, 302, 6, 6);
        assertNextCallWorks(server);
    }

    private static Connection retrying(String url) {
        Connection connection = to(url);
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(3);
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        return connection;
    }

    private Connection withToken() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(tokens.url() + "/token");
        definition.setClientId("me");
        definition.setClientSecret(CANARY);
        registry().put("oauth", definition);
        Connection connection = retrying(server.url());
        connection.setSecurity("oauth");
        return connection;
    }

    /** A server that does so on its first connection. */
    private static Script onceAndThenWell(Script script) {
        AtomicInteger connections = new AtomicInteger();
        return conversation ->
                (connections.getAndIncrement() == 0 ? script : RawServer.wellBehaved()).run(conversation);
    }

    private static Script thenEnding(String sent) {
        return conversation -> {
            conversation.readRequest();
            conversation.send(sent);
        };
    }

    private static Script thenSilent(String sent) {
        return conversation -> {
            conversation.readRequest();
            conversation.send(sent);
            conversation.waitForEnd();
        };
    }

    private static Script thenReset(String sent) {
        return conversation -> {
            conversation.readRequest();
            conversation.send(sent);
            conversation.pause(50);
            conversation.reset();
        };
    }
}
