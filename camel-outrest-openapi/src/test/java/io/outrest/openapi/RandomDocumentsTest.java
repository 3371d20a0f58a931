package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.config.Document;
import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.Definitions;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportReport.ParameterRow;
import io.outrest.imports.RefusedImport;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a document is like, it is refused or what is imported of it can be called. */
class RandomDocumentsTest extends OutrestTest {

    private static final Pattern EXPRESSION = Pattern.compile("\\{([^{}]*)}");
    /** The same documents each time, unless another seed is given; what fails names its own. */
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    private static final Duration TIME = Duration.ofSeconds(2);

    @Override
    protected String document() {
        return "";
    }

    @Test
    void areImportedOrRefusedAndFitTheRegistry() {
        long end = System.nanoTime() + TIME.toNanos();
        long seed = FIRST_SEED;
        int imported = 0;
        for (; System.nanoTime() < end; seed++) {
            String document = RandomDocuments.text(new Random(seed));
            try {
                ImportReport report =
                        OpenApiImport.of("text:" + document).named("r").into(registry());
                assertThat(report.operations().stream().map(Operation::name)).doesNotHaveDuplicates();
                assertThat(registry().names()).hasSize((int) report.imported());
                assertThat(report.toString()).doesNotContain("secret");
                imported += (int) report.imported();
            } catch (RefusedImport e) {
                assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(600);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + document, e);
            }
        }
        assertThat(imported).isPositive();
    }

    @Test
    void whatIsImportedIsCalledAsTheDocumentSays() throws Exception {
        long end = System.nanoTime() + TIME.toNanos();
        long seed = FIRST_SEED;
        OutrestClient rest = OutrestClient.of(context);
        int called = 0;
        for (; System.nanoTime() < end; seed++) {
            String document = RandomDocuments.text(new Random(seed));
            ImportReport report = imported(document);
            List<Operation> rows = report == null
                    ? List.of()
                    : report.operations().stream().filter(Operation::imported).toList();
            for (Operation row : rows) {
                server.forget();
                String failure = call(rest, row);
                if (failure == null) {
                    called++;
                    String told = "seed " + seed + ", " + row + ": " + document;
                    assertThat(server.requests()).as(told).hasSize(1);
                    check(row, server.request(), told);
                } else {
                    assertThat(failure)
                            .as("seed " + seed + ", " + row + ": " + document)
                            .containsPattern(
                                    "waits for its credentials|is written as|must be (one text|a list|a map)|form field|is not defined in the style");
                }
            }
        }
        assertThat(called).isPositive();
    }

    @Test
    void whatIsExportedIsReadAsTheSame() {
        long end = System.nanoTime() + TIME.toNanos();
        for (long seed = FIRST_SEED; System.nanoTime() < end; seed++) {
            String document = RandomDocuments.text(new Random(seed));
            ConnectionRegistry registry = new OutrestComponent().getRegistry();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
            if (new Main(print, print).run("export", "text:" + document, "--name", "r") == 0) {
                OpenApiImport.of("text:" + document).named("r").into(registry);
                Definitions exported = Document.read("export.yaml", out.toByteArray(), RandomDocumentsTest::credential)
                        .definitions();

                assertThat(values(exported))
                        .as("seed " + seed + ": " + document + out)
                        .isEqualTo(values(registry.saidBy("the import 'r' by code")));
            }
        }
    }

    /** A connection that would show its credentials is exported as one that is not active. */
    private static Map<String, Connection> values(Definitions definitions) {
        Map<String, Connection> values = new LinkedHashMap<>();
        definitions.connections().forEach((name, defined) -> {
            Connection connection = Connection.SETTINGS.copy(defined.value());
            connection.setActive(null);
            values.put(name, connection);
        });
        return values;
    }

    private static String credential(String text) {
        assertThat(text).matches("([^{]|\\{(?!\\{))*|\\{\\{r\\.[\\w.-]*}}");
        return text.startsWith("{{") ? "c" : text;
    }

    private @Nullable ImportReport imported(String document) {
        try {
            return OpenApiImport.of("text:" + document)
                    .named("r")
                    .baseUrl(server.url() + "/base")
                    .into(registry());
        } catch (RefusedImport e) {
            return null;
        }
    }

    /** Calls with a value for each parameter; gives the failure's message. */
    private @Nullable String call(OutrestClient rest, Operation row) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        Matcher expression = EXPRESSION.matcher(row.path());
        while (expression.find()) {
            values.put(expression.group(1), "v1"); // those too that nothing declares
        }
        row.parameters().forEach(parameter -> values.put(parameter.name(), value(parameter)));
        OutrestClient.NamedConnection connection = rest.connection(row.name());
        CompletableFuture<?> call =
                switch (row.method()) {
                    case "GET" -> connection.getAsync(values).toCompletableFuture();
                    case "POST" -> connection.postAsync(null, values).toCompletableFuture();
                    case "PUT" -> connection.putAsync(null, values).toCompletableFuture();
                    case "PATCH" -> connection.patchAsync(null, values).toCompletableFuture();
                    case "DELETE" -> connection.deleteAsync(values).toCompletableFuture();
                    case "HEAD" -> connection.headAsync(values).toCompletableFuture();
                    default -> connection.optionsAsync(values).toCompletableFuture();
                };
        return call.handle((response, failure) -> {
                    if (failure != null && !(failure instanceof OutrestException)) {
                        throw new AssertionError(failure);
                    }
                    return failure == null ? null : failure.getMessage();
                })
                .get(10, TimeUnit.SECONDS);
    }

    private static Object value(ParameterRow parameter) {
        String style = String.valueOf(parameter.style());
        return switch (style) {
            case "deepObject" -> Map.of("k", "v1");
            case "spaceDelimited", "pipeDelimited", "tsv" -> List.of("v1");
            default -> "v1";
        };
    }

    /** The path has no expression left; declared parameters are there. */
    private static void check(Operation row, RecordedRequest request, String told) {
        String[] target = request.target().split("\\?", 2);
        assertThat(request.method()).as(told).isEqualTo(row.method());
        assertThat(target[0]).as(told).startsWith("/base").doesNotContain("{", "}");
        List<String> missing = new ArrayList<>();
        for (ParameterRow parameter : row.parameters()) {
            boolean there =
                    switch (parameter.in()) {
                        case "path" -> request.target().contains("v1");
                        case "query", "querystring" -> target.length == 2 && target[1].contains("v1");
                        case "header" -> request.header(parameter.name()) != null;
                        default -> String.valueOf(request.header("Cookie")).contains("v1");
                    };
            if (!there) {
                missing.add(parameter.toString());
            }
        }
        assertThat(missing).as(told).isEmpty();
    }
}
