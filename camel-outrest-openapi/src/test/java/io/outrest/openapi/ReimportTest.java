package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.imports.ImportReport;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** What happens to a running application when a description changes, or what is said of its import. */
class ReimportTest extends ImportingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    /** A description with an operation for each name. */
    private static String pets(String... operations) {
        StringBuilder text = new StringBuilder(
                """
                openapi: 3.0.3
                info: {title: Pets, version: '1'}
                servers: [{url: SERVER}]
                components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
                paths:
                """);
        for (String operation : operations) {
            text.append("  /%1$s: {get: {operationId: %1$s, responses: {'200': {description: ok}}}}\n"
                    .formatted(operation));
        }
        return text.toString();
    }

    private List<String> names() {
        return new ArrayList<>(registry().names());
    }

    // --- changes
    // ------------------------------------------------------------------------------------------------------

    /** How a file is written. */
    enum Writing {
        IN_PLACE,
        RENAMED,
        LINKED,
        PARENT_LINKED
    }

    /** Keeps out: when a link led to another file that was not noticed. */
    @Test
    void changesOfFilesTakeEffectHoweverTheyAreWritten() throws IOException {
        StringBuilder imports = new StringBuilder("openapi:\n");
        for (Writing writing : Writing.values()) {
            write(writing, "main", "first", pets("a", "b"));
            imports.append("  %1$s: {spec: 'file:FOLDER/main-%1$s.yaml'}\n".formatted(writing));
            write("with-" + writing + ".yaml", pets("a") + "  /b: {$ref: 'part-" + writing + ".yaml'}\n");
            write(writing, "part", "first", "get: {operationId: b, responses: {'200': {description: ok}}}");
            imports.append("  with %1$s: {spec: 'file:FOLDER/with-%1$s.yaml'}\n".formatted(writing));
        }
        start(imports.toString());
        for (Writing writing : Writing.values()) {
            assertThat(names()).contains(writing + "/b", "with " + writing + "/b");
        }

        for (Writing writing : Writing.values()) {
            write(writing, "main", "second", pets("b", "c").replace("/b:", "/changed:"));
            write(writing, "part", "second", "get: {operationId: other, responses: {'200': {description: ok}}}");
        }

        for (Writing writing : Writing.values()) {
            soon().untilAsserted(() -> assertThat(names())
                    .contains(writing + "/b", writing + "/c", "with " + writing + "/a", "with " + writing + "/other")
                    .doesNotContain(writing + "/a", "with " + writing + "/b"));
            assertThat(call(writing + "/b").line()).isEqualTo("GET /changed");
            ImportReport report = component().importReports().get(writing.toString());
            assertThat(report.difference().added()).containsExactly(writing + "/c");
            assertThat(report.difference().removed()).containsExactly(writing + "/a");
            assertThat(report.difference().changed()).containsOnlyKeys(writing + "/b");
        }
        assertThat(warnings()).isEmpty();
    }

    private void write(Writing writing, String what, String version, String text) throws IOException {
        String name = what + "-" + writing + ".yaml";
        Path file = folder.resolve(name);
        switch (writing) {
            case IN_PLACE -> write(name, text);
            case RENAMED ->
                Files.move(
                        write(name + ".new", text),
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            case LINKED -> {
                write(version + "-" + name, text);
                link(Path.of(version + "-" + name), file);
            }
            default -> { // as volumes of a cluster are
                Files.createDirectory(folder.resolve(version + what));
                write(version + what + "/" + name, text);
                link(Path.of(version + what), folder.resolve("data-" + what));
                if (Files.notExists(file)) {
                    Files.createSymbolicLink(file, Path.of("data-" + what, name));
                }
            }
        }
    }

    private void link(Path target, Path link) throws IOException {
        Path made = Files.createSymbolicLink(folder.resolve("new-link"), target);
        Files.move(made, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Keeps out: a file that came back was not noticed. */
    @Test
    void fileThatIsReferredToMayComeLater() {
        write("petstore.yaml", pets("a") + "  /b: {$ref: 'b.yaml'}\n");
        start(IMPORT);
        assertThat(names()).containsExactly("petstore/a");

        write("b.yaml", "get: {operationId: b, responses: {'200': {description: ok}}}");

        soon().untilAsserted(() -> assertThat(names()).containsExactly("petstore/a", "petstore/b"));
    }

    @Test
    void whatDidNotChangeKeepsItsSocketsItsTokensAndItsCredentials() {
        AtomicInteger tokens = new AtomicInteger();
        RestServer identity = RestServer.start()
                .answers(request -> Answer.json(
                        "{\"access_token\": \"t%d\", \"expires_in\": 3600}".formatted(tokens.incrementAndGet())));
        RawServer pets = RawServer.keepingAlive(OK);
        try (identity;
                pets) {
            String first = pets("a", "b")
                            .replace("SERVER", pets.url())
                            .replace(
                                    "{type: apiKey, in: header, name: X-Key}",
                                    "{type: oauth2, flows: {clientCredentials: {scopes: {}, tokenUrl: '%s/t'}}}"
                                            .formatted(identity.url()))
                    + "security: [{key: []}]\n";
            write("petstore.yaml", first);
            start(IMPORT + "connections: {petstore/a: {timeout: 20s}}\n");
            registry().put("petstore/key", definition(bean -> {
                bean.setClientId("me");
                bean.setClientSecret("hunter2");
            }));
            assertThat(send("outrest:petstore/a", Map.of()).getException()).isNull();

            write("petstore.yaml", first.replace("/b:", "/changed:"));
            soon().untilAsserted(() -> {
                assertThat(send("outrest:petstore/b", Map.of()).getException()).isNull();
                assertThat(pets.requests().get(pets.requests().size() - 1)).startsWith("GET /changed ");
            });

            assertThat(send("outrest:petstore/a", Map.of()).getException()).isNull();
            assertThat(tokens).hasValue(1);
            assertThat(pets.connections()).isEqualTo(1);
        }
    }

    @Test
    void callInFlightEndsAsItBegan() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        RawServer slow = RawServer.start(conversation -> {
            conversation.readRequest();
            arrived.countDown();
            released.await(30, TimeUnit.SECONDS);
            conversation.send(OK.replace("{}", "42"));
        });
        try (slow) {
            write("petstore.yaml", pets("a", "b").replace("SERVER", slow.url()));
            start(IMPORT);
            CompletableFuture<Exchange> call =
                    context().createProducerTemplate().asyncSend("outrest:petstore/a", exchange -> {});
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

            write("petstore.yaml", pets("b"));
            soon().untilAsserted(() -> assertThat(names()).containsExactly("petstore/b"));
            released.countDown();

            assertThat(call.get(30, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo(42);
        }
    }

    // --- refused
    // ------------------------------------------------------------------------------------------------------

    @Test
    void brokenVersionIsRefusedWithOneLineAndTheOldOneStays() throws IOException {
        List<String> imports = List.of("broken", "empty", "gone", "unlike");
        StringBuilder document = new StringBuilder("security: {unlike/key: {apiKey: hunter2}}\nopenapi:\n");
        for (String name : imports) {
            write(name + ".yaml", pets("a"));
            document.append("  %1$s: {spec: 'file:FOLDER/%1$s.yaml'}\n".formatted(name));
        }
        start(document.toString());

        write("broken.yaml", "broken: [");
        write("empty.yaml", "");
        Files.delete(folder.resolve("gone.yaml"));
        write("unlike.yaml", pets("b").replace("apiKey, in: header, name: X-Key", "http, scheme: basic"));
        soon().untilAsserted(() -> assertThat(warnings()).hasSize(4));
        forAWhile().until(() -> warnings().size() == 4);

        for (String name : imports) {
            assertThat(warnings()).anySatisfy(line -> assertThat(line)
                    .startsWith("The changes of the import '" + name + "' are refused, the old settings stay: ")
                    .doesNotContain("hunter2", "\n"));
            assertThat(call(name + "/a").line()).isEqualTo("GET /a");
            assertThatThrownBy(() -> component().importAgain(name)).isInstanceOf(IllegalArgumentException.class);
        }

        imports.forEach(name -> write(name + ".yaml", pets("b")));
        soon().untilAsserted(() -> assertThat(names()).containsExactly("broken/b", "empty/b", "gone/b", "unlike/b"));
        assertThat(warnings()).hasSize(4);
    }

    @Test
    void importThatWasRefusedAtTheStartComesIntoForceWhenItIsRepaired() throws IOException {
        List<String> imports = List.of("broken", "empty", "missing", "folder/missing");
        write("broken.yaml", "broken: [");
        write("empty.yaml", "");
        StringBuilder document = new StringBuilder("openapi:\n");
        for (String name : imports) {
            document.append("  %1$s: {spec: 'file:FOLDER/%1$s.yaml'}\n".formatted(name));
        }
        start(
                document
                        + """
                connections: {missing/a: {headers: {X-Own: own}, baseUrl: SERVER/own}}
                security: {missing/key: {apiKey: hunter2}}
                """);
        assertThat(names()).isEmpty();
        assertThat(warnings()).hasSize(4);

        Files.createDirectory(folder.resolve("folder"));
        imports.forEach(name -> write(name + ".yaml", pets("a") + "security: [{key: []}]\n"));

        soon().untilAsserted(() ->
                assertThat(names()).containsExactly("broken/a", "empty/a", "folder/missing/a", "missing/a"));
        assertThat(call("missing/a").line()).isEqualTo("GET /own/a");
        assertThat(server.lastRequest().header("X-Own")).isEqualTo("own");
        assertThat(server.lastRequest().header("X-Key")).isEqualTo("hunter2");
        assertThat(warnings()).hasSize(4);
    }

    // --- operations that go and come back
    // -------------------------------------------------------------------------------

    /** Keeps out: what had completed it became a connection of its own, to somewhere else. */
    @Test
    void completionWaitsForAnOperationThatIsGone() {
        write("petstore.yaml", pets("a", "b"));
        start(IMPORT + "connections: {petstore/b: {baseUrl: SERVER/own}}\n");
        assertThat(call("petstore/b").line()).isEqualTo("GET /own/b");

        write("petstore.yaml", pets("a", "c"));
        soon().untilAsserted(() -> assertThat(names()).contains("petstore/c"));
        assertThat(names()).as("no connection to somewhere else").containsExactly("petstore/a", "petstore/c");
        assertThat(warnings()).isEmpty();

        write("petstore.yaml", pets("a", "b"));
        soon().untilAsserted(() -> assertThat(names()).containsExactly("petstore/a", "petstore/b"));
        assertThat(call("petstore/b").line()).isEqualTo("GET /own/b");
    }

    // --- asked for
    // ------------------------------------------------------------------------------------------------------

    @Test
    void importIsDoneAgainWhenAskedFor() {
        AtomicInteger fetched = new AtomicInteger();
        server.answers(request -> request.target().equals("/openapi")
                ? Answer.of(
                        "application/yaml", filledIn(fetched.getAndIncrement() == 0 ? pets("a", "b") : pets("b", "c")))
                : Answer.json("{}"));
        start("openapi: {petstore: {spec: 'SERVER/openapi', allowPrivate: true}}");

        ImportReport report = component().importAgain("petstore");

        assertThat(report.difference().added()).containsExactly("petstore/c");
        assertThat(report.difference().removed()).containsExactly("petstore/a");
        assertThat(report.difference().changed()).isEmpty();
        assertThat(names()).containsExactly("petstore/b", "petstore/c");
        assertThat(call("petstore/c").line()).isEqualTo("GET /c");
        assertThatThrownBy(() -> component().importAgain("petstor"))
                .hasMessage("there is no import 'petstor'; did you mean 'petstore'?");
    }

    @Test
    void importThatWasRefusedCanBeDoneAgain() {
        server.answers(503, "{}");
        start("openapi: {petstore: {spec: 'SERVER/openapi', allowPrivate: true}}");
        server.answers(Answer.of("application/yaml", filledIn(pets("a"))));

        assertThat(component().importAgain("petstore").imported()).isEqualTo(1);

        assertThat(names()).containsExactly("petstore/a");
    }

    // --- the document that asks for the import
    // ----------------------------------------------------------------------------

    @Test
    void settingsOfTheImportChange() {
        write("petstore.yaml", pets("a", "b"));
        start(IMPORT + "connections: {Own: {baseUrl: SERVER/own}}");

        write(
                "outrest.yaml",
                """
                openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml', include: a, headers: {X-New: 'yes'}}}
                connections: {Own: {baseUrl: SERVER/own}}
                """);

        soon().untilAsserted(() -> assertThat(names()).containsExactly("Own", "petstore/a"));
        assertThat(call("petstore/a").header("X-New")).isEqualTo("yes");
    }

    @Test
    void importIsTakenOutAndPutBack() {
        write("petstore.yaml", pets("a"));
        property("connections[petstore/a].headers[X-Own]", "own");
        start(IMPORT + "connections: {Own: {baseUrl: SERVER/own}}");

        write("outrest.yaml", "connections: {Own: {baseUrl: SERVER/own}}");
        soon().untilAsserted(() -> assertThat(names()).containsExactly("Own"));
        assertThat(component().importReports()).isEmpty();
        assertThat(registry().securityNames()).isEmpty();

        write("outrest.yaml", IMPORT);
        soon().untilAsserted(() -> assertThat(names()).containsExactly("petstore/a"));
        assertThat(call("petstore/a").header("X-Own")).isEqualTo("own");
        assertThat(warnings()).isEmpty();
    }

    /** Keeps out: imports of a document that was refused were done again each second, with a line in the log each time. */
    @Test
    void importsOfARefusedDocumentAreNotDoneAgainAndAgain() {
        write("petstore.yaml", pets("a"));
        start("connections: {Own: {baseUrl: SERVER/own}}");

        write("outrest.yaml", IMPORT + "connections: {Own: {baseUrl: SERVER/own, security: nobody}}");
        soon().untilAsserted(() -> assertThat(warnings()).hasSize(1));
        int lines = log.of(Level.INFO).size();
        forAWhile().until(() -> log.of(Level.INFO).size() == lines && warnings().size() == 1);

        assertThat(names()).containsExactly("Own");
    }

    /** Keeps out: an import that moved to another document was refused for good. */
    @Test
    void importMovesToAnotherDocument() {
        write("petstore.yaml", pets("a"));
        Path one = write("one.yaml", IMPORT);
        Path two = write("two.yaml", "connections: {Own: {baseUrl: SERVER/own}}");
        property("configuration", "file:" + one + ",file:" + two);
        start();

        write("two.yaml", IMPORT.replace("yaml'", "yaml', headers: {X-Moved: 'yes'}"));
        write("one.yaml", "connections: {Own: {baseUrl: SERVER/own}}");

        soon().untilAsserted(
                        () -> assertThat(call("petstore/a").header("X-Moved")).isEqualTo("yes"));
        assertThat(names()).containsExactly("Own", "petstore/a");
        soon().until(() -> component().importReports().containsKey("petstore"));
    }
}
