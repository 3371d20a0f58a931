package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.connection.Connection;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportReport.ParameterRow;
import io.outrest.imports.ImportReport.SecurityDefinitionRow;
import io.outrest.imports.ImportReport.SecurityUse;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations of documents that people publish are understood as another reader of them, written independently, does. */
class PublicOperationsTest {

    private static final String HOME = "https://spec.example.com/dir/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A document and what is to be found in it. */
    record Expected(Path file, JsonNode content) {

        Stream<JsonNode> operations() {
            return StreamSupport.stream(content.path("operations").spliterator(), false);
        }

        String version() {
            return content.path("version").asText();
        }

        URI server() {
            return URI.create(HOME)
                    .resolve(content.path("servers").path(0).path("default").asText());
        }

        @Override
        public String toString() {
            return content.path("spec").asText();
        }
    }

    static Stream<Expected> documents() throws IOException {
        Path openapi = Beside.the("openapi");
        List<Expected> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(openapi.resolve("expect"))) {
            for (Path file : files.sorted(Comparator.comparing(Path::toString)).toList()) {
                JsonNode content = JSON.readTree(Files.readAllBytes(file));
                documents.add(new Expected(openapi.resolve(content.path("spec").asText()), content));
            }
        }
        return documents.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void areUnderstoodWhereTheDocumentHasAnAddress(Expected expected) {
        ImportReport report = fetched(expected.file());

        assertThat(report.operations().stream().map(PublicOperationsTest::line))
                .containsExactlyElementsOf(expected.operations()
                        .map(operation ->
                                line(operation, operation.path("serverResolved").asText()))
                        .toList());
        assertThat(report.operations().stream().map(Operation::name)).doesNotHaveDuplicates();
        assertThat(report.version()).isEqualTo(expected.version());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void onlyWhatCannotBeCalledIsSkipped(Expected expected) {
        List<String> skipped = new ArrayList<>();
        of(expected).report().operations().stream()
                .filter(row -> !row.imported())
                .forEach(row -> skipped.add(row.method() + " " + row.path() + ": " + row.reason()));

        List<JsonNode> without = expected.operations().toList();
        assertThat(skipped).hasSize((int)
                without.stream().filter(operation -> !isCallable(operation)).count());
        assertThat(skipped)
                .allMatch(line -> line.contains("--base-url")
                        || line.matches("(TRACE|QUERY|COPY) .*the method '(TRACE|QUERY|COPY)' is not supported")
                        || line.contains("its server is no URL of http or https")
                        || line.endsWith("that cannot be mapped: [nope]"));
    }

    private static boolean isCallable(JsonNode operation) {
        return isKnownMethod(operation.path("method").asText())
                && !operation.path("operationId").asText().equals("undeclaredScheme")
                && operation.path("server").asText().matches("https?://.*");
    }

    private static boolean isKnownMethod(String method) {
        return Set.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH")
                .contains(method);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aBaseUrlIsAllThatARelativeServerNeeds(Expected expected) {
        ImportReport report =
                of(expected).baseUrl("https://api.example.com/base").report();

        assertThat(report.operations().stream()
                        .filter(row -> !row.imported())
                        .filter(row -> isKnownMethod(row.method()))
                        .map(Operation::operationId))
                .isSubsetOf("undeclaredScheme");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void eachSchemeIsADefinitionOfItsType(Expected expected) {
        List<String> definitions = fetched(expected.file()).securityDefinitions().stream()
                .map(PublicOperationsTest::line)
                .toList();
        List<String> wanted = new ArrayList<>();
        expected.content().path("securitySchemes").properties().forEach(scheme -> {
            String line = line(scheme.getKey(), scheme.getValue(), expected.server());
            if (line != null) {
                wanted.add(line);
            }
        });

        assertThat(definitions).isEqualTo(wanted);
    }

    private static OpenApiImport of(Expected expected) {
        return OpenApiImport.of("file:" + expected.file()).named("x");
    }

    /** Reads it as if it had been fetched, with the files beside it. */
    private static ImportReport fetched(Path file) {
        Loader loader = new Loader(
                Limits.standard(),
                new Access(
                        PublicOperationsTest.class.getClassLoader(),
                        (url, allowed, limit, deadline) -> new Access.Content(url, bytes(file, url))));
        Loaded loaded = loader.load(Source.of(HOME + "openapi.yaml"));
        Contents contents = Contents.of(loaded, new References(loader, loaded, List.of(HOME)), Limits.standard());
        ImportRequest request = new ImportRequest("x", new ImportSettings(), new Connection(), null, "");
        return new Mapping(request, loaded, contents).result(Set.of()).report();
    }

    private static byte[] bytes(Path file, Source url) {
        String name = url.location().substring(HOME.length());
        try {
            return Files.readAllBytes(name.equals("openapi.yaml") ? file : file.resolveSibling(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(Operation row) {
        return String.join(
                " | ",
                row.method() + " " + row.path(),
                String.valueOf(row.operationId()),
                String.valueOf(row.baseUrl()),
                row.security().stream().map(PublicOperationsTest::uses).toList().toString(),
                row.parameters().stream()
                        .map(PublicOperationsTest::line)
                        .toList()
                        .toString(),
                row.request().toString(),
                row.tags().toString(),
                String.valueOf(row.deprecated()));
    }

    private static String uses(List<SecurityUse> together) {
        return together.stream()
                .map(use -> use.scheme() + use.scopes())
                .toList()
                .toString();
    }

    private static String line(ParameterRow row) {
        String how = row.content() != null
                ? row.content()
                : row.style() + " " + row.explode() + (row.allowReserved() ? " reserved" : "");
        return row.in() + "." + row.name() + (row.required() ? "! " : " ") + how;
    }

    /** What is expected, without what an import leaves out. */
    private static String line(JsonNode operation, String server) {
        List<String> parameters = new ArrayList<>();
        List<String> unused = texts(operation.path("unusedPathParams"));
        for (JsonNode parameter : operation.path("params")) {
            boolean leftOut = parameter.has("ignored") // OpenAPI says so
                    || parameter.path("in").asText().equals("path") // there is no place for it
                            && unused.contains(parameter.path("name").asText());
            if (!leftOut) {
                parameters.add(parameter(parameter));
            }
        }
        String id = operation.path("operationId").asText("");
        String method = operation.path("method").asText();
        return String.join(
                " | ",
                method + " " + operation.path("path").asText(),
                operation.path("operationId").isNull() || id.isBlank() ? "null" : id,
                server.matches("https?://.*") ? server : "null",
                security(operation.path("security")),
                parameters.toString(),
                texts(operation.path("request")).toString(),
                texts(operation.path("tags")).toString(),
                String.valueOf(operation.path("deprecated").asBoolean()));
    }

    private static String parameter(JsonNode parameter) {
        boolean path = parameter.path("in").asText().equals("path");
        String how = parameter.has("content")
                ? parameter.path("content").path(0).asText()
                : parameter.path("style").asText() + " "
                        + parameter.path("explode").asBoolean()
                        + (parameter.path("allowReserved").asBoolean() ? " reserved" : "");
        return parameter.path("in").asText() + "." + parameter.path("name").asText()
                + (path || parameter.path("required").asBoolean() ? "! " : " ") + how;
    }

    private static String security(JsonNode security) {
        List<String> alternatives = new ArrayList<>();
        security.forEach(requirement -> {
            List<String> together = new ArrayList<>();
            requirement.properties().forEach(use -> together.add(use.getKey() + texts(use.getValue())));
            alternatives.add(together.toString());
        });
        return alternatives.toString();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static String line(SecurityDefinitionRow row) {
        return row.scheme() + ": " + row.type()
                + Stream.of("in", "keyName", "tokenUrl", "issuer")
                        .filter(row.settings()::containsKey)
                        .map(name -> " " + row.settings().get(name))
                        .reduce("", String::concat);
    }

    /** The definition that a scheme should become; null for none. */
    private static @Nullable String line(String name, JsonNode scheme, URI server) {
        return switch (scheme.path("type").asText()) {
            case "apiKey" ->
                name + ": apiKey " + scheme.path("in").asText() + " "
                        + scheme.path("name").asText();
            case "http" -> {
                String type = scheme.path("scheme").asText().toLowerCase(Locale.ROOT);
                yield Set.of("basic", "bearer", "digest").contains(type) ? name + ": " + type : null;
            }
            case "oauth2" -> {
                JsonNode flows = scheme.path("flows");
                String url = "";
                for (String flow : List.of("clientCredentials", "password", "authorizationCode")) {
                    if (flows.has(flow)) {
                        url = flows.path(flow).path("tokenUrl").asText("");
                        break;
                    }
                }
                yield name + ": oauth2" + (url.isEmpty() ? "" : " " + server.resolve(url));
            }
            case "openIdConnect" ->
                name + ": oauth2 "
                        + scheme.path("openIdConnectUrl").asText().replace("/.well-known/openid-configuration", "");
            case "mutualTLS" -> name + ": mutualTls";
            default -> null;
        };
    }
}
