package io.outrest;

import static io.outrest.request.FailureKind.REJECTED;
import static io.outrest.request.FailureKind.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.Response;
import io.outrest.resilience.BulkheadSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 29, 31 and 39 to 43 of the fault matrix: many calls, and sockets that have served before. */
class LoadRowsTest extends FaultTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        release.countDown();
    }

    /** The link is down: what is sent on a pooled socket is swallowed, and nothing says so. */
    @Test
    @Fault(29)
    void halfOpenSocketEndsWithTheResponseTimeoutAndIsNotUsedAgain() {
        RawServer raw = raw(swallowingAllButTheFirst());
        Connection connection = to(raw.url());
        connection.setResponseTimeout("300ms");
        api(connection);
        assertThat(status(get())).isEqualTo(200);

        assertFault(raw, this::get, TIMEOUT, 1, 1);

        assertNextCallWorks(raw);
        assertThat(raw.connections()).isEqualTo(2);
    }

    /** Without a response timeout nobody can tell that a link is down. */
    @Test
    @Fault(29)
    void halfOpenSocketHoldsTheDeadline() {
        RawServer raw = raw(swallowingAllButTheFirst());
        Connection connection = to(raw.url());
        connection.setTimeout("400ms");
        api(connection);
        assertThat(status(get())).isEqualTo(200);

        assertFault(raw, () -> call("POST", Map.of()), TIMEOUT, 1, 1);

        api(to(raw.url()));
        assertNextCallWorks(raw);
    }

    @Test
    @Fault(29)
    void retryFindsAnotherSocketThanTheHalfOpenOne() {
        RawServer raw = raw(swallowingAllButTheFirst());
        Connection connection = to(raw.url());
        connection.setResponseTimeout("300ms");
        connection.setRetry(retry(2));
        api(connection);
        assertThat(status(get())).isEqualTo(200);

        assertAnswer(raw, this::get, 200, 2, 2);
        connection.setResponseTimeout("5s");
        api(connection);
        assertNextCallWorks(raw);
    }

    private static RawServer.Script swallowingAllButTheFirst() {
        return conversation -> {
            conversation.readRequest();
            conversation.send(KEPT);
            conversation.readRequest();
            conversation.waitForEnd();
        };
    }

    private static RetrySettings retry(int attempts) {
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(attempts);
        retry.setBackoff("1ms");
        return retry;
    }

    /**
     * The server closes its sockets while the next request is on its way. Keeps out: what was sent again took another socket
     * that was about to be closed, and that was the end of it.
     */
    @Test
    @Fault(31)
    void socketsThatTheServerClosesAreNoFailures() throws Exception {
        RawServer raw = raw(conversation -> {
            int requests = ThreadLocalRandom.current().nextInt(1, 20);
            while (requests-- > 0 && conversation.readRequest()) {
                conversation.send(KEPT);
            }
            conversation.pause(ThreadLocalRandom.current().nextInt(3));
        });
        Connection connection = to(raw.url());
        connection.setTimeout("30s");
        api(connection);
        OutrestClient client = OutrestClient.of(context);
        AtomicInteger left = new AtomicInteger(10_000);

        List<CompletableFuture<Integer>> callers = IntStream.range(0, 16)
                .mapToObj(i -> oneAfterTheOther(client, left))
                .toList();

        for (CompletableFuture<Integer> caller : callers) {
            assertThat(caller.get(60, TimeUnit.SECONDS)).isZero();
        }
        assertNothingLeased();
        assertNextCallWorks(raw);
    }

    private static CompletableFuture<Integer> oneAfterTheOther(OutrestClient client, AtomicInteger left) {
        if (left.getAndDecrement() <= 0) {
            return CompletableFuture.completedFuture(0);
        }
        return client.connection("API")
                .getAsync()
                .thenComposeAsync(response -> oneAfterTheOther(client, left))
                .toCompletableFuture();
    }

    /** No thread waits for an answer or a place: there are as few threads as before. */
    @Test
    @Fault(39)
    void fiveThousandCallsInFlightNeedNoThreadEach() {
        RawServer raw = raw(held());
        Connection connection = to(raw.url());
        connection.setTimeout("60s");
        api(connection);
        int before = Thread.activeCount();

        List<CompletableFuture<Response>> calls = calls("API", 5_000);
        await().until(() -> raw.requests().size() == 20);

        assertThat(Thread.activeCount() - before).isLessThan(200);
        assertThat(raw.connections()).isEqualTo(20);
        release.countDown();
        await().atMost(LONG).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        assertThat(calls).allSatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
        assertNextCallWorks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "200ms"})
    @Fault(39)
    void bulkheadTurnsAwayWhatIsTooMuchWhileTheOthersGoOn(String patience) {
        RawServer raw = raw(held());
        Connection connection = to(raw.url());
        connection.setTimeout("60s");
        BulkheadSettings bulkhead = new BulkheadSettings();
        bulkhead.setCalls(100);
        bulkhead.setWait(patience);
        connection.setBulkhead(bulkhead);
        api(connection);

        List<CompletableFuture<Response>> calls = calls("API", 5_000);

        await().atMost(PATIENCE).until(() -> failed(calls).count() == 4_900);
        assertThat(raw.requests()).hasSize(20);
        assertThat(failed(calls)).allSatisfy(failure -> {
            assertThat(failure.getKind()).isEqualTo(REJECTED);
            assertThat(failure.getAttempts()).isZero();
            assertThat(failure).hasMessageContaining("bulkhead");
        });
        failed(calls).limit(10).forEach(this::note);
        release.countDown();
        await().atMost(LONG).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        assertThat(failed(calls)).hasSize(4_900);
        assertNextCallWorks();
    }

    /** Both connections share one HTTP client; the places on the wire are each one's own. */
    @Test
    @Fault({39, 40})
    void connectionWithADeadPeerHoldsUpNoOther() {
        RawServer dead = raw(held());
        Connection stuck = to(dead.url());
        stuck.setTimeout("60s");
        registry().put("Dead", stuck);
        api(to(server.url()));
        server.answers(Answer.json("{}"));
        List<CompletableFuture<Response>> waiting = calls("Dead", 1_000);
        await().until(() -> dead.requests().size() == 20);

        for (int i = 0; i < 100; i++) {
            assertThat(status(inTime(() -> call("outrest:API?timeout=5s", null, Map.of()))))
                    .isEqualTo(200);
        }

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        release.countDown();
        await().atMost(LONG).until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
        assertNextCallWorks();
    }

    @Test
    @Fault(43)
    void callsInFlightEndOnTheOldSettingsAndTheirSocketsAreClosed() {
        RawServer old = raw(held());
        RawServer other = raw(RawServer.wellBehaved());
        api(to(old.url()));
        List<CompletableFuture<Response>> running = calls("API", 40);
        await().until(() -> old.requests().size() == 20);

        api(to(other.url()));
        for (int i = 0; i < 20; i++) {
            assertThat(status(get())).isEqualTo(200);
        }
        assertThat(other.requests()).hasSize(20);
        release.countDown();

        await().atMost(PATIENCE).until(() -> running.stream().allMatch(CompletableFuture::isDone));
        assertThat(running).allSatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
        assertThat(old.requests()).hasSize(40);
        await().atMost(PATIENCE)
                .until(() -> transports().leased() + transports().idle() == 0);
        assertNextCallWorks();
    }

    private List<CompletableFuture<Response>> calls(String connection, int count) {
        OutrestClient client = OutrestClient.of(context);
        return IntStream.range(0, count)
                .mapToObj(i -> client.connection(connection)
                        .getAsync(Map.of("q", CANARY))
                        .toCompletableFuture())
                .toList();
    }

    private static Stream<OutrestException> failed(List<CompletableFuture<Response>> calls) {
        return calls.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .map(call -> call.handle((answer, failure) -> causeOf(failure)).join());
    }

    private static OutrestException causeOf(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutrestException ours) {
                return ours;
            }
        }
        throw new AssertionError("no OutrestException", failure);
    }

    private RawServer.Script held() {
        return conversation -> {
            while (conversation.readRequest()) {
                release.await(60, TimeUnit.SECONDS);
                conversation.send(KEPT);
            }
        };
    }
}
