package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** A document that changes while a call of the connection is on the wire. */
class ReloadUnderwayTest extends OutrestTest {

    @Override
    protected String document() {
        return """
                connections:
                  Slow: {baseUrl: SERVER, path: /old}
                  Other: {baseUrl: SERVER, path: /other}
                """;
    }

    @Test
    void callUnderWayEndsOnTheOldSettingsAndTheNextUsesTheNew() {
        CountDownLatch release = new CountDownLatch(1);
        server.answers(request -> {
            if (request.target().equals("/old")) {
                waitFor(release);
            }
            return Answer.json("1");
        });
        try (RawServer other = RawServer.start(RawServer.wellBehaved())) {
            CompletableFuture<Exchange> running = template.asyncSend("outrest:Slow", exchange -> {});
            await().until(() -> server.requests().size() == 1);

            write(document().replace("SERVER, path: /old", other.url() + ", path: /new"));
            await().atMost(Duration.ofSeconds(5)).until(() -> {
                template.send("outrest:Slow?timeout=300ms", exchange -> {});
                return !other.requests().isEmpty();
            });

            assertThat(other.requests().get(0)).startsWith("GET /new ");
            release.countDown();
            assertThat(status(running.join())).isEqualTo(200);
            assertThat(running.join().getMessage().getBody()).isEqualTo(1);
            assertThat(status(send("outrest:Other"))).isEqualTo(200);
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
