package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.RawServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a call is tried again, how often, how soon, and what comes of it. */
class RetryTest extends WireTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** A server that answers so on one connection after the other, and well after that. */
    private RawServer first(String... answers) {
        AtomicInteger next = new AtomicInteger();
        return raw(conversation -> {
            conversation.readRequest();
            int number = next.getAndIncrement();
            conversation.send(
                    number < answers.length
                            ? answers[number]
                            : OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        });
    }

    /** A server that answers each request with what the status is then. */
    private RawServer always(AtomicInteger status) {
        return raw(conversation -> {
            conversation.readRequest();
            conversation.send(status(status.get()));
        });
    }

    private static String status(int status, String... headers) {
        return "HTTP/1.1 " + status + " So\r\n"
                + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
                + "Content-Length: 4\r\nConnection: close\r\n\r\nbody";
    }

    private static Connection retrying(RawServer server, String attempts) {
        Connection connection = to(server.url());
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(Integer.valueOf(attempts));
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        return connection;
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 502, 503, 504})
    void statusesThatMayPassAreTriedAgain(int status) {
        RawServer server = first(status(status), status(status));
        api(retrying(server, "3"));

        Exchange exchange = get();

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(3);
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409, 500, 501})
    void otherStatusesAreTheAnswer(int status) {
        RawServer server = first(status(status));
        api(retrying(server, "3"));

        assertThat(status(get())).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void lastAnswerIsTheAnswer() {
        RawServer server = first(status(502), status(503), status(504));
        api(retrying(server, "3"));

        Exchange exchange = get();

        assertThat(status(exchange)).isEqualTo(504);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("body");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "HEAD, 2", "OPTIONS, 2", "PUT, 2", "DELETE, 2", "POST, 1", "PATCH, 1"})
    void onlyWhatMayArriveTwiceIsSentTwice(String method, int times) {
        RawServer server = first(
                status(503).replace("Content-Length: 4", "Content-Length: 0").replace("body", ""));
        api(retrying(server, "3"));

        call(method, Map.of("a", 1));

        assertThat(server.requests()).hasSize(times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void keyOfTheMessageMakesItIdempotent(String method) {
        RawServer server = first(status(503), status(503));
        api(retrying(server, "3"));

        Exchange exchange = call("outrest:API?method=" + method, Map.of("a", 1), Map.of("Idempotency-Key", "abc"));

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(server.requests()).hasSize(3).allMatch(request -> request.contains("Idempotency-Key: abc\r\n"));
    }

    @Test
    void keyIsMadeAndStaysTheSame() {
        RawServer server = first(status(503), "");
        Connection connection = retrying(server, "3");
        connection.getRetry().setIdempotencyKey(true);
        api(connection);

        assertThat(status(call("POST", Map.of("a", 1)))).isEqualTo(200);

        List<String> keys =
                server.requests().stream().map(RetryTest::key).distinct().toList();
        assertThat(server.requests()).hasSize(3);
        assertThat(keys).hasSize(1).allMatch(key -> key != null && key.length() == 36);
        call("GET", null);
        assertThat(key(server.requests().get(3))).isNull();
    }

    private static @Nullable String key(String request) {
        var found = Pattern.compile("Idempotency-Key: (.*)\r\n").matcher(request);
        return found.find() ? found.group(1) : null;
    }

    @ParameterizedTest
    @CsvSource({"GET, 3", "POST, 1"})
    void truncatedAnswerIsTriedAgainWhereItMayArriveTwice(String method, int times) {
        RawServer server = first("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", "");
        api(retrying(server, "3"));

        Exchange exchange = call(method, null);

        assertThat(server.requests()).hasSize(times);
        if (times > 1) {
            assertThat(status(exchange)).isEqualTo(200);
        } else {
            assertThat(failure(exchange).getKind()).isEqualTo(TRUNCATED);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "POST, 1"})
    void responseTimeoutIsTriedAgainWhereItMayArriveTwice(String method, int times) {
        AtomicInteger number = new AtomicInteger();
        RawServer server = raw(conversation -> {
            conversation.readRequest();
            if (number.getAndIncrement() == 0) {
                conversation.waitForEnd();
            }
            conversation.send(OK);
        });
        Connection connection = retrying(server, "3");
        connection.setResponseTimeout("200ms");
        api(connection);

        Exchange exchange = call(method, null);

        assertThat(server.requests()).hasSize(times);
        if (times == 1) {
            assertThat(failure(exchange).getKind()).isEqualTo(TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void whatNeverWentOutIsTriedAgainWhateverItsMethod(String method) {
        RawServer server = raw(RawServer.wellBehaved());
        server.close();
        api(retrying(server, "4"));

        assertFails(() -> call(method, null), CONNECT, 4);
    }

    /** Nothing of the stream has been read when no connection was had. */
    @Test
    void streamThatNobodyHasReadIsAsGoodAsNew() {
        RawServer server = raw(RawServer.wellBehaved());
        server.close();
        api(retrying(server, "2"));
        InputStream body = new ByteArrayInputStream(new byte[100]);

        assertFails(() -> call("POST", body), CONNECT, 2);
    }

    @Test
    void streamThatWasSentIsNotSentAgainAndTheFailureSaysSo() {
        RawServer server = first("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab");
        api(retrying(server, "3"));

        OutrestException failure =
                assertFails(() -> call("PUT", new ByteArrayInputStream(new byte[100])), TRUNCATED, 1);

        assertThat(failure).hasMessageContaining("body cannot be sent twice");
    }

    @Test
    void secondsOfRetryAfterAreWaitedFor() {
        RawServer server = first(status(503, "Retry-After: 1"));
        api(retrying(server, "2"));
        long start = System.nanoTime();

        assertThat(status(get())).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void dateOfRetryAfterIsWaitedFor() {
        Instant then = Instant.now().plusSeconds(2);
        RawServer server = first(status(
                429, "Retry-After: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC))));
        api(retrying(server, "2"));

        assertThat(status(get())).isEqualTo(200);

        assertThat(Instant.now()).isAfterOrEqualTo(Instant.ofEpochSecond(then.getEpochSecond()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"86400", "99999999999999", "Fri, 31 Dec 2286 23:59:59 GMT"})
    void retryAfterBeyondTheDeadlineMakesTheAnswerTheAnswerAtOnce(String value) {
        RawServer server = first(status(429, "Retry-After: " + value));
        api(retrying(server, "3"));
        long start = System.nanoTime();

        assertThat(status(get())).isEqualTo(429);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"soon", "-1", "1.5", "", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "0"})
    void retryAfterThatCannotBeReadOrIsPastHoldsNothingUp(String value) {
        RawServer server = first(status(503, "Retry-After: " + value));
        api(retrying(server, "2"));

        assertThat(status(get())).isEqualTo(200);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void statusesReplaceTheList() {
        RawServer server = first(status(500), status(503));
        Connection connection = retrying(server, "3");
        connection.getRetry().setStatuses("500");
        api(connection);

        assertThat(status(get())).isEqualTo(503);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void budgetBoundsWhatADeadApiGetsMore() {
        RawServer server = always(new AtomicInteger(503));
        api(retrying(server, "3"));

        for (int i = 0; i < 120; i++) {
            get();
        }

        assertThat(server.requests()).hasSize(130);
    }

    @Test
    void tenSuccessesGiveOneRetryBack() {
        AtomicInteger status = new AtomicInteger(503);
        RawServer server = always(status);
        Connection connection = retrying(server, "2");
        connection.getRetry().setBudget(1);
        api(connection);
        get();
        get();
        assertThat(server.requests()).hasSize(3);

        status.set(200);
        for (int i = 0; i < 10; i++) {
            get();
        }
        status.set(503);
        get();
        get();

        assertThat(server.requests()).hasSize(3 + 10 + 3);
    }

    @Test
    void pauseThatDoesNotFitTheDeadlineIsNotBegun() {
        RawServer server = first(status(503));
        Connection connection = retrying(server, "3");
        connection.getRetry().setBackoff("1h");
        connection.getRetry().setMaxBackoff("1h");
        connection.setTimeout("5s");
        api(connection);

        assertThat(status(get())).isEqualTo(503);
    }

    @Test
    void contextThatStopsEndsThePause() throws Exception {
        RawServer server = first(status(503, "Retry-After: 10"));
        api(retrying(server, "3"));
        var waiting = later("GET");
        await().until(() -> server.requests().size() == 1 && transports().leased() == 0);

        context.getShutdownStrategy().setTimeout(1);
        component().stop();

        assertThat(failure(waiting.get(10, TimeUnit.SECONDS)).getKind()).isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void presetTriesThreeTimes() {
        RawServer server = first(status(503, "Retry-After: 0"), status(503, "Retry-After: 0"));
        Connection connection = to(server.url());
        connection.setResilience("standard");
        api(connection);

        assertThat(status(get())).isEqualTo(200);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void withoutItNothingIsTriedAgain() {
        RawServer server = first(status(503));
        Connection connection = to(server.url());
        connection.setResilience("standard");
        connection.setRetry("off");
        api(connection);

        assertThat(status(get())).isEqualTo(503);
        assertThat(server.requests()).hasSize(1);
    }

    /** Keeps out: the hop that could not connect had the POST before it, which had been done, sent again. */
    @Test
    void postThatWasDoneIsNotSentAgainBecauseItsRedirectFails() {
        AtomicReference<@Nullable RawServer> self = new AtomicReference<>();
        RawServer server = raw(conversation -> {
            conversation.readRequest();
            RawServer done = self.get();
            conversation.send("HTTP/1.1 303 So\r\nLocation: /done\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if (done != null) {
                done.close();
            }
        });
        self.set(server);
        Connection connection = retrying(server, "3");
        connection.setFollowRedirects("same-origin");
        api(connection);

        OutrestException failure = failure(call("POST", Map.of("pay", 100)));

        assertThat(failure.getAttempts()).isEqualTo(2);
        assertThat(server.requests()).hasSize(1);
    }

    /** Keeps out: the answer that was kept had lost its body where it was asked for as a stream. */
    @ParameterizedTest
    @ValueSource(strings = {"outputType=stream", "outputType=string"})
    void answerThatIsKeptHasItsBody(String option) {
        RawServer server = always(new AtomicInteger(503));
        Connection connection = retrying(server, "3");
        RateLimitSettings limit = new RateLimitSettings();
        limit.setCalls(1);
        limit.setPer("1h");
        connection.setRateLimit(limit);
        api(connection);

        Exchange exchange = template.request(
                "outrest:API?" + option, sent -> sent.getMessage().setHeader("q", "1"));

        assertThat(status(exchange)).isEqualTo(503);
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("body");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void emptyKeyIsNone() {
        RawServer server = first(status(503));
        api(retrying(server, "3"));

        call("outrest:API?method=POST", Map.of("a", 1), Map.of("Idempotency-Key", ""));

        assertThat(server.requests()).hasSize(1);
    }

    /** A failure that is not tried again is no success. */
    @Test
    void failuresThatAreNotTriedAgainGiveNothingBack() {
        AtomicInteger status = new AtomicInteger(503);
        RawServer server = always(status);
        Connection connection = retrying(server, "2");
        connection.getRetry().setBudget(1);
        api(connection);
        get();
        status.set(500);
        for (int i = 0; i < 20; i++) {
            get();
        }
        status.set(503);
        get();

        assertThat(server.requests()).hasSize(2 + 20 + 1);
    }
}
