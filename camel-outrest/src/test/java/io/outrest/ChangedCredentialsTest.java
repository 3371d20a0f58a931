package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that change while calls are made with them: the next call has the new ones, and no call has some of each. */
class ChangedCredentialsTest extends WireTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private final RestServer tokens = RestServer.start();

    @AfterEach
    void stopTokens() {
        tokens.close();
    }

    /** All three credentials of a call must be of one turn: key, cookie, and the token that was had for a secret. */
    @Test
    void noCallMixesOldAndNewCredentials() throws Exception {
        tokens.answers(request -> Answer.json("{\"access_token\": \"" + secretOf(request) + "\", \"expires_in\": 60}"));
        int turn = 1;
        rotate(turn);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        List<Exchange> failed = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            Thread caller = new Thread(() -> {
                while (!over.get()) {
                    Exchange answer = call("outrest:Rotated", null, Map.of());
                    if (answer.getException() != null) {
                        failed.add(answer);
                    }
                }
            });
            caller.start();
            callers.add(caller);
        }
        while (turn < 60) {
            TimeUnit.MILLISECONDS.sleep(10);
            rotate(++turn);
        }
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failed).isEmpty();
        assertThat(server.requests()).hasSizeGreaterThan(60).allSatisfy(request -> {
            String key = String.valueOf(request.header("X-Key"));
            assertThat(request.headers("Authorization")).containsExactly("Bearer " + key);
            assertThat(request.headers("Cookie")).containsExactly("sid=" + key);
            assertThat(request.headers("X-Turn")).containsExactly(key);
        });
        server.forget();
        call("outrest:Rotated", null, Map.of());
        assertThat(server.request().headers("X-Key")).containsExactly("turn" + turn);
        assertNothingLeased();
    }

    /** Puts a connection and its definitions in force at once, as a document does that was read again. */
    private void rotate(int turn) {
        Connection connection = to(server.url());
        connection.setSecurity("key, cookie, oauth");
        connection.setHeaders(Map.of("X-Turn", "turn" + turn));
        Map<String, Defined<SecurityDefinition>> security = new LinkedHashMap<>();
        security.put("key", defined(apiKey("header", "X-Key", "turn" + turn)));
        security.put("cookie", defined(apiKey("cookie", "sid", "turn" + turn)));
        security.put("oauth", defined(oauth("turn" + turn)));
        registry()
                .replace(List.of(new Definitions(
                        "the test", new Connection(), Map.of("Rotated", defined(connection)), security)));
    }

    private static <T> Defined<T> defined(T value) {
        return new Defined<>(value, null, "the test");
    }

    /** Attack S23: a token that was asked for with the old secret is for those who asked with it. */
    @Test
    void tokenOfAnOldSecretIsNotGivenToNewCalls() {
        CountDownLatch release = new CountDownLatch(1);
        tokens.answers(request -> {
            String secret = secretOf(request);
            if (secret.equals("old")) {
                waitFor(release);
            }
            return Answer.json("{\"access_token\": \"for-" + secret + "\", \"expires_in\": 3600}");
        });
        registry().put("oauth", oauth("old"));
        api(with("oauth"));
        CompletableFuture<Exchange> before = later("GET");
        await().until(() -> tokens.requests().size() == 1);

        registry().put("oauth", oauth("new"));
        assertThat(status(get())).isEqualTo(200);
        assertThat(server.lastRequest().headers("Authorization")).containsExactly("Bearer for-new");
        release.countDown();
        assertThat(status(before.join())).isEqualTo(200);

        assertThat(server.lastRequest().headers("Authorization")).containsExactly("Bearer for-old");
        assertThat(status(get())).isEqualTo(200);
        assertThat(server.lastRequest().headers("Authorization")).containsExactly("Bearer for-new");
        assertThat(tokens.requests()).hasSize(2);
    }

    /**
     * A socket that was opened with one certificate must not carry the calls of another: the server trusts the first client
     * alone, and would not notice.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void socketsOfAnOldCertificateAreNotUsedAgain(boolean byCode) {
        TestIdentity identity = TestIdentity.of(folder, "dns:localhost,ip:127.0.0.1");
        TestIdentity client = TestIdentity.of(folder, "dns:client");
        TestIdentity stranger = TestIdentity.of(folder, "dns:stranger");
        AtomicInteger ended = new AtomicInteger();
        RawServer raw = alsoStop(RawServer.startTls(identity.server(client), true, conversation -> {
            while (conversation.readRequest()) {
                conversation.send(OK);
            }
            ended.incrementAndGet();
        }));
        put(byCode, raw, mutual(identity, client));
        assertThat(status(call("outrest:Mutual", null, Map.of()))).isEqualTo(200);
        assertThat(status(call("outrest:Mutual", null, Map.of()))).isEqualTo(200);
        assertThat(raw.connections()).as("the socket is kept").isEqualTo(1);

        put(byCode, raw, mutual(identity, stranger));

        assertThat(failure(call("outrest:Mutual", null, Map.of())).getKind()).isEqualTo(FailureKind.TLS);
        assertThat(raw.requests()).hasSize(2);
        await().until(() -> ended.get() == 1);
    }

    private void put(boolean byCode, RawServer raw, SecurityDefinition definition) {
        Connection connection = to(raw.url());
        connection.setSecurity("mutual");
        connection.setHttpVersion("1.1"); // threads that wait use one kind of socket from the first call on
        if (byCode) {
            registry().put("mutual", definition);
            registry().put("Mutual", connection);
        } else {
            registry()
                    .replace(List.of(new Definitions(
                            "the test",
                            new Connection(),
                            Map.of("Mutual", defined(connection)),
                            Map.of("mutual", defined(definition)))));
        }
    }

    /** The removal of a definition is a change too: nothing goes out without it. */
    @Test
    void removedDefinitionStopsItsCalls() {
        registry().put("key", apiKey("header", "X-Key", "k"));
        api(with("key"));
        assertThat(status(get())).isEqualTo(200);

        registry().removeSecurity("key");

        assertFails(this::get, FailureKind.CONFIGURATION, 0);
        assertThat(server.requests()).hasSize(1);
    }

    /** Those of the setting {@code security}, one after the other; digest is put on last, as it covers the rest. */
    @Test
    void definitionsAreAppliedInTheOrderOfTheSetting() {
        registry().put("one", apiKey("query", "one", "1"));
        registry().put("two", apiKey("query", "two", "2"));
        registry().put("first", apiKey("cookie", "first", "1"));
        registry().put("second", apiKey("cookie", "second", "2"));
        api(with("two, first, one, second"));
        status(get());

        assertThat(server.lastRequest().target()).endsWith("&two=2&one=1");
        assertThat(server.lastRequest().header("Cookie")).isIn("first=1; second=2", "second=2; first=1");
        String cookies = String.valueOf(server.lastRequest().header("Cookie"));
        status(get());
        assertThat(server.lastRequest().header("Cookie")).isEqualTo(cookies);
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    private SecurityDefinition oauth(String secret) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(tokens.url() + "/token");
        definition.setClientId("me");
        definition.setClientSecret(secret);
        return definition;
    }

    private static SecurityDefinition mutual(TestIdentity server, TestIdentity client) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("mutualTls");
        definition.setClientCertificate(client.certificate());
        definition.setClientKey(client.key());
        definition.setCaCertificates(server.certificate());
        return definition;
    }

    private Connection with(String security) {
        Connection connection = to(server.url());
        connection.setSecurity(security);
        return connection;
    }

    /** The client secret of a token request. */
    private static String secretOf(RecordedRequest request) {
        String basic = String.valueOf(request.header("Authorization")).substring("Basic ".length());
        return new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8).split(":", 2)[1];
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
