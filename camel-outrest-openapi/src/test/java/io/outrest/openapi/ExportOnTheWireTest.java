package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.config.Document;
import io.outrest.connection.Definitions;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportReport.ParameterRow;
import io.outrest.imports.ImportReport.SecurityDefinitionRow;
import io.outrest.request.Response;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported sends the same requests as what is imported. */
class ExportOnTheWireTest extends OutrestTest {

    private static final Pattern EXPRESSION = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\"]+)\"?");

    private static final String OWN =
            """
            openapi: 3.1.0
            servers: [{url: SERVER/base}]
            security: [{key: []}]
            paths:
              /plain/{id}/{m}/{l}:
                parameters:
                - {name: id, in: path, required: true}
                - {name: m, in: path, required: true, style: matrix, explode: true}
                - {name: l, in: path, required: true, style: label}
                get:
                  parameters:
                  - {name: tags, in: query, style: pipeDelimited, explode: false}
                  - {name: size, in: query, schema: {default: 20}}
                  - {name: words, in: query, schema: {default: [a, 'b: c', "d\\ne", '5', 'true']}}
                  - {name: filter, in: query, content: {application/json: {}}}
                  - {name: X-Trace, in: header, required: true}
                  - {name: theme, in: cookie}
                  responses: {'200': {content: {application/xml: {}, application/json: {}}}}
              /none: {get: {security: []}}
              /optional: {get: {security: [{}]}}
              /and: {get: {security: [{key: [], basic: [], cookie: []}]}}
              /or: {get: {security: [{tls: []}, {query: []}]}}
              /scopes: {put: {security: [{oauth: [read, write]}], requestBody: {content: {application/json: {}}}}}
              /other-scopes: {put: {security: [{oauth: [admin]}], requestBody: {content: {application/json: {}}}}}
              /form:
                post:
                  requestBody: {content: {application/x-www-form-urlencoded: {encoding: {tags: {style: pipeDelimited, explode: false}}}}}
              /parts:
                post: {requestBody: {content: {multipart/form-data: {encoding: {tags: {contentType: application/json}}}}}}
              /bearer: {delete: {security: [{bearer: []}]}}
              /password: {get: {security: [{password: [p]}]}}
            components:
              securitySchemes:
                key: {type: apiKey, in: header, name: X-Key}
                query: {type: apiKey, in: query, name: k}
                cookie: {type: apiKey, in: cookie, name: sid}
                basic: {type: http, scheme: basic}
                bearer: {type: http, scheme: bearer}
                tls: {type: mutualTLS}
                oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: TOKENS/token, scopes: {}}}}
                password: {type: oauth2, flows: {password: {tokenUrl: TOKENS/password, scopes: {}}}}
            """;

    private final RestServer tokens = RestServer.start()
            .answers(request -> RestServer.Answer.json("{\"access_token\":\"for-"
                    + request.form().get("scope").replace(' ', '-') + "\",\"token_type\":\"Bearer\"}"));

    @Override
    protected String document() {
        return "";
    }

    @AfterEach
    void stopTokens() {
        tokens.close();
    }

    @Test
    void sendsTheSameAsTheImport() throws Exception {
        Path spec = Files.writeString(
                folder.resolve("own.yaml"), OWN.replace("SERVER", server.url()).replace("TOKENS", tokens.url()));

        List<String> imported = compared(spec);

        assertThat(imported).hasSize(11).allMatch(request -> request.startsWith("200 "));
        assertThat(imported.get(4)).contains("/base/or?k=c-query-apiKey");
        assertThat(imported.get(3)).contains("cookie=[sid=c-cookie-apiKey]", "x-key=[c-key-apiKey]");
        assertThat(imported.get(5)).contains("authorization=[Bearer for-read-write]");
        assertThat(tokens.requests().stream().map(request -> request.form().get("scope")))
                .containsExactly("read write", "admin", "p", "read write", "admin", "p");
    }

    @Test
    void schemesWhoseKeysWouldBeTheSameHaveCredentialsOfTheirOwn() throws Exception {
        String document = "openapi: 3.0.3\nservers: [{url: SERVER}]\npaths: {/a: {get: {security: [{'a b': []}]}},"
                + " /b: {get: {security: [{'a,b': []}]}}, /c: {get: {security: [{a_b: []}]}}}\ncomponents:"
                + " {securitySchemes: {'a b': {type: http, scheme: bearer}, 'a,b': {type: http, scheme: bearer},"
                + " a_b: {type: http, scheme: bearer}}}";
        Path spec = Files.writeString(folder.resolve("keys.yaml"), document.replace("SERVER", server.url()));

        assertThat(exported(spec).security().values().stream()
                        .map(defined -> Objects.requireNonNull(defined.value().getToken()))
                        .distinct())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oas-parameters-style.json",
                "oas-parameters-cookies.json",
                "odd-params.yaml",
                "odd-bodies.yaml",
                "odd-opids.yaml",
                "petstore-expanded-v2.yaml",
                "odd-v2-nohost.json",
            })
    void sendsTheSameForWhatPeoplePublish(String name) throws Exception {
        assertThat(compared(Beside.the("openapi/public").resolve(name), "--base-url", server.url() + "/base"))
                .isNotEmpty();
    }

    /** Calls all operations by the import and by the export; gives what was sent. */
    private List<String> compared(Path spec, String... options) throws Exception {
        OpenApiImport importing = OpenApiImport.of("file:" + spec).named("x");
        ImportReport report = (options.length == 0 ? importing : importing.baseUrl(options[1])).into(registry());
        report.securityDefinitions().forEach(definition -> registry().put(definition.name(), credentials(definition)));
        List<String> imported = calls(context, report);

        CamelContext other = new DefaultCamelContext();
        OutrestComponent component = new OutrestComponent();
        other.addComponent("outrest", component);
        other.start();
        component.getRegistry().replace(List.of(exported(spec, options)));
        assertThat(calls(other, report)).isEqualTo(imported);
        other.stop();
        return imported;
    }

    private static SecurityDefinition credentials(SecurityDefinitionRow row) {
        SecurityDefinition definition = new SecurityDefinition();
        if (!row.type().equals("mutualTls")) {
            row.missing().forEach(setting -> Objects.requireNonNull(
                            SecurityDefinition.SETTINGS.settings().get(setting))
                    .set(definition, "c-" + row.scheme() + "-" + setting));
        }
        return definition;
    }

    private static Definitions exported(Path spec, String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of("export", spec.toString(), "--name", "x"));
        arguments.addAll(List.of(options));
        int status = new Main(new PrintStream(out, true, StandardCharsets.UTF_8), System.err)
                .run(arguments.toArray(String[]::new));
        assertThat(status).isZero();
        return Document.read("export.yaml", out.toByteArray(), ExportOnTheWireTest::filledIn)
                .definitions();
    }

    /** {@code {{x.SCHEME.SETTING}}}; there is no certificate. */
    private static String filledIn(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        assertThat(text).matches("\\{\\{x\\.[\\w.-]+}}");
        if (text.contains("lientCertificate") || text.contains("clientKey")) {
            throw new IllegalArgumentException("no value");
        }
        return "c-" + text.substring(4, text.length() - 2).replace('.', '-');
    }

    private List<String> calls(CamelContext camel, ImportReport report) {
        List<String> calls = new ArrayList<>();
        for (Operation row : report.operations()) {
            if (row.imported()) {
                server.forget();
                String outcome = outcome(OutrestClient.of(camel), row);
                calls.add(outcome + " "
                        + server.requests().stream()
                                .map(ExportOnTheWireTest::seen)
                                .toList());
            }
        }
        return calls;
    }

    private static String outcome(OutrestClient rest, Operation row) {
        Map<String, Object> values = new LinkedHashMap<>();
        EXPRESSION.matcher(row.path()).results().forEach(found -> values.put(found.group(1), "p1"));
        row.parameters().stream()
                .filter(parameter -> !parameter.name().matches("size|words"))
                .forEach(parameter -> values.put(parameter.name(), value(parameter)));
        Object body = row.request().isEmpty() || !isMade(row.request()) ? null : Map.of("tags", List.of("a", "b"));
        try {
            OutrestClient.NamedConnection connection = rest.connection(row.name());
            Response response =
                    switch (row.method()) {
                        case "GET" -> connection.get(values);
                        case "POST" -> connection.post(body, values);
                        case "PUT" -> connection.put(body, values);
                        case "PATCH" -> connection.patch(body, values);
                        case "DELETE" -> connection.delete(values);
                        case "HEAD" -> connection.head(values);
                        default -> connection.options(values);
                    };
            return String.valueOf(response.status());
        } catch (OutrestException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static boolean isMade(List<String> types) {
        return types.stream().anyMatch(type -> type.matches(".*json.*|.*form.*"));
    }

    private static Object value(ParameterRow parameter) {
        String style = String.valueOf(parameter.style());
        if (style.equals("deepObject") || parameter.content() != null) {
            return Map.of("k", "v 1");
        }
        boolean list = style.endsWith("Delimited") || style.equals("tsv") || style.equals("matrix");
        return list ? List.of("v 1", "v2") : "v-1";
    }

    /** Without what is different each time. */
    private static String seen(RecordedRequest request) {
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.toString()));
        headers.remove("x-correlation-id");
        String all = request.line() + " " + headers + " " + request.body();
        String type = String.valueOf(request.header("Content-Type"));
        var boundary = BOUNDARY.matcher(type);
        return boundary.find() ? all.replace(boundary.group(1), "BOUNDARY") : all;
    }
}
