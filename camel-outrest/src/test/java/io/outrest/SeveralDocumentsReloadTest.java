package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.logging.log4j.Level;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a running application when one of its documents changes, or several do. */
class SeveralDocumentsReloadTest extends OutrestTest {

    private static final String FIRST_A = "connections: {A: {baseUrl: SERVER/a}, Moving: {baseUrl: SERVER/from-a}}";

    private final LogLines log = LogLines.open();

    @Override
    protected String document() {
        return "";
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        write("a", FIRST_A);
        write("b", "connections: {B: {baseUrl: SERVER/b}}");
        OutrestComponent component = (OutrestComponent) camel.getComponent("outrest", false, false);
        component.setConfiguration("file:" + folder.resolve("a.yaml") + ",file:" + folder.resolve("b.yaml"));
        return camel;
    }

    @AfterEach
    void close() {
        log.close();
    }

    /** Keeps out: a connection that moved to another document was lost. */
    @ParameterizedTest
    @CsvSource({"a, false", "b, false", "a, true", "b, true"})
    void connectionMayMoveToAnotherDocument(String first, boolean seenBetween) {
        assertThat(line("Moving")).isEqualTo("GET /from-a");

        moveIn(first);
        if (seenBetween) {
            soon().until(() -> first.equals("a")
                    ? !registry().names().contains("Moving")
                    : log.of(Level.WARN).stream().anyMatch(line -> line.contains("is defined twice")));
        }
        moveIn(first.equals("a") ? "b" : "a");

        soon().untilAsserted(() -> assertThat(line("Moving")).isEqualTo("GET /from-b"));
        assertThat(registry().names()).containsExactly("A", "B", "Moving");
    }

    private void moveIn(String document) {
        write(
                document,
                document.equals("a")
                        ? "connections: {A: {baseUrl: SERVER/a}}"
                        : "connections: {B: {baseUrl: SERVER/b}, Moving: {baseUrl: SERVER/from-b}}");
    }

    /** Keeps out: a mistake in one document held back the changes of the others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "broken: 1",
                "",
                "connections: {A: {baseUrl: SERVER/new, security: none}}",
                "connections: {A: {baseUrl: SERVER/new}, B: {baseUrl: SERVER/twice}}"
            })
    void mistakeInOneDocumentDoesNotHoldBackAnother(String mistake) {
        write("a", mistake);
        write("b", "connections: {B: {baseUrl: SERVER/changed}}");

        soon().untilAsserted(() -> assertThat(line("B")).isEqualTo("GET /changed"));
        assertThat(line("A")).isEqualTo("GET /a");
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).isNotEmpty());

        write("b", "connections: {B: {baseUrl: SERVER/again}}");
        soon().untilAsserted(() -> assertThat(line("B")).isEqualTo("GET /again"));
        assertThat(log.of(Level.WARN)).as("said once").hasSize(1);
        assertThat(log.of(Level.WARN).get(0)).contains("a.yaml");
    }

    /** Keeps out: a mistake that was undone was not said when it was made again. */
    @Test
    void mistakeThatIsMadeAgainIsSaidAgain() {
        String mistake = "connections: {A: {baseUrl: SERVER/new, security: none}}";
        write("a", mistake);
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));
        write("a", FIRST_A);
        await().during(Duration.ofMillis(2500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> log.of(Level.WARN).size() == 1);

        write("a", mistake);
        soon().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(2));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name + ".yaml"), text.replace("SERVER", server.url()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(100));
    }

    private String line(String connection) {
        assertThat(status(send("outrest:" + connection))).isEqualTo(200);
        return server.lastRequest().line();
    }
}
