package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.request.Response;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClientTest extends OutrestTest {

    private OutrestClient rest;

    record Order(int id, @Nullable String item) {}

    record Problem(String code) {}

    @Override
    protected String document() {
        return """
                connections:
                  Orders API:
                    baseUrl: SERVER/v2
                    path: /customers/{customer_id}/orders{?status}
                    timeout: 20s
                  Plain:
                    baseUrl: SERVER
                    path: /things
                    maxConnections: 1
                    timeout: 20s
                  Strict:
                    baseUrl: SERVER
                    path: /strict{?q}
                    throwExceptionOnFailure: true
                  Fixed:
                    baseUrl: SERVER
                    method: POST
                  Off:
                    baseUrl: SERVER
                    active: false
                  Unset:
                    baseUrl: SERVER
                    headers: {X-A: "{{no.such.property}}"}
                """;
    }

    @BeforeEach
    void client() {
        rest = OutrestClient.of(context);
    }

    private void serverHoldsItsAnswer() {
        server.answersAfter(Duration.ofMinutes(1), Answer.json("{}"));
    }

    @Test
    void postsAnObjectAndReadsOneBack() {
        server.answers(200, "{\"id\": 7, \"item\": \"tea\", \"more\": true}");

        Response r = rest.connection("Orders API")
                .post(new Order(1, "tea"), Map.of("customer_id", 12345, "status", "pending", "page", 2));

        assertThat(r.status()).isEqualTo(200);
        assertThat(r.reason()).isEqualTo("OK");
        assertThat(r.as(Order.class)).isEqualTo(new Order(7, "tea"));
        assertThat(r.data()).isEqualTo(Map.of("id", 7, "item", "tea", "more", true));
        assertThat(r.text()).isEqualTo("{\"id\": 7, \"item\": \"tea\", \"more\": true}");
        assertThat(r.bytes()).isEqualTo(r.text().getBytes(StandardCharsets.UTF_8));
        assertThat(r.headers().get("content-type")).containsExactly("application/json");
        assertThat(server.request().line()).isEqualTo("POST /v2/customers/12345/orders?status=pending&page=2");
        assertThat(server.request().header("Content-Type")).isEqualTo("application/json");
        assertThat(server.request().body()).isEqualTo("{\"id\":1,\"item\":\"tea\"}");
    }

    @Test
    void hasAllSevenMethodsWithAndWithoutParameters() {
        OutrestClient.NamedConnection plain = rest.connection("Plain");
        Map<String, Object> params = Map.of("a", 1);

        plain.get();
        plain.get(params);
        plain.post("{}");
        plain.post("{}", params);
        plain.put("{}");
        plain.put("{}", params);
        plain.patch("{}");
        plain.patch("{}", params);
        plain.delete();
        plain.delete(params);
        plain.head();
        plain.head(params);
        plain.options();
        plain.options(params);

        assertThat(server.requests())
                .extracting(RecordedRequest::line)
                .containsExactly(
                        "GET /things",
                        "GET /things?a=1",
                        "POST /things",
                        "POST /things?a=1",
                        "PUT /things",
                        "PUT /things?a=1",
                        "PATCH /things",
                        "PATCH /things?a=1",
                        "DELETE /things",
                        "DELETE /things?a=1",
                        "HEAD /things",
                        "HEAD /things?a=1",
                        "OPTIONS /things",
                        "OPTIONS /things?a=1");
        assertThat(server.requests().get(2).body()).isEqualTo("{}");
    }

    @Test
    void hasAllSevenMethodsWithoutWaiting() throws Exception {
        OutrestClient.NamedConnection plain = rest.connection("Plain");
        Map<String, Object> params = Map.of("a", 1);

        for (var stage : List.of(
                plain.getAsync(),
                plain.getAsync(params),
                plain.postAsync("{}"),
                plain.postAsync("{}", params),
                plain.putAsync("{}"),
                plain.putAsync("{}", params),
                plain.patchAsync("{}"),
                plain.patchAsync("{}", params),
                plain.deleteAsync(),
                plain.deleteAsync(params),
                plain.headAsync(),
                plain.headAsync(params),
                plain.optionsAsync(),
                plain.optionsAsync(params),
                plain.pingAsync())) {
            assertThat(stage.toCompletableFuture().get().status()).isEqualTo(200);
        }

        assertThat(server.requests()).hasSize(15);
        assertThat(server.requests().stream().map(RecordedRequest::method).distinct())
                .containsExactlyInAnyOrder("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    }

    @Test
    void headersAndTimeoutHoldForTheCopyAlone() {
        OutrestClient.NamedConnection plain = rest.connection("Plain");
        Map<String, Object> headers = new HashMap<>();
        headers.put("X-A", List.of("1", "2"));
        headers.put("X-None", null);

        OutrestClient.NamedConnection copy = plain.with(headers).with(Map.of("X-Correlation-ID", "c-1"));
        copy.get();
        plain.get();

        assertThat(server.requests().get(0).headers("X-A")).containsExactly("1", "2");
        assertThat(server.requests().get(0).header("X-Correlation-ID")).isEqualTo("c-1");
        assertThat(server.requests().get(0).headers("X-None")).isEmpty();
        assertThat(server.requests().get(1).headers("X-A")).isEmpty();
        assertThat(server.requests().get(1).header("X-Correlation-ID"))
                .isNotEqualTo("c-1")
                .isNotBlank();
    }

    @Test
    void headersOfTheCallAreCheckedLikeThoseOfAMessage() {
        OutrestException refused = refused(() ->
                rest.connection("Plain").with(Map.of("X-A", "a\r\nX-B: b")).get());

        assertThat(refused.getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(refused.getAttempts()).isZero();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anUnknownConnectionIsRefusedWithSimilarNames() {
        assertThatThrownBy(() -> rest.connection("Order API"))
                .isInstanceOfSatisfying(
                        OutrestException.class, e -> assertThat(e.getKind()).isEqualTo(FailureKind.CONFIGURATION))
                .hasMessageContaining("Order API")
                .hasMessageContaining("did you mean 'Orders API'?");
    }

    @Test
    void whatCannotBeCalledIsRefusedBeforeAnyIo() {
        assertThat(refused(() -> rest.connection("Off").get()).getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(refused(() -> rest.connection("Unset").get())).hasMessageContaining("no.such.property");
        OutrestException fixed = refused(() -> rest.connection("Fixed").get());
        OutrestException missing = refused(() -> rest.connection("Orders API").get());

        assertThat(fixed).hasMessageContaining("fixed to POST");
        assertThat(fixed.getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(missing.getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(missing).hasMessageContaining("customer_id").hasMessageContaining("Orders API");
        assertThat(missing.getMethod()).isEqualTo("GET");
        assertThat(missing.getPath()).isEqualTo("/v2/customers/{customer_id}/orders{?status}");
        assertThat(missing.getAttempts()).isZero();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aChangeHoldsForTheNextCallOfAConnectionThatIsHeldAlready() {
        registry().put("Moving", at("/one"));
        OutrestClient.NamedConnection moving = rest.connection("Moving");
        moving.get();
        registry().put("Moving", at("/two"));
        moving.get();

        assertThat(server.requests()).extracting(RecordedRequest::line).containsExactly("GET /one", "GET /two");
    }

    @Test
    void aStatusIsAResultUnlessItIsAskedToBeAnException() {
        server.answers(404, "{\"code\": \"gone\"}");

        Response r = rest.connection("Plain").get();

        assertThat(r.status()).isEqualTo(404);
        assertThat(r.data()).isEqualTo(Map.of("code", "gone"));
    }

    /** The class held only for a status of success; what came out for others failed to be cast. */
    @Test
    void anErrorCanBeReadAsAClassToo() {
        server.answers(404, "{\"code\": \"gone\"}");

        assertThat(rest.connection("Plain").get().as(Problem.class)).isEqualTo(new Problem("gone"));
    }

    @Test
    void aFailedStatusIsCamelsOwnExceptionAsItIs() {
        server.answers(503, "{\"code\": \"busy\"}");

        assertThatThrownBy(() -> rest.connection("Strict").get(Map.of("q", "hidden")))
                .isInstanceOf(HttpOperationFailedException.class)
                .isInstanceOfSatisfying(OutrestOperationFailedException.class, e -> {
                    assertThat(e.getStatusCode()).isEqualTo(503);
                    assertThat(e.getResponseBody()).isEqualTo("{\"code\": \"busy\"}");
                    assertThat(e.getUri()).isEqualTo(server.url() + "/strict");
                    assertThat(e.getConnection()).isEqualTo("Strict");
                    assertThat(e.getAttempts()).isEqualTo(1);
                });
        assertThatThrownBy(() -> rest.connection("Strict")
                        .getAsync()
                        .toCompletableFuture()
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutrestOperationFailedException.class);
    }

    @Test
    void anAnswerThatDoesNotParseIsAnExceptionWhereItIsRead() {
        server.answers(200, "{\"secret\": ");
        Response r = rest.connection("Plain").get();

        assertThat(r.text()).isEqualTo("{\"secret\": ");
        for (OutrestException failure : List.of(refused(r::data), refused(() -> r.as(Order.class)))) {
            assertThat(failure.getKind()).isEqualTo(FailureKind.PARSE);
            assertThat(failure.getConnection()).isEqualTo("Plain");
            assertThat(failure.getAttempts()).isEqualTo(1);
            assertThat(failure).hasMessageNotContaining("secret");
        }
    }

    @Test
    void theDeadlineOfTheCallWins() {
        serverHoldsItsAnswer();

        OutrestException failure = refused(
                () -> rest.connection("Plain").timeout(Duration.ofMillis(200)).get());

        assertThat(failure.getKind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThatThrownBy(() -> rest.connection("Plain").timeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAsynchronousFailureReachesTheStageAsItIs() {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        rest.connection("Orders API").getAsync().whenComplete((response, thrown) -> seen.set(thrown));

        assertThat(seen.get()).isInstanceOf(OutrestException.class).isNotInstanceOf(CompletionException.class);
    }

    @Test
    void anInterruptedCallerIsCancelledAtOnceAndItsSlotIsFree() throws Exception {
        serverHoldsItsAnswer();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                rest.connection("Plain").get();
            } catch (OutrestException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        await().until(() -> server.requests().size() == 1);
        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown.get()).isInstanceOfSatisfying(OutrestException.class, e -> {
            assertThat(e.getKind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(e.getAttempts()).isEqualTo(1);
        });
        assertThat(flag).isTrue();
        server.answers(Answer.json("{}"));
        assertThat(rest.connection("Plain").get().status())
                .as("the only slot of the connection")
                .isEqualTo(200);
    }

    @Test
    void cancellingTheFutureEndsTheCall() {
        serverHoldsItsAnswer();
        CompletableFuture<Response> call = rest.connection("Plain").getAsync().toCompletableFuture();
        await().until(() -> server.requests().size() == 1);
        call.cancel(true);

        server.answers(Answer.json("{}"));
        assertThat(rest.connection("Plain").get().status())
                .as("the only slot of the connection")
                .isEqualTo(200);
    }

    @Test
    void aStoppingContextEndsCallsAndRefusesNewOnes() {
        serverHoldsItsAnswer();
        OutrestClient.NamedConnection plain = rest.connection("Plain");
        CompletableFuture<Response> call = plain.getAsync().toCompletableFuture();
        await().until(() -> server.requests().size() == 1);
        context.getShutdownStrategy().setTimeout(1);
        context.stop();

        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        OutrestException.class, e -> assertThat(e.getKind()).isEqualTo(FailureKind.CANCELLED));
        assertThat(refused(plain::get).getKind()).isEqualTo(FailureKind.CANCELLED);
    }

    @Test
    void aPingAsksTheLiteralPrefixByHead() {
        assertThat(rest.connection("Orders API").ping().status()).isEqualTo(200);

        assertThat(server.request().line()).isEqualTo("HEAD /v2/customers/");
    }

    @Test
    void aPingOfAConnectionThatThrowsCountsByItsOwnStatuses() {
        server.answers(Answer.status(304));
        assertThat(rest.connection("Strict").ping().status()).isEqualTo(304);

        server.answers(Answer.status(404));
        assertThatThrownBy(() -> rest.connection("Strict").ping()).isInstanceOf(OutrestOperationFailedException.class);
    }

    private Connection at(String path) {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url() + path);
        return connection;
    }

    private static OutrestException refused(Runnable call) {
        return catchThrowableOfType(OutrestException.class, call::run);
    }

    /** A class that cannot be loaded: each use of it is an {@link Error}. */
    public static final class Unloadable {
        public static final int NEVER = Integer.parseInt("no number");
    }

    /** Keeps out: an Error while an answer was read was no OutrestException. */
    @Test
    void anErrorWhileAnAnswerIsReadIsAnExceptionOfOurs() {
        Response r = rest.connection("Plain").get();

        assertThat(refused(() -> r.as(Unloadable.class))).hasCauseInstanceOf(LinkageError.class);
        assertThat(refused(() -> r.as(Unloadable.class)).getConnection()).isEqualTo("Plain");
    }
}
