package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.RestServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing secret is said, nothing of a description but names, and nothing of Swagger is loaded without need. */
class ImportSecretsTest extends ImportingTest {

    private static final String CANARY = "canary-7f3a";

    @Test
    void secretsAndTextsOfDescriptionsAreNotSaid() {
        server.answers(Answer.status(404));
        write(
                "petstore.yaml",
                PETSTORE.replace("a pet", CANARY)
                        .replace("title: Pets", "title: " + CANARY)
                        .replace("operationId: addPet", "operationId: addPet\n      description: " + CANARY));
        write("broken.yaml", "openapi: 3.0.3\ninfo: {title: " + CANARY + "\n" + CANARY);
        write("other.yaml", CANARY);
        start(
                """
                openapi:
                  petstore: {spec: 'file:FOLDER/petstore.yaml'}
                  broken: {spec: 'file:FOLDER/broken.yaml'}
                  other: {spec: 'file:FOLDER/other.yaml'}
                  text: {spec: 'text: canary-7f3a: ['}
                  url: {spec: 'SERVER/x?key=canary-7f3a', allowPrivate: true}
                  form: {spec: 'canary-7f3a'}
                security:
                  petstore/key: {apiKey: canary-7f3a}
                """);
        assertThat(warnings()).hasSize(5);
        write("petstore.yaml", "{" + CANARY);
        soon().until(() -> warnings().size() == 6);

        List<String> said = new ArrayList<>(warnings());
        said.addAll(log.of(Level.INFO));
        for (String name : List.of("petstore", "broken", "other", "text", "url", "form")) {
            try {
                component().importAgain(name);
            } catch (IllegalArgumentException e) {
                said.add(stackTrace(e));
            }
        }
        Exchange call = send("outrest:petstore/addPet", Map.of());
        said.add(call.toString());
        said.add(component().importReports().toString());

        assertThat(server.lastRequest().header("X-Key")).isEqualTo(CANARY);
        assertThat(said).allSatisfy(text -> assertThat(text).doesNotContain(CANARY));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void swaggerIsLoadedOnlyForAnImport(boolean importing) throws Exception {
        write("petstore.yaml", PETSTORE);
        Path document = write("outrest.yaml", importing ? IMPORT : "connections: {Own: {baseUrl: SERVER}}");
        Path loaded = folder.resolve("classes.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Application.class.getName(),
                        document.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream output = process.getInputStream()) {
            assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("started");
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(classes(loaded).anyMatch(line -> line.contains("io.swagger.")))
                .isEqualTo(importing);
        assertThat(classes(loaded).anyMatch(line -> line.contains("io.outrest.openapi.OpenApiImporter ")))
                .isEqualTo(importing);
    }

    private static Stream<String> classes(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An application that starts and ends. */
    static final class Application {

        private Application() {}

        public static void main(String[] arguments) throws Exception {
            Main main = new Main();
            main.addInitialProperty("camel.component.outrest.configuration", "file:" + arguments[0]);
            main.start();
            main.getCamelContext().getComponent("outrest");
            System.out.println("started");
            main.stop();
        }
    }
}
