package io.outrest;

import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.Fault;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong with getting a token, and with the token that one got. */
class TokenFaultTest extends FaultTest {

    private final RestServer tokens = RestServer.start();
    private final AtomicInteger count = new AtomicInteger();

    @AfterEach
    void stopTokens() {
        tokens.close();
    }

    @Test
    @Fault(22)
    void stormOfRefusalsFetchesOneTokenAndRepeatsEachCallOnce() {
        counted();
        accept("token-1");
        api(oauth());
        assertThat(status(get())).isEqualTo(200);
        accept("token-2");
        server.forget();

        List<CompletableFuture<Exchange>> calls =
                IntStream.range(0, 200).mapToObj(i -> later("POST")).toList();

        assertThat(calls).allSatisfy(call -> {
            assertThat(status(call.join())).isEqualTo(200);
            assertThat(call.join().getMessage().getHeader(OutrestConstants.ATTEMPTS, Integer.class))
                    .isBetween(1, 2);
        });
        assertThat(tokens.requests()).hasSize(2);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(400);
        assertNothingLeased();
        assertNextCallWorks();
    }

    @Test
    @Fault(23)
    void freshTokenThatIsRefusedIsRenewedOnceAndThenLeftAlone() {
        counted();
        server.answers(401, "{}");
        api(oauth());

        Exchange first = get();
        assertThat(status(first)).isEqualTo(401);
        assertThat(first.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(tokens.requests()).hasSize(2);
        for (int i = 0; i < 5; i++) {
            Exchange again = get();
            assertThat(status(again)).isEqualTo(401);
            assertThat(again.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(1);
        }
        assertThat(tokens.requests()).hasSize(2);
        assertNothingLeased();
        assertNextCallWorks(server);
    }

    static Stream<Arguments> noTokens() {
        return Stream.of(
                arguments("server error", Answer.status(500)),
                arguments(
                        "refused client",
                        Answer.json("{\"error\": \"invalid_client\"}").withStatus(400)),
                arguments(
                        "a secret in the error",
                        Answer.json("{\"error\": \"S3CR3T-canary\", \"error_description\": \"S3CR3T-canary\"}")
                                .withStatus(401)),
                arguments("HTML", Answer.of("text/html", "<html>S3CR3T-canary</html>")),
                arguments("an empty answer", Answer.status(200)),
                arguments("a list", Answer.json("[{\"access_token\": \"S3CR3T-canary\"}]")),
                arguments("two values", Answer.json("{\"access_token\": \"S3CR3T-canary\"} {}")),
                arguments("no token", Answer.json("{\"token\": \"S3CR3T-canary\"}")),
                arguments("an empty token", Answer.json("{\"access_token\": \"\"}")),
                arguments("a number for a token", Answer.json("{\"access_token\": 1}")),
                arguments("a line break in the token", Answer.json("{\"access_token\": \"S3CR3T-canary\\r\\nX: y\"}")),
                arguments("a blank in the token", Answer.json("{\"access_token\": \"S3CR3T canary\"}")),
                arguments("a long token", Answer.json("{\"access_token\": \"" + "x".repeat(70_000) + "\"}")),
                arguments(
                        "another type of token",
                        Answer.json("{\"access_token\": \"S3CR3T-canary\", \"token_type\": \"mac\"}")),
                arguments(
                        "201",
                        Answer.json("{\"access_token\": \"S3CR3T-canary\"}").withStatus(201)),
                arguments("a redirect", Answer.status(302).with("Location", "/elsewhere")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noTokens")
    @Fault(24)
    void answerThatIsNoTokenIsATokenFailure(String what, Answer answer) {
        tokens.answers(answer);
        api(oauth());

        assertFails(this::get, TOKEN, 0);
        assertThat(server.requests()).isEmpty();
        assertThat(tokens.requests()).hasSize(1);
        tokens.answers(200, "{\"access_token\": \"good\"}");
        await().atMost(PATIENCE).until(() -> get().getException() == null); // not at once: failures have a pause
        assertThat(server.lastRequest().headers("Authorization")).containsExactly("Bearer good");
        assertNextCallWorks();
    }

    @Test
    @Fault(24)
    void callsWithinASecondOfAFailureFailWithoutAskingAgain() {
        tokens.answers(Answer.status(500));
        api(oauth());
        List<CompletableFuture<Exchange>> calls =
                IntStream.range(0, 20).mapToObj(i -> later("GET")).toList();

        assertThat(calls)
                .allSatisfy(call -> assertThat(failure(call.join()).getKind()).isEqualTo(TOKEN));
        assertThat(tokens.requests()).hasSizeLessThanOrEqualTo(2);
        assertThat(server.requests()).isEmpty();
        tokens.answers(200, "{\"access_token\": \"good\"}");
        assertCallsWorkSoon();
    }

    @Test
    @Fault(24)
    void closedTokenEndpointIsATokenFailure() {
        api(oauth());
        tokens.close();

        assertFails(this::get, TOKEN, 0);
        assertThat(server.requests()).isEmpty();
        assertNextCallWorksElsewhere();
    }

    @Test
    @Fault(24)
    void deadlineWhileATokenIsFetchedIsATokenFailure() {
        CountDownLatch release = new CountDownLatch(1);
        tokens.answers(request -> {
            try {
                release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.json("{\"access_token\": \"late\"}");
        });
        Connection connection = oauth();
        connection.setTimeout("300ms");
        api(connection);

        OutrestException failure = failure(get());

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure.getAttempts()).isZero();
        assertThat(failure).cause().isInstanceOfSatisfying(OutrestException.class, cause -> assertThat(cause.getKind())
                .isEqualTo(TIMEOUT));
        release.countDown();
        await().atMost(PATIENCE).until(() -> get().getException() == null);
        assertThat(tokens.requests()).hasSize(1);
        assertNothingLeased();
        assertNextCallWorks();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"expires_in\": null",
                ", \"expires_in\": \"soon\"",
                ", \"expires_in\": 3600",
                ", \"expires_in\": \"3600\"",
                ", \"expires_in\": 1e99",
                ", \"expires_in\": 3600, \"token_type\": \"bEARER\""
            })
    @Fault(24)
    void tokenIsKeptForItsLifeOrUntilItIsRefused(String rest) {
        callThreeTimes("{\"access_token\": \"t\"" + rest + "}");

        assertThat(tokens.requests()).hasSize(1);
        assertNextCallWorks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"0\"", "-5"})
    @Fault(24)
    void tokenWithoutLifeIsForTheCallsThatWaitForIt(String life) {
        callThreeTimes("{\"access_token\": \"t\", \"expires_in\": " + life + "}");

        assertThat(tokens.requests()).hasSize(3);
        assertNextCallWorks();
    }

    private void callThreeTimes(String answer) {
        tokens.answers(200, answer);
        api(oauth());
        for (int i = 0; i < 3; i++) {
            assertThat(status(get())).isEqualTo(200);
        }
        assertThat(server.requests()).allSatisfy(request -> assertThat(request.headers("Authorization"))
                .containsExactly("Bearer t"));
    }

    /** Attack S22: whatever makes two definitions different makes their tokens different. */
    @ParameterizedTest
    @ValueSource(strings = {"name", "secret", "scopes", "audience", "clientId"})
    void differentDefinitionsNeverShareAToken(String what) {
        counted();
        SecurityDefinition one = definition();
        SecurityDefinition other = definition();
        switch (what) {
            case "secret" -> other.setClientSecret("another");
            case "scopes" -> other.setScopes("write");
            case "audience" -> other.setAudience("somebody");
            case "clientId" -> other.setClientId("somebody");
            default -> {}
        }
        registry().put("one", one);
        registry().put("other", other);
        api(with("one"));
        status(get());
        api(with("other"));
        status(get());

        assertThat(server.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer token-1", "Bearer token-2");
        assertNextCallWorks();
    }

    @Test
    void changedDefinitionDropsItsToken() {
        counted();
        api(oauth());
        status(get());
        SecurityDefinition changed = definition();
        changed.setClientSecret("another");
        registry().put("oauth", changed);
        status(get());

        assertThat(server.lastRequest().headers("Authorization")).containsExactly("Bearer token-2");
        assertThat(tokens.requests()).extracting(RecordedRequest::method).containsExactly("POST", "POST");
        assertNextCallWorks();
    }

    /** Keeps out: a token request that was under way then was never over, and all later calls waited for it. */
    @Test
    void componentThatStopsWhileATokenIsFetchedCanStartAgain() {
        tokens.answersAfter(Duration.ofSeconds(20), Answer.json("{\"access_token\": \"late\"}"));
        api(oauth());
        var stopped = later("GET");
        await().until(() -> tokens.requests().size() == 1);
        context.getShutdownStrategy().setTimeout(1);
        component().stop();
        tokens.answers(200, "{\"access_token\": \"token\"}");
        component().start();

        assertThat(status(get())).isEqualTo(200);
        assertThat(failure(stopped.join()).getKind()).isEqualTo(FailureKind.CANCELLED);
        assertNextCallWorks();
    }

    /** Keeps out: its sockets went with the connection that had begun it, and the next one waited for a request without any. */
    @Test
    void tokenRequestOutlivesTheConnectionThatBeganIt() {
        tokens.answersAfter(Duration.ofSeconds(2), Answer.json("{\"access_token\": \"token\"}"));
        Connection impatient = oauth();
        impatient.setTimeout("300ms");
        api(impatient);
        assertThat(failure(get()).getKind()).isEqualTo(TOKEN);

        api(with("oauth"));

        assertThat(status(get())).isEqualTo(200);
        assertThat(tokens.requests()).hasSize(1);
        assertNextCallWorks();
    }

    private void counted() {
        tokens.answers(request -> Answer.json("{\"access_token\": \"token-" + count.incrementAndGet() + "\"}"));
    }

    private void accept(String token) {
        server.answers(request -> Answer.json("{}")
                .withStatus(request.headers("Authorization").equals(List.of("Bearer " + token)) ? 200 : 401));
    }

    private SecurityDefinition definition() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(tokens.url() + "/token");
        definition.setClientId("me");
        definition.setClientSecret(CANARY);
        return definition;
    }

    private Connection oauth() {
        registry().put("oauth", definition());
        return with("oauth");
    }

    private Connection with(String definition) {
        Connection connection = to(server.url());
        connection.setSecurity(definition);
        connection.setParameters(Map.of());
        return connection;
    }
}
