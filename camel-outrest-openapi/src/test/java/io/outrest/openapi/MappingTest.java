package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.ParameterSettings;
import io.outrest.imports.ImportLimits;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportResult;
import io.outrest.imports.ImportSettings;
import io.outrest.imports.RefusedImport;
import io.outrest.security.SecurityDefinition;
import io.swagger.v3.oas.models.servers.Server;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a document's operations: settings of connections, and rows of the report. */
class MappingTest {

    private static final String HEAD = "openapi: 3.0.3\nservers: [{url: https://h.example.com/v1}]\n";

    /** A document of one operation. */
    private static String operation(String yaml) {
        return HEAD + "paths: {'/a/{id}': {get: {operationId: a, " + yaml + "}}}\n";
    }

    private static ImportResult result(String document, UnaryOperator<ImportSettings> change) {
        ImportSettings settings = new ImportSettings();
        settings.setSpec("text:" + document);
        return new OpenApiImporter()
                .read(
                        new ImportRequest("x", change.apply(settings), new Connection(), null, ""),
                        MappingTest.class.getClassLoader());
    }

    private static ImportResult result(String document) {
        return result(document, settings -> settings);
    }

    private static Connection only(String document) {
        ImportResult result = result(document);
        assertThat(result.report().operations()).allMatch(Operation::imported);
        assertThat(result.definitions().connections()).hasSize(1);
        return result.definitions().connections().values().iterator().next().value();
    }

    private static Operation row(String document) {
        return result(document).report().operations().get(0);
    }

    private static String reason(String document) {
        return String.valueOf(row(document).reason());
    }

    private static OpenApiImport of(String document) {
        return OpenApiImport.of("text:" + document).named("x");
    }

    private static List<String> names(ImportReport report) {
        return report.operations().stream().map(Operation::name).toList();
    }

    /** A declared parameter, its settings in a fixed order. */
    private static String declared(Connection connection, String key) {
        ParameterSettings settings =
                Objects.requireNonNull(connection.getDeclared()).get(key);
        return settings == null
                ? "not declared"
                : settings.getStyle() + " " + settings.getExplode() + " " + settings.getRequired() + " "
                        + settings.getAllowReserved() + " " + settings.getContentType() + " " + settings.getDefault();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0"})
    void everyVersionGivesTheSameConnection(String version) {
        String document = operation("parameters: [{name: id, in: path, required: true, schema: {type: string}}]")
                .replace("3.0.3", version);

        Connection connection = only(document);

        assertThat(connection.getBaseUrl()).isEqualTo("https://h.example.com/v1");
        assertThat(connection.getPath()).isEqualTo("/a/{id}");
        assertThat(connection.getMethod()).isEqualTo("GET");
        assertThat(connection.getDeclared()).isNull();
        assertThat(result(document).report().version()).isEqualTo(version);
    }

    @Test
    void methodsThatCannotBeCalledAreTold() {
        ImportReport report = result(
                        """
                openapi: 3.2.0
                servers: [{url: https://h.example.com}]
                paths:
                  /a:
                    get: {operationId: get}
                    trace: {operationId: trace}
                    query: {operationId: query}
                    additionalOperations: {COPY: {operationId: copy}, GET: {operationId: again}}
                """)
                .report();

        assertThat(report.operations().stream().map(row -> row.name() + ": " + row.reason()))
                .containsExactly(
                        "x/get: null",
                        "x/trace: the method 'TRACE' is not supported",
                        "x/query: the method 'QUERY' is not supported",
                        "x/copy: the method 'COPY' is not supported");
        assertThat(report.warnings())
                .containsExactly("the path '/a' has 'GET' in additionalOperations, which OpenAPI does not allow;"
                        + " it is left out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: q, in: query}                                              | query.q  | null null null null null null",
                "{name: q, in: query, required: true}                              | query.q  | null null true null null null",
                "{name: q, in: query, style: form, explode: false}                 | query.q  | null false null null null null",
                "{name: q, in: query, style: spaceDelimited}                       | query.q  | spaceDelimited null null null null null",
                "{name: q, in: query, style: pipeDelimited, explode: false}        | query.q  | pipeDelimited null null null null null",
                "{name: q, in: query, style: deepObject, explode: true}            | query.q  | deepObject true null null null null",
                "{name: q, in: query, allowReserved: true}                         | query.q  | null null null true null null",
                "{name: q, in: query, schema: {default: 5}}                        | query.q  | null null null null null 5",
                "{name: q, in: query, schema: {default: true}}                     | query.q  | null null null null null true",
                "{name: q, in: query, schema: {default: [a, b]}}                   | query.q  | null null null null null [a, b]",
                "{name: q, in: query, schema: {default: {a: b}}}                   | query.q  | null null null null null null",
                "{name: q, in: query, schema: {default: '{{env:PATH}}'}}           | query.q  | null null null null null null",
                "{name: q, in: query, schema: {$ref: '#/components/schemas/Size'}} | query.q  | null null null null null 20",
                "{name: q, in: query, schema: {default: null}}                     | query.q  | null null null null null null",
                "{name: q, in: query, content: {application/json: {}}}             | query.q  | null null null null application/json null",
                "{name: X-Q, in: header, explode: true}                            | header.X-Q | null true null null null null",
                "{name: q, in: cookie, explode: false}                             | cookie.q | null false null null null null",
                "{name: id, in: path, required: true, style: label}                | path.id  | label null null null null null",
                "{name: id, in: path, required: true, style: matrix, explode: true} | path.id | matrix true null null null null",
                "{name: id, in: path}                                              | path.id  | not declared",
            })
    void parametersAreDeclaredByWhatIsNotUsual(String parameter, String key, String settings) {
        Connection connection = only(operation("parameters: [" + parameter + ", {name: z, in: query}]")
                + "components: {schemas: {Size: {type: integer, default: 20}}}");

        assertThat(declared(connection, key)).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv   | query.q   | null false null null null null",
                "multi | query.q   | null null null null null null",
                "ssv   | query.q   | spaceDelimited null null null null null",
                "pipes | query.q   | pipeDelimited null null null null null",
                "tsv   | query.q   | tabDelimited null null null null null",
            })
    void collectionFormatIsAStyle(String format, String key, String settings) {
        Connection connection = only("swagger: '2.0'\nhost: h\nschemes: [https]\npaths: {/a: {get: {parameters: ["
                + "{name: q, in: query, type: array, items: {type: string}, collectionFormat: " + format + "}]}}}");

        assertThat(declared(connection, key)).isEqualTo(settings);
    }

    @Test
    void aParameterOfTheOperationReplacesThatOfThePathInItsPlace() {
        Connection connection = only(
                HEAD
                        + """
                paths:
                  /a:
                    parameters: [{name: q, in: query, required: true}, {name: q, in: header}, {$ref: '#/components/parameters/P'}]
                    get: {parameters: [{name: q, in: query, explode: false}, {name: r, in: query}]}
                components: {parameters: {P: {name: p, in: query, required: true}}}
                """);

        assertThat(connection.getDeclared()).containsOnlyKeys("query.q", "header.q", "query.p", "query.r");
        assertThat(declared(connection, "query.q")).isEqualTo("null false null null null null");
        assertThat(declared(connection, "query.p")).isEqualTo("null null true null null null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: q, in: odd} | the parameter 'q' says in: 'odd', which is no place for one; it is left out",
                "{name: q, in: query, style: odd} | the style 'odd' of a parameter is not known; it is left out",
                "{name: Host, in: header} | the header parameter 'Host' cannot be sent; it is left out",
                "{name: Accept, in: header} | the header parameter Accept is left out",
                "{name: other, in: path} | the path parameter 'other' is not in the path",
            })
    void whatCannotBeSentIsLeftOutAndTold(String parameter, String warning) {
        ImportReport report =
                result(operation("parameters: [" + parameter + "]")).report();

        assertThat(report.imported()).isEqualTo(1);
        assertThat(report.warnings()).anyMatch(line -> line.contains(warning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: q, in: odd, required: true}",
                "{name: q, in: query, style: odd, required: true}",
                "{name: Host, in: header, required: true}",
                "{$ref: '#/components/parameters/none'}",
                "{in: query}",
                "[]",
            })
    void anOperationThatNeedsWhatCannotBeSentIsSkipped(String parameter) {
        assertThat(row(operation("parameters: [" + parameter + "]")).imported()).isFalse();
    }

    @Test
    void fieldsOfAFormAreDeclaredWhereTheyAreNotUsual() {
        Connection connection = only(
                """
                swagger: '2.0'
                host: h
                schemes: [https]
                paths:
                  /a:
                    post:
                      consumes: [application/x-www-form-urlencoded]
                      parameters:
                      - {name: must, in: formData, type: string, required: true}
                      - {name: tags, in: formData, type: array, items: {type: string}}
                      - {name: size, in: formData, type: integer, default: 3}
                      - {name: plain, in: formData, type: string}
                """);

        assertThat(connection.getContentType()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(connection.getDeclared()).containsOnlyKeys("form.must", "form.tags", "form.size");
        assertThat(declared(connection, "form.must")).isEqualTo("null null true null null null");
        assertThat(declared(connection, "form.tags")).isEqualTo("null false null null null null");
        assertThat(declared(connection, "form.size")).isEqualTo("null null null null null 3");
    }

    @Test
    void encodingsOfTheTypeThatIsWrittenAreTaken() {
        Connection connection = only(
                operation(
                        """
                requestBody: {content: {text/plain: {}, multipart/form-data: {encoding: {
                  meta: {contentType: 'application/json, text/plain'}, tags: {style: pipeDelimited, explode: false},
                  any: {contentType: 'image/*'}}}}}\
                """));

        assertThat(connection.getContentType()).isEqualTo("multipart/form-data");
        assertThat(connection.getDeclared()).containsOnlyKeys("form.meta", "form.tags");
        assertThat(declared(connection, "form.meta")).isEqualTo("null null null null application/json null");
        assertThat(declared(connection, "form.tags")).isEqualTo("pipeDelimited null null null null null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain, application/json                          | application/json",
                "application/xml, application/vnd.x+json               | application/vnd.x+json",
                "multipart/form-data, application/x-www-form-urlencoded | application/x-www-form-urlencoded",
                "text/plain, multipart/form-data                       | multipart/form-data",
                "application/xml, text/plain                           | application/xml",
                "application/json; charset=utf-8                       | application/json; charset=utf-8",
                "'*/*'                                                 | ",
                "image/*                                               | application/octet-stream",
                "nonsense                                              | ",
                "'application/json; a={{env:PATH}}'                    | ",
            })
    void bodiesAreWrittenInTheTypeThatMapsCanBeWrittenIn(String types, String contentType) {
        String content = "'" + types.replace("'", "").replace(", ", "': {}, '") + "': {}";

        assertThat(only(operation("requestBody: {content: {" + content + "}}")).getContentType())
                .isEqualTo(contentType);
        assertThat(row(operation("requestBody: {content: {" + content + "}}")).request())
                .containsExactly(types.replace("'", "").split(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200: application/json                    | application/json, */*;q=0.5",
                "200: application/xml                     | application/xml, */*;q=0.5",
                "200: text/csv, 201: application/json     | application/json, text/csv;q=0.9, */*;q=0.5",
                "404: application/problem+json            | ",
                "default: application/json                | application/json, */*;q=0.5",
                "200: image/*                             | image/*, */*;q=0.5",
                "2XX: application/json                    | application/json, */*;q=0.5",
            })
    void whatIsAskedForIsWhatSuccessGives(String responses, String accept) {
        StringBuilder yaml = new StringBuilder();
        for (String response : responses.split(", ", -1)) {
            String[] parts = response.split(": ", -1);
            yaml.append("'")
                    .append(parts[0])
                    .append("': {content: {'")
                    .append(parts[1])
                    .append("': {}}}, ");
        }

        assertThat(only(operation("responses: {" + yaml + "}")).getAccept()).isEqualTo(accept);
    }

    @Test
    void theNearestServerHolds() {
        ImportReport report = result(
                        HEAD
                                + """
                paths:
                  /root: {get: {}}
                  /path:
                    servers: [{url: https://path.example.com}]
                    get: {}
                    put: {servers: [{url: https://operation.example.com}, {url: https://second.example.com}]}
                    post: {servers: []}
                """)
                .report();

        assertThat(report.operations().stream().map(row -> row.method() + " " + row.baseUrl()))
                .containsExactly(
                        "GET https://h.example.com/v1",
                        "GET https://path.example.com",
                        "PUT https://operation.example.com",
                        "POST https://path.example.com");
    }

    /** An API with a server for WebSockets before its own could not be called at all. */
    @Test
    void aServerOfAnotherSchemeIsPassedOver() {
        ImportReport report = result(
                        "openapi: 3.0.3\nservers: [{url: 'wss://live.example.com'}, {url: https://h.example.com}]\n"
                                + "paths: {/a: {get: {}}, /b: {get: {servers: [{url: 'wss://b.example.com'}]}}}")
                .report();

        assertThat(report.operations().get(0).baseUrl()).isEqualTo("https://h.example.com");
        assertThat(report.operations().get(1).reason()).contains("no URL of http or https");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eu   | https://eu.example.com:8443/v1",
                "us   | https://us.example.com:8443/v1",
            })
    void variablesHaveTheirDefaultsOrWhatIsSet(String region, String baseUrl) {
        String document = "openapi: 3.0.3\nservers: [{url: 'https://{region}.example.com:{port}/v1', variables:"
                + " {region: {default: eu, enum: [eu, us]}, port: {default: 8443}}}]\npaths: {/a: {get: {}}}";

        assertThat(of(document).serverVariable("region", region).report().operations())
                .extracting(Operation::baseUrl)
                .containsExactly(baseUrl);
        assertThat(of(document).serverVariable("region", "mars").report().operations())
                .extracting(Operation::reason)
                .containsExactly("its server's variable 'region' cannot be 'mars'; the document allows eu, us");
        assertThatThrownBy(() -> of(document).serverVariable("regoin", "eu").report())
                .isInstanceOf(RefusedImport.class)
                .hasMessageContaining("serverVariables has 'regoin', which no server of the document has")
                .hasMessageContaining("region");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2                  | https://spec.example.com/v2",
                "../v2                | https://spec.example.com/v2",
                "v2                   | https://spec.example.com/dir/v2",
                "//other.example.com  | https://other.example.com",
                "../../v2             | https://spec.example.com/v2",
                "http://h             | http://h",
                "HTTPS://h.example.com | HTTPS://h.example.com",
            })
    void aRelativeServerIsRelativeToTheDocument(String url, String baseUrl) {
        ServerUrl servers = new ServerUrl(Map.of(), URI.create("https://spec.example.com/dir/openapi.yaml"));

        assertThat(servers.of(new Server().url(url))).isEqualTo(baseUrl);
    }

    @Test
    void aServerThatStaysRelativeNeedsABaseUrl() {
        String document = "openapi: 3.0.3\nservers: [{url: /v2}]\npaths: {'/a/{id}': {get: {operationId: a, parameters:"
                + " [{name: q, in: query}]}}}";

        assertThat(reason(document))
                .isEqualTo("its server '/v2' is relative, and the document has no address; set baseUrl (--base-url)");
        assertThat(row(document).parameters()).hasSize(1);
        assertThat(of(document).baseUrl("https://h.example.com/x").report().operations())
                .extracting(Operation::baseUrl)
                .containsExactly("https://h.example.com/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://[fe80::1]/",
                "https://user:secret@h/",
                "ftp://h/",
                "https://{x}/"
            })
    void aServerThatNobodyShouldCallIsSkippedWithoutShowingIt(String url) {
        Operation row = row("openapi: 3.0.3\nservers: [{url: '" + url
                + "', variables: {a: {default: '{b}'}}}]\npaths: {/a: {get: {}}}");

        assertThat(row.imported()).isFalse();
        assertThat(row.toString()).doesNotContain("secret");
    }

    @Test
    void namesDependNeitherOnTheOrderNorOnTheSelection() {
        List<String> paths = new ArrayList<>(List.of(
                "/a: {get: {operationId: dup}}",
                "/b: {get: {operationId: dup}}",
                "/c: {get: {}, put: {operationId: ' padded '}}",
                "/d: {get: {operationId: 'GET /c'}}",
                "/e: {get: {operationId: 'what?'}}",
                "/f: {get: {operationId: 7}}",
                "/g: {get: {operationId: \"line\\nbreak\"}}"));
        String document = HEAD + "paths: {" + String.join(", ", paths) + "}";
        Collections.reverse(paths);
        String reversed = HEAD + "paths: {" + String.join(", ", paths) + "}";

        assertThat(names(of(document).report()))
                .containsExactly(
                        "x/dup GET /a",
                        "x/dup GET /b",
                        "x/GET /c GET /c",
                        "x/padded",
                        "x/GET /c GET /d",
                        "x/GET /e",
                        "x/7",
                        "x/GET /g");
        assertThat(names(of(reversed).report()))
                .containsExactlyInAnyOrderElementsOf(names(of(document).report()));
        assertThat(names(of(document).include("GET /a").report())).containsExactly("x/dup GET /a");
    }

    @Test
    void aPrefixReplacesTheNameOfTheImport() {
        String document =
                operation("security: [{k: []}]") + "components: {securitySchemes: {k: {type: http, scheme: basic}}}";

        assertThat(names(of(document).prefix("").report())).containsExactly("a");
        assertThat(names(of(document).prefix("other").report())).containsExactly("other/a");
        assertThat(of(document).prefix("").report().securityDefinitions())
                .extracting(ImportReport.SecurityDefinitionRow::name)
                .containsExactly("k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getPet          | getPet",
                "getP*           | getPet, getPets",
                "*Pets           | getPets, addPets",
                "tag:pet         | getPet, getPets",
                "tag:p*          | getPet, getPets",
                "GET /pets       | getPets",
                "GET /pets/*     | getPet",
                "GET /pets/**    | getPet, getPets",
                "get /pets       | getPets",
                "* /pets         | getPets, addPets",
                "/stores/**      | getStore",
                "GET /**         | getPet, getPets, getStore",
                "deprecated      | addPets",
                "nothing         | ",
            })
    void rulesSelect(String rule, String ids) {
        String document = HEAD
                + """
                paths:
                  /pets/{id}: {get: {operationId: getPet, tags: [pet]}}
                  /pets: {get: {operationId: getPets, tags: [pet]}, post: {operationId: addPets, deprecated: true}}
                  /stores/{a}/{b}: {get: {operationId: getStore, tags: [store]}}
                """;
        List<String> wanted = ids == null ? List.of() : List.of(ids.split(", "));

        assertThat(names(of(document).include(rule).report()).stream().map(name -> name.substring(2)))
                .containsExactlyElementsOf(wanted);
        assertThat(names(of(document).exclude(rule).report()))
                .hasSize(4 - wanted.size())
                .noneMatch(name -> wanted.contains(name.substring(2)));
    }

    @Test
    void aRuleThatMatchesNothingIsToldWithAHint() {
        ImportReport report =
                of(operation("tags: [pets]")).include("a").include("tag:pet").report();

        assertThat(report.warnings())
                .anyMatch(
                        line -> line.startsWith("include 'tag:pet' matches no operation") && line.contains("tag:pets"));
    }

    private static String secured(String security, String schemes) {
        return operation("security: " + security) + "components: {securitySchemes: {" + schemes + "}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: http, scheme: basic}                       | basic",
                "{type: http, scheme: BASIC}                       | basic",
                "{type: http, scheme: bearer, bearerFormat: JWT}   | bearer",
                "{type: http, scheme: digest}                      | digest",
                "{type: apiKey, in: header, name: X-Key}           | apiKey in=header keyName=X-Key",
                "{type: apiKey, in: query, name: k}                | apiKey in=query keyName=k",
                "{type: apiKey, in: cookie, name: k}               | apiKey in=cookie keyName=k",
                "{type: mutualTLS}                                 | mutualTls",
                "{type: openIdConnect, openIdConnectUrl: 'https://id.example.com/r/.well-known/openid-configuration'} | oauth2 issuer=https://id.example.com/r",
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id.example.com/t', scopes: {}}}} | oauth2 tokenUrl=https://id.example.com/t",
                "{type: oauth2, flows: {password: {tokenUrl: 'https://id.example.com/t', scopes: {}}}} | oauth2 grant=password tokenUrl=https://id.example.com/t",
                "{type: oauth2, flows: {authorizationCode: {tokenUrl: 'https://id.example.com/t', authorizationUrl: 'https://id', scopes: {}}}} | oauth2 tokenUrl=https://id.example.com/t",
                "{type: oauth2, flows: {implicit: {authorizationUrl: 'https://id', scopes: {}}}} | oauth2",
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {}}}} | oauth2 tokenUrl=https://h.example.com/t",
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: 'http://169.254.169.254/t', scopes: {}}}} | oauth2",
            })
    void eachSchemeIsADefinition(String scheme, String expected) {
        ImportReport report = result(secured("[{k: []}]", "k: " + scheme)).report();

        assertThat(report.imported()).isEqualTo(1);
        assertThat(report.securityDefinitions())
                .extracting(row -> row.type()
                        + row.settings().entrySet().stream()
                                .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                                .reduce("", String::concat))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: http, scheme: hoba}",
                "{type: http}",
                "{type: odd}",
                "{type: apiKey, in: body, name: k}",
                "{type: apiKey, in: header, name: 'a b'}",
                "{type: apiKey, in: query, name: '{{env:PATH}}'}",
                "{type: oauth2}",
                "{type: openIdConnect, openIdConnectUrl: ''}",
                "{$ref: '#/nowhere'}",
                "text",
            })
    void aSchemeThatIsNotKnownBecomesNoOtherOne(String scheme) {
        ImportReport report = result(secured("[{k: []}]", "k: " + scheme)).report();

        assertThat(report.securityDefinitions()).isEmpty();
        assertThat(report.warnings()).anyMatch(line -> line.startsWith("the security scheme 'k' cannot be mapped: "));
        assertThat(report.operations().get(0).reason())
                .isEqualTo("its security needs schemes that the document does not have, or that cannot be mapped: [k]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                          | []",
                "[{}]                        | [{}]",
                "[{k: []}]                   | [x/k]",
                "[{k: [], l: []}]            | [x/k, x/l]",
                "[{k: []}, {l: []}]          | [{x/k=[]}, {x/l=[]}]",
                "[{}, {k: []}]               | [{}, {x/k=[]}]",
                "[{k: [read, write]}]        | [{x/k=[read, write]}]",
                "[{none: []}, {k: []}]       | [x/k]",
                "[{none: [], k: []}, {l: []}] | [x/l]",
                "[{k: ['{{env:PATH}}']}, {l: []}] | [x/l]",
            })
    void securityIsThatOfTheOperation(String security, String expected) {
        String schemes = "k: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://id/t', scopes: {}}}},"
                + " l: {type: http, scheme: basic}";

        assertThat(only(secured(security, schemes)).getSecurity()).hasToString(expected);
        assertThat(only(secured(security, schemes).replace("3.0.3\n", "3.0.3\nsecurity: [{l: []}]\n"))
                        .getSecurity())
                .hasToString(expected);
    }

    @Test
    void securityOfTheDocumentHoldsWhereTheOperationSaysNothing() {
        String schemes = "components: {securitySchemes: {l: {type: http, scheme: basic}}}";

        assertThat(only(operation("") + "security: [{l: []}]\n" + schemes).getSecurity())
                .hasToString("[x/l]");
        assertThat(only(operation("") + schemes).getSecurity()).isNull();
    }

    @Test
    void aSchemeCanBeADefinitionThatIsThereAlready() {
        String document = secured("[{k: [read]}]", "k: {type: odd}").replace("/{id}", "");
        ImportReport report = of(document).security("k", "mine").report();

        assertThat(report.securityDefinitions()).isEmpty();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.operations().get(0).security().get(0).get(0).definition())
                .isEqualTo("mine");
        assertThatThrownBy(() -> of(document).security("kk", "mine").report())
                .isInstanceOf(RefusedImport.class)
                .hasMessageContaining("names the scheme 'kk', which the document does not have")
                .hasMessageContaining("'k'");
        ConnectionRegistry registry = new OutrestComponent().getRegistry();
        SecurityDefinition mine = new SecurityDefinition();
        mine.setType("bearer");
        mine.setToken("t");
        registry.put("mine", mine);
        assertThat(of(document).security("k", "mine").into(registry).imported()).isEqualTo(1);
    }

    @Test
    void moreOperationsThanTheLimitAllowsAreRefused() {
        ImportLimits limits = new ImportLimits();
        limits.setOperations(1);

        assertThat(of(operation("")).limits(limits).report().imported()).isEqualTo(1);
        assertThatThrownBy(() -> of(HEAD + "paths: {/a: {get: {}, put: {}}}")
                        .limits(limits)
                        .report())
                .isInstanceOf(RefusedImport.class)
                .hasMessageContaining("more than 1 operations")
                .hasMessageContaining("limits.operations");
    }

    @Test
    void aTagOrAnIdOfABrokenOperationStillSelectsIt() {
        String document = operation("tags: [pet], parameters: text");

        assertThat(of(document).include("tag:pet").report().operations())
                .extracting(Operation::reason)
                .containsExactly("parameters must be a list");
    }

    @Test
    void textThatLooksLikeAPlaceholderStaysInTheReport() {
        String document = operation("tags: ['{{env:PATH}}', pet], summary: '{{env:PATH}}'");

        assertThat(only(document).getTags()).containsExactly("pet");
        assertThat(only(document).getDescription()).isNull();
        assertThat(row(document).tags()).containsExactly("{{env:PATH}}", "pet");
    }

    @Test
    void settingsOfTheImportWinOverTheDocument() {
        Connection all = new Connection();
        all.setTimeout("5s");
        all.setAccept("text/csv");
        ConnectionRegistry registry = new OutrestComponent().getRegistry();

        of(operation("responses: {'200': {content: {application/json: {}}}}"))
                .settings(all)
                .into(registry);

        Map<String, Object> said = new LinkedHashMap<>();
        registry.saidBy("the import 'x' by code")
                .connections()
                .forEach((name, defined) -> said.put(
                        name,
                        defined.value().getAccept() + " " + defined.value().getTimeout()));
        assertThat(said).containsExactly(Map.entry("x/a", "text/csv PT5S"));
    }
}
