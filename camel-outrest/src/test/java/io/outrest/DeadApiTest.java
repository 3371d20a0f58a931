package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What an API that is down gets from 2,000 calls, and how soon calls reach it when it is back. Prints its figures:
 * {@code mvn -pl camel-outrest test -Psoak -Dtest=DeadApiTest}
 */
@Tag("soak")
class DeadApiTest extends OutrestTest {

    private static final int CALLS = 2_000;

    @Override
    protected String document() {
        return "";
    }

    @Test
    void presetSendsLessThanATenthMore() {
        server.answers(Answer.status(503).with("Retry-After", "0"));
        Connection standard = standard();
        registry().put("API", standard);
        int turnedAway = callsTurnedAway();
        int sent = server.requests().size();
        report("with the preset", sent, CALLS - turnedAway);
        assertThat(sent).isLessThan((int) ((CALLS - turnedAway) * 1.15) + 10);

        standard.setCircuitBreaker("off");
        registry().remove("API"); // and what it knew: its budget is spent
        registry().put("API", standard);
        server.forget();
        assertThat(callsTurnedAway()).isZero();
        report("without its breaker", server.requests().size(), CALLS);
        assertThat(server.requests()).hasSizeLessThan(CALLS * 11 / 10);
    }

    @Test
    void breakerFindsOutSoonThatTheApiIsBack() {
        server.answers(Answer.status(503).with("Retry-After", "0"));
        registry().put("API", standard());
        while (!isTurnedAway(send("outrest:API"))) {
            // until it opens
        }
        server.answers(200, "{}");
        long back = System.nanoTime();
        int calls = 0;
        while (isTurnedAway(send("outrest:API"))) {
            calls++;
        }
        Duration recovery = Duration.ofNanos(System.nanoTime() - back);
        System.out.printf("back after %d ms, %d calls were turned away meanwhile%n", recovery.toMillis(), calls);
        assertThat(recovery).isLessThan(Duration.ofSeconds(15));
    }

    private Connection standard() {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setResilience("standard");
        return connection;
    }

    private int callsTurnedAway() {
        int turnedAway = 0;
        for (int i = 0; i < CALLS; i++) {
            turnedAway += isTurnedAway(send("outrest:API")) ? 1 : 0;
        }
        return turnedAway;
    }

    private static boolean isTurnedAway(Exchange exchange) {
        return exchange.getException() instanceof OutrestException failure && failure.getKind() == FailureKind.REJECTED;
    }

    private static void report(String what, int sent, int calls) {
        System.out.printf(
                "%s: %d calls, %d of them not turned away, %d requests: %.3f for each call, %.3f for each that was sent%n",
                what, CALLS, calls, sent, (double) sent / CALLS, (double) sent / calls);
    }
}
