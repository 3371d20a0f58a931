package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.outrest.imports.ImportReport;
import io.outrest.imports.RefusedImport;
import io.outrest.testing.RestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Importing a hostile document tells what is wrong with it, operation by operation, and does nothing else. */
@Timeout(120)
class HostileImportTest {

    /** A machine may be that much slower than the one on which the times were laid down. */
    private static final int PATIENCE = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    private final RestServer recorder = RestServer.start();

    @AfterEach
    void close() {
        recorder.close();
    }

    static Stream<HostileDocument> documents() {
        return HostileDocument.all();
    }

    /** What came of it, and what it cost. */
    private record Outcome(@Nullable ImportReport report, String problem, Duration time, long megabytes) {}

    /** What the command line did. */
    private record Printed(int status, String out, String err) {}

    @ParameterizedTest
    @MethodSource("documents")
    void isImportedOrRefusedInTimeAndNothingIsFetched(HostileDocument document) throws Exception {
        Outcome outcome = imported(document.writeTo(folder, recorder.port()));

        ImportReport report = outcome.report();
        assertThat(report == null || !document.mustBeRefused()).as("imported").isTrue();
        assertThat(report != null || !document.mustLoad()).as(outcome.problem()).isTrue();
        assertThat(outcome.time()).isLessThan(Duration.ofMillis(document.maxMs() * PATIENCE));
        assertThat(outcome.megabytes()).isLessThan(document.maxHeapMB());
        assertThat(recorder.requests()).isEmpty();
        assertThat(outcome.problem()).matches(HostileImportTest::isOneHarmlessLine);
        if (report != null) {
            assertThat(report.warnings()).allMatch(HostileImportTest::isOneHarmlessLine);
            assertThat(report.operations())
                    .allMatch(row -> row.imported() || isOneHarmlessLine(String.valueOf(row.reason())));
            assertThat(document.operations()).isIn(-1, report.operations().size());
            assertThat(tellsSomething(report)
                            || !document.must().endsWith("warn")
                                    && !document.must().endsWith("warnings"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theCommandLineEndsWithOneLineOrWithAReport(HostileDocument document) throws Exception {
        Path file = document.writeTo(folder, recorder.port());

        Printed printed = run("list", file.toString(), "--json", "--allow-private");

        if (document.mustBeRefused()) {
            assertThat(printed.status()).isEqualTo(1);
        }
        if (printed.status() == 0) {
            assertThat(printed.err()).isEmpty();
            assertThat(new ObjectMapper()
                            .readTree(printed.out())
                            .path("operations")
                            .isArray())
                    .isTrue();
        } else {
            assertThat(printed.status()).isEqualTo(1);
            assertThat(printed.out()).isEmpty();
            assertThat(printed.err()).endsWith("\n").hasLineCount(1).matches(text -> isOneHarmlessLine(text.strip()));
        }
        assertThat(recorder.requests()).isEmpty();
    }

    @Test
    void textThatCamelWouldEvaluateStaysTextOrIsSkipped() throws Exception {
        assertThat(reasons("camel-injection.yaml", "--base-url", "https://h.example.com"))
                .containsExactly(
                        Map.entry("placeholders", "its path has {{"),
                        Map.entry("queryInPath", "imported"),
                        Map.entry("fragmentInPath", "imported"),
                        Map.entry("noSlash", "its path does not begin with /"),
                        Map.entry("badTemplate", "path has a '{' without its '}'"),
                        Map.entry("emptyVar", "its path has an expression {} without a name"),
                        Map.entry("dotdot", "path must not have the segments '.' and '..'"),
                        Map.entry("doubleSlash", "its path has an empty segment at its beginning"),
                        Map.entry("crlf\r\nname", "name"),
                        Map.entry("a?throwExceptionOnFailure=false&b=RAW(1)", "imported as GET /n1"),
                        Map.entry("{{env:PATH}}", "imported as GET /n2"),
                        Map.entry("../../etc/passwd", "imported"),
                        Map.entry("<script>alert(1)</script>", "imported"),
                        Map.entry("xxx", "imported as GET /n5"),
                        Map.entry("headers", "imported"));
    }

    @Test
    void serversThatAreNoneAreSkippedOneByOne() throws Exception {
        assertThat(reasons("evil-servers.yaml"))
                .containsExactly(
                        Map.entry("s1", "its server is no URL of http or https"),
                        Map.entry("s2", "its server is no URL of http or https"),
                        Map.entry("s3", "its server is a link-local address"),
                        Map.entry("s4", "baseUrl must have neither a fragment nor control characters"),
                        Map.entry("s5", "its server has the variable 'undeclared' without a value"),
                        Map.entry("s6", "its server cannot be used"),
                        Map.entry("s7", "its server is no URL of http or https"),
                        Map.entry("s8", "its server cannot be used"),
                        Map.entry("s9", "its server is no URL"));
    }

    @Test
    void headersThatAParameterMustNotSetAreLeftOut() throws Exception {
        JsonNode list = list("camel-injection.yaml", "--base-url", "https://h.example.com");

        JsonNode parameters = list.path("operations").path(14).path("parameters");
        assertThat(parameters.findValuesAsText("name")).isEmpty();
        assertThat(list.path("warnings").toString())
                .contains("parameter 'X··Evil' cannot be sent; it is left out")
                .contains("parameter 'CamelHttpUri' cannot be sent; it is left out")
                .contains("parameter 'Host' cannot be sent; it is left out")
                .contains("parameter 'Content-Length' cannot be sent; it is left out");
    }

    @Test
    void schemesThatAreNoneAreToldOneByOne() throws Exception {
        JsonNode list = list("evil-security.yaml");

        assertThat(list.path("securityDefinitions").findValuesAsText("scheme")).containsExactly("t");
        assertThat(list.path("securityDefinitions").toString()).doesNotContain("169.254");
        assertThat(list.path("warnings").toString())
                .contains("'k' cannot be mapped", "'o' cannot be mapped", "'u' cannot be mapped")
                .contains("'n' cannot be mapped", "'c' cannot be mapped", "'host' cannot be mapped")
                .doesNotContain("sk_live");
    }

    private Outcome imported(Path file) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        ImportReport report = null;
        String problem = "";
        try {
            report = OpenApiImport.of("file:" + file).allowPrivate().report();
        } catch (RefusedImport e) {
            problem = String.valueOf(e.getMessage());
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new Outcome(report, problem, time, (THREADS.getCurrentThreadAllocatedBytes() - allocated) >> 20);
    }

    private static boolean tellsSomething(ImportReport report) {
        return !report.warnings().isEmpty() || report.operations().stream().anyMatch(row -> !row.imported());
    }

    private Map<String, String> reasons(String name, String... options) throws IOException {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (JsonNode row : list(name, options).path("operations")) {
            String id = row.path("operationId").asText();
            String connection = row.path("name").asText().replaceFirst("^[^/]*/", "");
            String other = connection.equals(id) ? "" : " as " + connection;
            String reason = row.path("status").asText().equals("imported")
                    ? "imported" + other
                    : row.path("reason").asText().replaceFirst("[;,].*| '.*cannot be written.*|: the URL must.*", "");
            reasons.put(id.replaceFirst("x{9,}", "xxx"), reason);
        }
        return reasons;
    }

    /** What the command line lists; the document's passwords and this machine's variables are not in it. */
    private JsonNode list(String name, String... options) throws IOException {
        HostileDocument document =
                documents().filter(each -> each.file().equals(name)).findFirst().orElseThrow();
        List<String> arguments =
                new ArrayList<>(List.of("list", document.writeTo(folder).toString()));
        arguments.addAll(List.of(options));
        Printed table = run(arguments.toArray(String[]::new));
        arguments.add("--json");
        Printed json = run(arguments.toArray(String[]::new));

        assertThat(List.of(table.status(), json.status())).containsOnly(0);
        assertThat(table.err() + json.err()).isEmpty();
        assertThat(table.out() + json.out()).doesNotContain("p4ss", "\r", "\nX-Injected", System.getenv("PATH"));
        return new ObjectMapper().readTree(json.out());
    }

    private static Printed run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new Main(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
        return new Printed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static boolean isOneHarmlessLine(String text) {
        return text.length() < 1000
                && text.chars().noneMatch(Character::isISOControl)
                && !text.contains("root:")
                && !text.contains("p4ss")
                && !text.contains("sk_live")
                && !text.contains("PATH=");
    }
}
