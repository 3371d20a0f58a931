package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a running application when its document changes. */
class ReloadTest extends OutrestTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private static final String CONNECTIONS =
            """
            connections:
              A: {baseUrl: SERVER/one}
              B: {baseUrl: SERVER/b}
            """;

    private final RawServer keptAlive = RawServer.keepingAlive(OK);
    private final LogLines log = LogLines.open();

    @Override
    protected String document() {
        return CONNECTIONS;
    }

    @AfterEach
    void close() {
        keptAlive.close();
        log.close();
    }

    @Test
    void changeTakesEffectWithoutARestart() {
        assertThat(line("A")).isEqualTo("GET /one");
        assertThat(line("B")).isEqualTo("GET /b");

        write("connections: {A: {baseUrl: SERVER/two}, New: {baseUrl: SERVER/new}}");

        soon().untilAsserted(() -> assertThat(line("A")).isEqualTo("GET /two"));
        assertThat(line("New")).isEqualTo("GET /new");
        assertThat(failure(send("outrest:B")).getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    /** Keeps out: a document that is refused for what code has done to a connection of its own. */
    @Test
    void definitionThatCodeHasTakenAwayIsNoFaultOfTheDocument() {
        SecurityDefinition key = new SecurityDefinition();
        key.setType("bearer");
        key.setToken("token");
        registry().put("of code", key);
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setSecurity("of code");
        registry().put("Of Code", connection);
        registry().removeSecurity("of code");

        write("connections: {A: {baseUrl: SERVER/two}}");

        soon().untilAsserted(() -> assertThat(line("A")).isEqualTo("GET /two"));
        assertThat(log.of(Level.WARN)).isEmpty();
        assertThat(failure(send("outrest:Of Code"))).hasMessageContaining("security names the security definition");
    }

    @Test
    void defaultsAndSecurityTakeEffectToo() {
        write(
                """
                defaults: {headers: {X-All: 'yes'}}
                security: {key: {type: apiKey, in: header, name: X-Key, apiKey: one}}
                connections: {A: {baseUrl: SERVER, security: key}}
                """);
        soon().untilAsserted(() -> {
            line("A");
            assertThat(server.lastRequest().header("X-Key")).isEqualTo("one");
        });
        assertThat(server.lastRequest().header("X-All")).isEqualTo("yes");

        write(
                """
                security: {key: {type: apiKey, in: header, name: X-Key, apiKey: two}}
                connections: {A: {baseUrl: SERVER, security: key}}
                """);
        soon().untilAsserted(() -> {
            line("A");
            assertThat(server.lastRequest().header("X-Key")).isEqualTo("two");
        });
        assertThat(server.lastRequest().header("X-All")).isNull();
    }

    @Test
    void whatDidNotChangeKeepsItsSocketAndWhatVanishedClosesIts() {
        RawServer other = RawServer.keepingAlive(OK);
        CountDownLatch closed = new CountDownLatch(1);
        RawServer watched = RawServer.start(conversation -> {
            while (conversation.readRequest()) {
                conversation.send(OK);
            }
            closed.countDown();
        });
        try (other;
                watched) {
            String kept = "  Kept: {baseUrl: '" + keptAlive.url() + "'}\n";
            write("connections:\n" + kept + "  Changed: {baseUrl: '" + other.url() + "'}\n  Gone: {baseUrl: '"
                    + watched.url() + "'}\n");
            soon().untilAsserted(() -> assertThat(registry().names()).containsExactly("Changed", "Gone", "Kept"));
            for (String name : List.of("Kept", "Changed", "Gone")) {
                assertThat(status(send("outrest:" + name))).isEqualTo(200);
            }

            write("connections:\n" + kept + "  Changed: {baseUrl: '" + other.url() + "', headers: {X: y}}\n");
            soon().untilAsserted(() -> assertThat(registry().names()).containsExactly("Changed", "Kept"));
            assertThat(status(send("outrest:Kept"))).isEqualTo(200);
            assertThat(status(send("outrest:Changed"))).isEqualTo(200);

            assertThat(keptAlive.connections()).isEqualTo(1);
            assertThat(other.requests().get(1)).contains("X: y");
            soon().until(() -> closed.getCount() == 0);
        }
    }

    @Test
    void whatDidNotChangeKeepsItsTokenAndAChangedDefinitionGetsANewOne() {
        AtomicInteger tokens = new AtomicInteger();
        RestServer identity = RestServer.start()
                .answers(request -> Answer.json(
                        "{\"access_token\": \"t%d\", \"expires_in\": 3600}".formatted(tokens.incrementAndGet())));
        try (identity) {
            String definitions = "security:\n  kept: " + oauth(identity, "one") + "  changed: ";
            String connections =
                    """
                    connections:
                      Kept: {baseUrl: SERVER, security: kept}
                      Changed: {baseUrl: SERVER, security: changed}
                    """;
            write(definitions + oauth(identity, "two") + connections);
            soon().untilAsserted(() -> assertThat(registry().names()).contains("Kept"));
            assertThat(authorization("Kept")).isEqualTo("Bearer t1");
            assertThat(authorization("Changed")).isEqualTo("Bearer t2");

            write(definitions + oauth(identity, "three") + connections);
            soon().untilAsserted(() -> assertThat(authorization("Changed")).isEqualTo("Bearer t3"));

            assertThat(authorization("Kept")).isEqualTo("Bearer t1");
        }
    }

    @Test
    void callInFlightEndsOnTheOldSettings() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        RawServer slow = RawServer.start(conversation -> {
            conversation.readRequest();
            arrived.countDown();
            released.await(30, TimeUnit.SECONDS);
            conversation.send(OK.replace("{}", "42"));
        });
        try (slow) {
            write("connections: {A: {baseUrl: '" + slow.url() + "/old'}}");
            soon().untilAsserted(() -> assertThat(registry().names()).containsExactly("A"));
            CompletableFuture<Exchange> call = template.asyncSend("outrest:A", exchange -> {});
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

            write("connections: {A: {baseUrl: SERVER/new}}");
            soon().until(() -> log.of(Level.INFO).stream()
                            .filter(line -> line.endsWith("are in force"))
                            .count()
                    == 2);
            assertThat(line("A")).isEqualTo("GET /new");
            assertThat(call).isNotDone();
            released.countDown();

            assertThat(call.get(30, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo(42);
            assertThat(slow.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connections:;  A:;    timout: 5s                       | :3: connections.A.timout is no setting; did you mean 'timeout'?",
                "connections:;  A: {baseUrl: 'ftp://h'}                 | :2: connection 'A': baseUrl must be http",
                "connections:;  B: {baseUrl: SERVER};  A: {baseUrl: SERVER, security: none} | :3: connection 'A': security names the security definition 'none'",
                "connections: {{                                        | :1: is no YAML that can be read",
                "''                                                     | :1: ",
                "# nothing but a word to readers                        | :1: is empty",
                "- a                                                    | :1: must be made of keys and values",
                "security:;  S: {type: bearer}                          | :2: security definition 'S': token is missing",
            })
    void unusableDocumentIsRefusedWholeWithOneLine(String lines, String message) {
        assertThat(line("A")).isEqualTo("GET /one");

        write(lines.replace(';', '\n'));
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));

        assertThat(log.of(Level.WARN).get(0))
                .contains(folder.resolve("outrest.yaml") + message)
                .doesNotContain("\n");
        assertThat(registry().names()).containsExactly("A", "B");
        assertThat(line("A")).isEqualTo("GET /one");
    }

    @Test
    void refusalIsSaidOnceAndARepairWorks() {
        write("broken: 1");
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));
        assertStaysAtOneWarning();

        write("connections: {A: {baseUrl: SERVER/repaired}}");
        soon().untilAsserted(() -> assertThat(line("A")).isEqualTo("GET /repaired"));
        assertThat(log.of(Level.WARN)).hasSize(1);
    }

    @Test
    void vanishedDocumentLeavesTheOldSettings() throws IOException {
        Files.delete(folder.resolve("outrest.yaml"));
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));

        assertThat(log.of(Level.WARN).get(0)).contains(folder.resolve("outrest.yaml") + ":1: ");
        assertThat(line("A")).isEqualTo("GET /one");
        assertStaysAtOneWarning();

        write("connections: {A: {baseUrl: SERVER/back}}");
        soon().untilAsserted(() -> assertThat(line("A")).isEqualTo("GET /back"));
    }

    /** Each refusal is said: also the second time that the same mistake is made, after a repair. */
    @Test
    void oldDocumentThatComesBackIsNoChangeAndALaterMistakeIsSaidAgain() {
        write("broken: 1");
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));
        write(CONNECTIONS);
        assertStaysAtOneWarning();

        write("broken: 1");
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(2));
        assertThat(line("A")).isEqualTo("GET /one");
    }

    @Test
    void nameThatCodeHasIsRefusedWhole() {
        Connection ofCode = new Connection();
        ofCode.setBaseUrl(server.url() + "/code");
        registry().put("Mine", ofCode);

        write("connections: {A: {baseUrl: SERVER/two}, Mine: {baseUrl: SERVER/document}}");
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));

        assertThat(log.of(Level.WARN).get(0))
                .contains("connection 'Mine' is defined twice", "by code", "by " + folder.resolve("outrest.yaml"));
        assertThat(line("A")).isEqualTo("GET /one");
        assertThat(line("Mine")).isEqualTo("GET /code");
    }

    @Test
    void placeholderThatLostItsValueMakesOneConnectionUnusableAndNothingElse() {
        write("connections: {A: {baseUrl: SERVER/two}, B: {baseUrl: '{{not.there}}'}}");

        soon().untilAsserted(() -> assertThat(line("A")).isEqualTo("GET /two"));
        assertThat(failure(send("outrest:B")))
                .hasMessageContaining("connections.B.baseUrl has the placeholder {{not.there}}");
    }

    private void assertStaysAtOneWarning() {
        await().during(Duration.ofMillis(2500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> log.of(Level.WARN).size() == 1);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(100));
    }

    private static String oauth(RestServer identity, String secret) {
        return "{type: oauth2, tokenUrl: '%s/token', clientId: me, clientSecret: %s}%n"
                .formatted(identity.url(), secret);
    }

    private String line(String connection) {
        assertThat(status(send("outrest:" + connection))).isEqualTo(200);
        return server.lastRequest().line();
    }

    private String authorization(String connection) {
        line(connection);
        return server.lastRequest().header("Authorization");
    }
}
