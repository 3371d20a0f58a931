package io.outrest;

import static io.outrest.request.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RestServer.Answer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An API that has too much to do: what it says of it, and what it gets from then on. */
class OverloadRowsTest extends FaultTest {

    private Connection retrying() {
        RetrySettings retry = new RetrySettings();
        retry.setBackoff("1ms");
        Connection connection = to(server.url());
        connection.setRetry(retry);
        return connection;
    }

    static Stream<Arguments> waits() {
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(2).atOffset(ZoneOffset.UTC));
        return Stream.of(
                arguments("1", 200, 2),
                arguments(soon, 200, 2),
                arguments("Sun, 06 Nov 1994 08:49:37 GMT", 200, 2),
                arguments("86400", 429, 1),
                arguments("Fri, 31 Dec 2286 23:59:59 GMT", 429, 1),
                arguments("soon", 200, 2),
                arguments("-1", 200, 2));
    }

    @ParameterizedTest
    @MethodSource("waits")
    @Fault(27)
    void retryAfterIsWaitedForWhereItFitsTheDeadline(String value, int status, int attempts) {
        AtomicInteger count = new AtomicInteger();
        server.answers(request ->
                count.getAndIncrement() == 0 ? Answer.status(429).with("Retry-After", value) : Answer.json("{}"));
        api(retrying());

        assertAnswer(server, this::get, status, attempts, attempts);
        assertNextCallWorks(server);
    }

    @Test
    @Fault(28)
    void everySecondAnswerThatFailsCostsNobodyAnything() {
        AtomicInteger count = new AtomicInteger();
        server.answers(request -> Answer.status(count.getAndIncrement() % 2 == 0 ? 503 : 200));
        api(retrying());

        for (int i = 0; i < 9; i++) {
            assertAnswer(server, this::get, 200, 2, 2);
        }
        assertNextCallWorks(server);
    }

    @Test
    @Fault(28)
    void deadApiGetsLessThanATenthMoreAndThenNothing() {
        server.answers(503, "{}");
        Connection connection = retrying();
        CircuitBreakerSettings breaker = new CircuitBreakerSettings();
        breaker.setMinimumCalls(200);
        breaker.setOpen("300ms");
        connection.setCircuitBreaker(breaker);
        api(connection);

        int calls = 0;
        while (get().getException() == null) {
            calls++;
        }

        assertThat(server.requests()).hasSize(200);
        assertThat(calls * 1.1).isGreaterThan(200);
        assertThat(failure(get()).getKind()).isEqualTo(REJECTED);
        server.answers(200, "{}");
        await().until(() -> get().getException() == null);
        assertNextCallWorks(server);
    }
}
