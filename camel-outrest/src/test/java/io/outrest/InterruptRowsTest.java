package io.outrest;

import static io.outrest.request.FailureKind.CANCELLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.BlackHole;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row 41 of the fault matrix: the thread that waits is interrupted, whatever it waits for. */
class InterruptRowsTest extends FaultTest {

    private final RawServer silent = RawServer.start(conversation -> {
        conversation.readRequest();
        conversation.waitForEnd();
    });

    @AfterEach
    void stop() {
        silent.close();
    }

    /** What a call waits for. */
    enum Wait {
        CONNECT,
        PLACE,
        ANSWER,
        BODY,
        BACKOFF,
        TOKEN
    }

    static Stream<Arguments> waits() {
        return Stream.of(Wait.values())
                .flatMap(wait -> Stream.of(arguments(wait, "?synchronous=true"), arguments(wait, "")));
    }

    /** Where Camel waits, its own reason is on the exchange; where the component does, it is CANCELLED. */
    @ParameterizedTest
    @MethodSource("waits")
    @Fault(41)
    void interruptedCallerGoesOnAtOnceAndNothingIsHeld(Wait wait, String options) throws Exception {
        try (BlackHole hole = BlackHole.open()) {
            Callable<Boolean> waits = arrange(wait, hole);
            AtomicReference<@Nullable Exchange> answer = new AtomicReference<>();
            AtomicBoolean flag = new AtomicBoolean();
            Thread caller = new Thread(() -> {
                answer.set(call("outrest:API" + options, null, Map.of("q", CANARY)));
                flag.set(Thread.currentThread().isInterrupted());
            });
            caller.start();
            await().atMost(PATIENCE).until(waits);

            caller.interrupt();
            caller.join(PATIENCE.toMillis());

            Exchange exchange = answer.get();
            assertThat(exchange).isNotNull();
            note(exchange.getException());
            if (options.isEmpty()) {
                assertThat(exchange.getException()).isNotNull();
            } else {
                assertThat(failure(exchange).getKind()).isEqualTo(CANCELLED);
                assertThat(flag).isTrue();
            }
            await().atMost(PATIENCE).until(() -> component().ongoingCalls().size() == 0 || wait == Wait.PLACE);
        }
        silent.close(); // a request for a token goes on for others, up to its own end
        assertNextCallWorksElsewhere();
    }

    /** Makes the connection, and what tells that a call waits. */
    private Callable<Boolean> arrange(Wait wait, BlackHole hole) {
        Callable<Boolean> seen = () -> !silent.requests().isEmpty();
        switch (wait) {
            case CONNECT -> {
                api(to(hole.url()));
                return () -> transports().leased() == 1;
            }
            case PLACE -> {
                api(single(silent.url()));
                CompletableFuture<Exchange> first = template.asyncSend("outrest:API?timeout=3s", exchange -> {});
                await().until(seen);
                return () -> component().ongoingCalls().size() == 2 && !first.isDone();
            }
            case ANSWER -> {
                api(to(silent.url()));
                return seen;
            }
            case BODY -> {
                silent.follow(conversation -> {
                    conversation.readRequest();
                    conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1");
                    conversation.waitForEnd();
                });
                api(to(silent.url()));
                return seen;
            }
            case BACKOFF -> {
                silent.follow(conversation -> {
                    conversation.readRequest();
                    conversation.send(
                            "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                });
                Connection connection = to(silent.url());
                connection.setRetry(new RetrySettings());
                api(connection);
                return () -> seen.call() && transports().leased() == 0;
            }
            case TOKEN -> {
                SecurityDefinition oauth = new SecurityDefinition();
                oauth.setType("oauth2");
                oauth.setTokenUrl(silent.url());
                oauth.setClientId("me");
                oauth.setClientSecret(CANARY);
                registry().put("oauth", oauth);
                Connection connection = to(server.url());
                connection.setSecurity("oauth");
                api(connection);
                return seen;
            }
            default -> throw new AssertionError(wait);
        }
    }
}
