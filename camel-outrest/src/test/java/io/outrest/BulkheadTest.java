package io.outrest;

import static io.outrest.request.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.resilience.BulkheadSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many calls of a connection may be under way. */
class BulkheadTest extends OutrestTest {

    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    protected String document() {
        return "";
    }

    @AfterEach
    void releaseServer() {
        release.countDown();
    }

    private Connection bounded(int calls, String wait) {
        BulkheadSettings bulkhead = new BulkheadSettings();
        bulkhead.setCalls(calls);
        bulkhead.setWait(wait);
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setBulkhead(bulkhead);
        return connection;
    }

    private void serverHolds() {
        server.answersWhen(release, Answer.json("{}"));
    }

    private CompletableFuture<Exchange> later() {
        return template.asyncSend("outrest:API", exchange -> {});
    }

    @Test
    void whatIsBeyondIsTurnedAway() {
        serverHolds();
        registry().put("API", bounded(2, "0s"));
        CompletableFuture<Exchange> one = later();
        CompletableFuture<Exchange> two = later();
        await().until(() -> server.requests().size() == 2);

        OutrestException rejected = failure(send("outrest:API"));
        release.countDown();

        assertThat(rejected.getKind()).isEqualTo(REJECTED);
        assertThat(rejected).hasMessageContaining("bulkhead");
        assertThat(rejected.getAttempts()).isZero();
        assertThat(status(one.join())).isEqualTo(200);
        assertThat(status(two.join())).isEqualTo(200);
        assertThat(status(send("outrest:API"))).isEqualTo(200);
    }

    @Test
    void callWaitsForItsPlace() {
        serverHolds();
        registry().put("API", bounded(1, "20s"));
        CompletableFuture<Exchange> one = later();
        CompletableFuture<Exchange> two = later();
        await().until(() -> server.requests().size() == 1);
        assertThat(two).isNotDone();

        release.countDown();

        assertThat(status(one.join())).isEqualTo(200);
        assertThat(status(two.join())).isEqualTo(200);
    }

    @Test
    void operatorIsToldOnce() {
        serverHolds();
        registry().put("API", bounded(1, "0s"));
        CompletableFuture<Exchange> one = later();
        await().until(() -> server.requests().size() == 1);

        try (LogLines log = LogLines.open()) {
            send("outrest:API");
            send("outrest:API");
            assertThat(log.of(Level.INFO)).singleElement().asString().contains("'API'", "bulkhead", "1 are under way");
        }
        release.countDown();
        assertThat(status(one.join())).isEqualTo(200);
    }

    @Test
    void waitEnds() {
        serverHolds();
        registry().put("API", bounded(1, "50ms"));
        CompletableFuture<Exchange> one = later();
        await().until(() -> server.requests().size() == 1);

        assertThat(failure(send("outrest:API")).getKind()).isEqualTo(REJECTED);

        release.countDown();
        assertThat(status(one.join())).isEqualTo(200);
        assertThat(status(send("outrest:API"))).isEqualTo(200);
    }

    /** A place is held over the pauses too: what is to be bounded is what piles up. */
    @Test
    void pauseBetweenAttemptsHoldsThePlace() {
        server.answers(Answer.status(503).with("Retry-After", "1"));
        Connection connection = bounded(1, "0s");
        connection.setRetry(new RetrySettings());
        registry().put("API", connection);
        CompletableFuture<Exchange> one = later();
        await().until(() -> server.requests().size() == 1);

        assertThat(failure(send("outrest:API")).getKind()).isEqualTo(REJECTED);
        server.answers(200, "{}");
        assertThat(status(one.join())).isEqualTo(200);
    }
}
