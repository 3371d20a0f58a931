package io.outrest;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.LogLines;
import io.outrest.testing.RawServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API that fails is left alone for a while. */
class CircuitBreakerTest extends WireTest {

    /** Opens after two calls of which half have failed, and stays open longer than a test takes. */
    private static Connection breaking(String url) {
        CircuitBreakerSettings breaker = new CircuitBreakerSettings();
        breaker.setFailureRate(50);
        breaker.setMinimumCalls(2);
        breaker.setOpen("1h");
        Connection connection = to(url);
        connection.setCircuitBreaker(breaker);
        return connection;
    }

    private RawServer always(String status) {
        return raw(conversation -> {
            conversation.readRequest();
            conversation.send(answer(status));
        });
    }

    private static String answer(String status) {
        return "HTTP/1.1 " + status + " So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    private void assertOpen(RawServer server) {
        int before = server.requests().size();
        OutrestException rejected = assertFails(this::get, REJECTED, 0);
        assertThat(rejected).hasMessageContaining("circuit breaker");
        assertThat(server.requests()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"429", "500", "501", "503", "599"})
    void statusesOfAFailingApiOpenIt(String status) {
        RawServer server = always(status);
        api(breaking(server.url()));
        get();
        get();

        assertOpen(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"200", "301", "400", "401", "404", "408", "425", "499"})
    void otherStatusesAreSuccesses(String status) {
        RawServer server = always(status);
        api(breaking(server.url()));

        for (int i = 0; i < 5; i++) {
            assertThat(status(get())).isEqualTo(Integer.parseInt(status));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void answersThatCannotBeReadOpenIt(String bytes) {
        RawServer server = answering(bytes);
        api(breaking(server.url()));
        get();
        get();

        assertOpen(server);
    }

    @Test
    void refusedConnectionsOpenIt() {
        RawServer server = raw(RawServer.wellBehaved());
        server.close();
        api(breaking(server.url()));
        assertFails(this::get, CONNECT, 1);
        assertFails(this::get, CONNECT, 1);

        assertOpen(server);
    }

    @Test
    void deadlineThatEndsTheAttemptCounts() {
        RawServer server = raw(conversation -> {
            conversation.readRequest();
            conversation.waitForEnd();
        });
        Connection connection = breaking(server.url());
        connection.setTimeout("150ms");
        api(connection);
        get();
        get();

        await().until(() -> failure(get()).getKind() == REJECTED);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(3);
    }

    /** What fails before anything is sent says nothing about the API. */
    @Test
    void callsThatCannotBeMadeAreNotCounted() {
        RawServer server = always("200");
        Connection connection = breaking(server.url());
        connection.setPath("/things/{id}");
        api(connection);
        for (int i = 0; i < 10; i++) {
            assertThat(failure(get()).getKind()).isEqualTo(FailureKind.PARAMETER);
        }

        assertThat(status(call("outrest:API", null, Map.of("id", "1")))).isEqualTo(200);
    }

    @Test
    void callsThatTheRateLimitTurnsAwayAreNotCounted() {
        RawServer server = always("200");
        Connection connection = breaking(server.url());
        RateLimitSettings limit = new RateLimitSettings();
        limit.setCalls(1);
        limit.setPer("1h");
        connection.setRateLimit(limit);
        api(connection);
        assertThat(status(get())).isEqualTo(200);

        for (int i = 0; i < 5; i++) {
            assertThat(failure(get())).hasMessageContaining("rate limit");
        }
    }

    /** Also the one that is let through to see must not be lost: nobody would be let through after it. */
    @Test
    void callThatIsGivenUpDoesNotKeepItHalfOpen() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        RawServer server = always("500");
        Connection connection = breaking(server.url());
        connection.getCircuitBreaker().setOpen("100ms");
        api(connection);
        get();
        get();
        server.follow(conversation -> {
            conversation.readRequest();
            arrived.countDown();
            conversation.waitForEnd();
        });
        Thread caller = new Thread(() -> call("outrest:API?synchronous=true", null, Map.of()));
        pauseFor(Duration.ofMillis(150));
        caller.start();
        arrived.await();
        caller.interrupt();
        caller.join();

        server.follow(RawServer.wellBehaved());
        await().until(() -> get().getException() == null);
    }

    private static void pauseFor(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await().until(() -> System.nanoTime() >= until);
    }

    @Test
    void closesAgainWhenTheApiIsBack() {
        try (LogLines log = LogLines.open()) {
            RawServer server = always("503");
            Connection connection = breaking(server.url());
            connection.getCircuitBreaker().setOpen("200ms");
            api(connection);
            get();
            get();
            assertOpen(server);

            server.follow(RawServer.wellBehaved());
            await().until(() -> get().getException() == null);

            assertThat(status(get())).isEqualTo(200);
            assertThat(log.of(Level.WARN)).singleElement().asString().contains("'API'", "circuit breaker");
            assertThat(log.of(Level.INFO)).anyMatch(line -> line.contains("lets calls through again"));
        }
    }

    @Test
    void onlySoManyAreLetThroughToSee() {
        RawServer server = always("503");
        Connection connection = breaking(server.url());
        connection.getCircuitBreaker().setOpen("100ms");
        api(connection);
        get();
        get();
        CountDownLatch release = new CountDownLatch(1);
        server.follow(conversation -> {
            conversation.readRequest();
            release.await();
            conversation.send(answer("200"));
        });
        int before = server.requests().size();
        pauseFor(Duration.ofMillis(150));

        CompletableFuture<Exchange> first = later("GET");
        await().until(() -> server.requests().size() == before + 1);
        OutrestException second = failure(get());
        release.countDown();

        assertThat(second.getKind()).isEqualTo(REJECTED);
        assertThat(status(first.join())).isEqualTo(200);
    }

    /** The call has an answer already: that one is its result, not the refusal of the next attempt. */
    @Test
    void attemptThatIsTurnedAwayLeavesTheLastAnswer() {
        RawServer server = always("503");
        Connection connection = breaking(server.url());
        RetrySettings retry = new RetrySettings();
        retry.setBackoff("1ms");
        retry.setAttempts(5);
        connection.setRetry(retry);
        api(connection);

        Exchange exchange = get();

        assertThat(status(exchange)).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
        assertOpen(server);
    }

    @Test
    void staysOpenOverAReloadThatLeavesItAsItIs() {
        RawServer server = always("503");
        api(breaking(server.url()));
        get();
        get();
        Connection same = breaking(server.url());
        same.setDescription("new");
        api(same);
        assertOpen(server);

        Connection other = breaking(server.url());
        other.getCircuitBreaker().setFailureRate(60);
        api(other);
        assertThat(status(get())).isEqualTo(503);
        other.setCircuitBreaker("off");
        api(other);
        for (int i = 0; i < 5; i++) {
            assertThat(status(get())).isEqualTo(503);
        }
    }

    @Test
    void leavesOtherConnectionsAlone() {
        RawServer server = always("503");
        registry().put("Other", breaking(server.url()));
        api(breaking(server.url()));
        get();
        get();
        assertOpen(server);

        assertThat(status(call("outrest:Other", null, Map.of()))).isEqualTo(503);
    }

    /** Keeps out: a call from before it opened closed it while the one that was let through was still waiting. */
    @Test
    void callFromBeforeSaysNothingWhileTheApiIsTried() {
        CountDownLatch releaseOld = new CountDownLatch(1);
        CountDownLatch releaseTrial = new CountDownLatch(1);
        RawServer server = raw(conversation -> {
            conversation.readRequest();
            releaseOld.await();
            conversation.send(answer("200"));
        });
        Connection connection = breaking(server.url());
        connection.getCircuitBreaker().setOpen("100ms");
        api(connection);
        CompletableFuture<Exchange> old = later("GET");
        await().until(() -> server.requests().size() == 1);
        server.follow(conversation -> {
            conversation.readRequest();
            conversation.send(answer("500"));
        });
        get();
        get();
        server.follow(conversation -> {
            conversation.readRequest();
            releaseTrial.await();
            conversation.send(answer("200"));
        });
        pauseFor(Duration.ofMillis(150));
        CompletableFuture<Exchange> trial = later("GET");
        await().until(() -> server.requests().size() == 4);

        releaseOld.countDown();
        assertThat(status(old.join())).isEqualTo(200);

        assertThat(failure(get()).getKind()).isEqualTo(REJECTED);
        releaseTrial.countDown();
        assertThat(status(trial.join())).isEqualTo(200);
        server.follow(RawServer.wellBehaved());
        assertThat(status(get())).isEqualTo(200);
    }
}
