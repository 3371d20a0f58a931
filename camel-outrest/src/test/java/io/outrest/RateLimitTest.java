package io.outrest;

import static io.outrest.request.FailureKind.CANCELLED;
import static io.outrest.request.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.Response;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** The quota of an API. */
class RateLimitTest extends OutrestTest {

    @Override
    protected String document() {
        return "";
    }

    private Connection limited(int calls, String per, String wait) {
        RateLimitSettings limit = new RateLimitSettings();
        limit.setCalls(calls);
        limit.setPer(per);
        limit.setWait(wait);
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setRateLimit(limit);
        return connection;
    }

    @Test
    void whatIsBeyondIsTurnedAwayBeforeAnythingIsSent() {
        registry().put("API", limited(3, "1h", "0s"));

        for (int i = 0; i < 3; i++) {
            assertThat(status(send("outrest:API"))).isEqualTo(200);
        }
        OutrestException rejected = failure(send("outrest:API"));

        assertThat(rejected.getKind()).isEqualTo(REJECTED);
        assertThat(rejected).hasMessageContaining("rate limit").hasMessageContaining("3 calls per PT1H");
        assertThat(rejected.getAttempts()).isZero();
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void quotaComesBack() {
        registry().put("API", limited(1, "200ms", "0s"));
        send("outrest:API");

        await().untilAsserted(() -> assertThat(status(send("outrest:API"))).isEqualTo(200));
    }

    @Test
    void callsWaitForTheirShareWithoutAThread() {
        registry().put("API", limited(20, "300ms", "30s"));
        OutrestClient.NamedConnection api = OutrestClient.of(context).connection("API");
        int threads = Thread.activeCount();
        long start = System.nanoTime();

        List<CompletableFuture<Response>> calls = IntStream.range(0, 80)
                .mapToObj(i -> api.getAsync().toCompletableFuture())
                .toList();
        int waiting = Thread.activeCount();
        calls.forEach(CompletableFuture::join);

        assertThat(waiting).isLessThan(threads + 60); // 20 calls are on the wire, with their threads of the server
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(600));
        assertThat(server.requests()).hasSize(80);
    }

    /** Who could only have an answer that comes too late is told at once. */
    @Test
    void waitThatDoesNotFitTheDeadlineIsNotBegun() {
        Connection connection = limited(1, "1h", "2h");
        connection.setTimeout("20s");
        registry().put("API", connection);
        send("outrest:API");
        long start = System.nanoTime();

        assertThat(failure(send("outrest:API")).getKind()).isEqualTo(REJECTED);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void contextThatStopsEndsTheWait() throws Exception {
        Connection endless = limited(1, "1h", "2h");
        endless.setTimeout("0");
        registry().put("API", endless);
        send("outrest:API");
        CompletableFuture<Response> waiting =
                OutrestClient.of(context).connection("API").getAsync().toCompletableFuture();

        context.getShutdownStrategy().setTimeout(1);
        component().stop();

        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .satisfies(thrown ->
                        assertThat(((OutrestException) thrown).getKind()).isEqualTo(CANCELLED));
    }

    @Test
    void everyAttemptSpendsTheQuotaAndTheLastAnswerIsTheAnswer() {
        server.answers(503, "{}");
        Connection connection = limited(2, "1h", "0s");
        RetrySettings retry = new RetrySettings();
        retry.setBackoff("1ms");
        retry.setAttempts(5);
        connection.setRetry(retry);
        registry().put("API", connection);

        Exchange exchange = send("outrest:API");

        assertThat(status(exchange)).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(failure(send("outrest:API")).getKind()).isEqualTo(REJECTED);
    }

    @Test
    void redirectsSpendItTooAndOneThatIsTurnedAwayIsTheAnswer() {
        server.answers(request -> Answer.status(302).with("Location", "/next" + request.target()));
        Connection connection = limited(3, "1h", "0s");
        connection.setFollowRedirects("same-origin");
        registry().put("API", connection);

        Exchange exchange = send("outrest:API");

        assertThat(status(exchange)).isEqualTo(302);
        assertThat(server.requests()).hasSize(3);
    }

    /** The answer to a challenge goes out without asking; it is counted all the same. */
    @Test
    void whatIsSentAgainAfterAChallengeSpendsIt() {
        AtomicInteger count = new AtomicInteger();
        server.answers(request -> count.incrementAndGet() == 1
                ? Answer.status(401).with("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
                : Answer.json("{}"));
        SecurityDefinition digest = new SecurityDefinition();
        digest.setType("digest");
        digest.setUsername("user");
        digest.setPassword("password");
        registry().put("digest", digest);
        Connection connection = limited(2, "1h", "0s");
        connection.setSecurity("digest");
        registry().put("API", connection);

        assertThat(status(send("outrest:API"))).isEqualTo(200);

        assertThat(failure(send("outrest:API")).getKind()).isEqualTo(REJECTED);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void reloadThatLeavesItAsItIsGivesNothingBack() {
        registry().put("API", limited(1, "1h", "0s"));
        send("outrest:API");
        Connection changed = limited(1, "1h", "0s");
        changed.setHeaders(Map.of("X-New", "1"));
        registry().put("API", changed);

        assertThat(failure(send("outrest:API")).getKind()).isEqualTo(REJECTED);
    }

    /** Keeps out: those who had given up waiting held up the others as long as they would have waited. */
    @Test
    void waitersThatGiveUpLeaveTheirShares() {
        registry().put("API", limited(1, "500ms", "1s"));
        OutrestClient.NamedConnection api = OutrestClient.of(context).connection("API");
        api.get();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Response> waiting = api.getAsync().toCompletableFuture();
            assertThat(waiting).isNotDone();
            waiting.cancel(true);
        }

        assertThat(api.get().status()).isEqualTo(200);
        assertThat(server.requests()).hasSize(2);
    }
}
