package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestClient;
import io.outrest.imports.ImportReport;
import io.outrest.request.FailureKind;
import io.outrest.testing.RestServer.Answer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a section {@code openapi} says, and what comes of it. */
class ImportConfigurationTest extends ImportingTest {

    private static final Map<String, Object> PET = Map.of("petId", 5);

    // --- where descriptions come from
    // ---------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"file:FOLDER/petstore.yaml", "file://FOLDER/petstore.yaml", "file:RELATIVE/petstore.yaml"})
    void importsAFile(String spec) {
        write("petstore.yaml", PETSTORE);
        String relative = Path.of("").toAbsolutePath().relativize(folder).toString();

        start("openapi: {petstore: {spec: '%s'}}".formatted(spec.replace("RELATIVE", relative)));

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
    }

    @Test
    void importsFromTheClassPath() throws Exception {
        write("elsewhere.yaml", PETSTORE);
        try (var classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            main.init();
            context().setApplicationContextClassLoader(classes);

            start("openapi: {petstore: {spec: 'classpath:elsewhere.yaml'}}");

            assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
        }
    }

    @Test
    void importsText() {
        start("openapi:\n  petstore:\n    spec: |\n      text:\n" + PETSTORE.indent(6));

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
    }

    @Test
    void importsFromAServerOfThisMachineWhereThatIsAllowed() {
        server.answers(request -> request.target().equals("/openapi.yaml?key=hunter2")
                ? Answer.of("application/yaml", filledIn(PETSTORE.replace("SERVER/v1", "/v1")))
                : Answer.json("{}"));

        start(
                """
                openapi:
                  petstore: {spec: 'SERVER/openapi.yaml?key=hunter2', allowPrivate: true}
                  refused: {spec: 'SERVER/openapi.yaml?key=hunter2'}
                """);

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("'refused'", "allowPrivate")
                .doesNotContain("hunter2");
    }

    // --- what a document cannot break or take
    // ----------------------------------------------------------------------------

    @Test
    void aBaseUrlThatIsNoneRefusesTheImport() {
        write("petstore.yaml", PETSTORE);

        start("openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml', baseUrl: pets.example.com}}");

        assertThat(warnings()).singleElement().asString().contains("openapi.petstore.baseUrl must be http://host");
    }

    @Test
    void aDefaultThatCannotBeSentTakesNoOperationAway() {
        write(
                "petstore.yaml",
                """
                openapi: 3.0.3
                servers: [{url: SERVER}]
                paths:
                  /pet/{petId}:
                    get:
                      operationId: getPetById
                      parameters:
                        - {name: petId, in: path, required: true, schema: {type: string, default: ''}}
                        - {name: X-Name, in: header, schema: {type: string, default: 'Łódź'}}
                """);
        start(IMPORT);

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /pet/5");
        assertThat(component().importReports().get("petstore").warnings())
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).endsWith("this default is left out"));
    }

    /** What a message says to the component is not for the server, whatever a document calls its parameters. */
    @Test
    void headersOfCamelAreNoParameters() {
        write(
                "petstore.yaml",
                """
                openapi: 3.0.3
                servers: [{url: SERVER}]
                paths:
                  /pet:
                    get:
                      operationId: getPet
                      parameters: [{name: CamelOutrestHeaders, in: query, schema: {type: object}}]
                """);
        start(IMPORT);

        assertThat(call("petstore/getPet", Map.of("CamelOutrestHeaders", Map.of("X-Secret", "s3cret")))
                        .line())
                .isEqualTo("GET /pet");
    }

    /** Scopes that were left empty once made an operation without security. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "security: [{key: }]      |",
                "security: [{key: [null]}] |",
                "security: [null]         | security must be a list of mappings of schemes to scopes",
                "security: [key]          | security must be a list of mappings of schemes to scopes",
                "security: {key: []}      | security must be a list of mappings of schemes to scopes",
                "security: key            | security must be a list of mappings of schemes to scopes",
                "security: [{key: read}]  | the scopes of a scheme in security must be a list",
                "parameters: [{name: a, in: QUERY, required: true}] | the parameter 'a' says in: 'QUERY', which is no place for one",
            })
    void anOperationNeverNeedsLessThanItsDocumentSays(String written, @Nullable String reason) {
        write("petstore.yaml", PETSTORE.replace("security: [{key: []}]", written));
        start(IMPORT);

        ImportReport.Operation row =
                component().importReports().get("petstore").operations().get(1);

        assertThat(row.reason()).isEqualTo(reason);
        if (reason == null) {
            assertThat(row.security())
                    .containsExactly(List.of(new ImportReport.SecurityUse("key", "petstore/key", List.of())));
        }
    }

    @Test
    void schemesThatAreNotOfHttpArePassedOver() {
        write(
                "petstore.yaml",
                """
                swagger: '2.0'
                host: pets.example.com
                schemes: [wss, https]
                paths: {/pet: {get: {operationId: getPet}}}
                """);
        start(IMPORT);

        assertThat(component()
                        .importReports()
                        .get("petstore")
                        .operations()
                        .get(0)
                        .baseUrl())
                .isEqualTo("https://pets.example.com");
    }

    // --- endpoints
    // ------------------------------------------------------------------------------------------------------

    @Test
    void routesCallConnectionsByName() throws Exception {
        write("petstore.yaml", PETSTORE);
        start(IMPORT);
        addRoute(route -> {
            route.from("direct:fixed").to("outrest:petstore/getPetById");
            route.from("direct:dynamic").toD("outrest:petstore/${header.operation}");
        });

        assertThat(send("direct:fixed", PET).getException()).isNull();
        assertThat(send("direct:dynamic", Map.of("operation", "getPetById", "petId", 6))
                        .getException())
                .isNull();

        assertThat(server.requests().get(0).line()).isEqualTo("GET /v1/pet/5");
        assertThat(server.requests().get(1).line()).isEqualTo("GET /v1/pet/6");
    }

    @Test
    void namesOfMethodAndPathAreEndpointNames() throws Exception {
        write(
                "petstore.yaml",
                """
                openapi: 3.0.3
                info: {title: Pets, version: '1'}
                servers: [{url: SERVER}]
                paths:
                  /j/{x}:
                    parameters: [{name: x, in: path, required: true, schema: {type: string}}]
                    get: {responses: {'200': {description: ok}}}
                    delete: {responses: {'204': {description: ok}}}
                """);
        start(IMPORT);
        addRoute(route -> {
            route.from("direct:fixed").to("outrest:petstore/GET /j/{x}");
            route.from("direct:option").to("outrest:petstore/GET /j/{x}?path.x=option");
            route.from("direct:dynamic").toD("outrest:petstore/${header.verb} /j/{x}");
        });

        assertThat(registry().names()).containsExactly("petstore/DELETE /j/{x}", "petstore/GET /j/{x}");
        for (String endpoint : new String[] {"fixed", "option", "dynamic"}) {
            assertThat(send("direct:" + endpoint, Map.of("x", "header", "verb", "DELETE"))
                            .getException())
                    .isNull();
        }
        OutrestClient.of(context()).connection("petstore/GET /j/{x}").get(Map.of("x", "client"));

        assertThat(server.requests())
                .extracting(request -> request.line())
                .containsExactly("GET /j/header", "GET /j/option", "DELETE /j/header", "GET /j/client");
    }

    // --- connections that others complete
    // -------------------------------------------------------------------------------

    @Test
    void documentCompletesAConnection() {
        write("petstore.yaml", PETSTORE);
        start(
                """
                defaults: {headers: {X-All: default, X-Own: default}}
                openapi:
                  petstore: {spec: 'file:FOLDER/petstore.yaml', headers: {X-Import: import, X-Own: import}}
                connections:
                  petstore/getPetById: {headers: {X-Own: own}, timeout: 1500ms}
                """);

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
        assertThat(server.lastRequest().headers("X-All")).containsExactly("default");
        assertThat(server.lastRequest().headers("X-Import")).containsExactly("import");
        assertThat(server.lastRequest().headers("X-Own")).containsExactly("own");
        server.answersAfter(Duration.ofSeconds(3), Answer.json("{}"));
        assertThat(failure("petstore/getPetById").getKind()).isEqualTo(FailureKind.TIMEOUT);
    }

    @Test
    void completeConnectionOfTheSameNameWinsInWhatItSays() {
        write("petstore.yaml", PETSTORE);
        start(IMPORT
                + "connections: {petstore/getPetById: {baseUrl: SERVER/own, path: '/pets/{petId}', method: HEAD}}");

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("HEAD /own/pets/5");
    }

    @Test
    void connectionIsCompletedInOnePlaceOnly() {
        write("petstore.yaml", PETSTORE);
        property("connections[petstore/getPetById].timeout", "5s");

        assertThatThrownBy(() -> start(IMPORT + "connections: {petstore/getPetById: {timeout: 6s}}"))
                .hasStackTraceContaining("connection 'petstore/getPetById' is defined twice, by " + folder)
                .hasStackTraceContaining("by component properties");
    }

    @Test
    void propertiesCompleteAConnection() {
        write("petstore.yaml", PETSTORE);
        property("connections[petstore/getPetById].headers[X-Own]", "own");

        start(IMPORT);

        assertThat(call("petstore/getPetById", PET).header("X-Own")).isEqualTo("own");
    }

    @Test
    void defaultsHoldWhereNeitherTheDescriptionNorTheImportSaysOtherwise() {
        write("petstore.yaml", PETSTORE);
        start(
                """
                defaults: {headers: {X-All: 'yes'}, security: other, accept: text/plain}
                security: {other: {type: apiKey, in: header, name: X-Other, apiKey: o}}
                openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml'}}
                """);

        assertThat(call("petstore/getPetById", PET).header("X-All")).isEqualTo("yes");
        assertThat(server.lastRequest().header("X-Other")).isEqualTo("o");
        assertThat(server.lastRequest().header("Accept")).startsWith("application/json");
        assertThat(failure("petstore/addPet")).hasMessageContaining("petstore/key");
    }

    // --- settings of all connections
    // ------------------------------------------------------------------------------------

    @Test
    void settingsOfTheImportHoldForAllItsConnections() {
        write("petstore.yaml", PETSTORE);
        start(
                """
                security: {mine: {type: bearer, token: t}}
                openapi:
                  petstore:
                    spec: file:FOLDER/petstore.yaml
                    baseUrl: SERVER/other
                    headers: {X-All: 'yes'}
                    security: mine
                """);

        for (String connection : new String[] {"getPetById", "addPet"}) {
            assertThat(call("petstore/" + connection, PET).target()).startsWith("/other/pet");
            assertThat(server.lastRequest().header("X-All")).isEqualTo("yes");
            assertThat(server.lastRequest().header("Authorization")).isEqualTo("Bearer t");
        }
    }

    @Test
    void schemeMayBeADefinitionOfAnotherName() {
        write("petstore.yaml", PETSTORE);
        start(
                """
                security: {mine: {type: bearer, token: t}}
                openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml', security: {key: mine}}}
                """);

        assertThat(call("petstore/addPet").header("Authorization")).isEqualTo("Bearer t");
        assertThat(call("petstore/getPetById", PET).header("Authorization")).isNull();
        assertThat(registry().securityNames()).containsExactly("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec: 'file:x', timout: 5s       | :3: openapi.petstore.timout is no setting of an import; did you mean 'timeout'?",
                "spec: 'file:x', path: /x         | :3: openapi.petstore.path is no setting of an import",
                "spec: 'file:x', method: GET      | :3: openapi.petstore.method is no setting of an import",
                "spec: 'file:x', includ: x        | :3: openapi.petstore.includ is no setting of an import; did you mean 'include'?",
                "spec: 'file:x', limits: {siz: 1} | :3: openapi.petstore.limits.siz is no setting; did you mean 'size'?",
                "spec: 'file:x', limits: {size: x}| :3: openapi.petstore.limits",
                "spec: 'file:x', timeout: soon    | :3: openapi.petstore.timeout",
                "timeout: 5s                      | :2: openapi.petstore.spec is missing",
            })
    void mistakeInTheSectionIsAnErrorOfTheStart(String settings, String message) {
        assertThatThrownBy(() -> start("openapi:\n  petstore:\n    {%s}\n".formatted(settings)))
                .hasStackTraceContaining(folder.resolve("outrest.yaml") + "")
                .hasStackTraceContaining(message);
    }

    /** Keeps out: an import without any setting was left out without a word. */
    @Test
    void importWithoutSettingsIsAnErrorOfTheStart() {
        assertThatThrownBy(() -> start("openapi:\n  petstore:\n"))
                .hasStackTraceContaining("outrest.yaml:2: openapi.petstore.spec is missing");
    }

    @Test
    void definitionThatIsNotThereIsAnErrorOfTheStart() {
        write("petstore.yaml", PETSTORE);

        assertThatThrownBy(() -> start("openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml', security: nobody}}"))
                .hasStackTraceContaining("the import 'petstore'")
                .hasStackTraceContaining("names the security definition 'nobody', which is not known");
    }

    @Test
    void placeholderWithoutAValueIsNamed() {
        write("petstore.yaml", PETSTORE);
        start(
                """
                openapi:
                  petstore: {spec: 'file:FOLDER/petstore.yaml', headers: {X: '{{not.there}}'}}
                  secured: {spec: 'file:FOLDER/petstore.yaml', security: {key: '{{not.there}}'}}
                  unknown: {spec: '{{where.is.it}}'}
                """);

        assertThat(failure("petstore/getPetById")).hasMessageContaining("{{not.there}}");
        assertThat(failure("secured/addPet")).hasMessageContaining("{{not.there}}");
        assertThat(warnings()).singleElement().asString().contains("'unknown'", "{{where.is.it}}");
    }

    // --- the same name twice
    // --------------------------------------------------------------------------------------------

    @Test
    void importHasOneDocumentOnly() {
        write("petstore.yaml", PETSTORE);
        Path other = write("other.yaml", IMPORT);
        Path one = write("outrest.yaml", IMPORT);
        property("configuration", "file:" + one + ",file:" + other);

        assertThatThrownBy(this::start)
                .hasStackTraceContaining("the import 'petstore' is defined twice")
                .hasStackTraceContaining(other.toString())
                .hasStackTraceContaining(one.toString());
    }

    @Test
    void twoImportsCannotGiveOneName() {
        write("petstore.yaml", PETSTORE);

        assertThatThrownBy(
                        () -> start(
                                """
                        openapi:
                          one: {spec: 'file:FOLDER/petstore.yaml', prefix: ''}
                          two: {spec: 'file:FOLDER/petstore.yaml', prefix: ''}
                        """))
                .hasStackTraceContaining("is defined twice, by the import 'one' and by the import 'two'");
    }

    // --- imports that are refused
    // ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec: 'file:FOLDER/missing.yaml'                                    | missing.yaml",
                "spec: 'file:FOLDER/outrest.yaml'                                    | outrest.yaml",
                "spec: 'file:FOLDER/petstore.yaml', limits: {size: 100}              | limits.size",
                "spec: 'file:FOLDER/petstore.yaml', security: {kex: mine}            | did you mean 'key'?",
                "spec: petstore.yaml                                                 | openapi.refused.spec must be file:NAME",
                "spec: 'text: {'                                                     | text",
                "spec: 'classpath:missing.yaml'                                      | missing.yaml",
                "spec: 'http://127.0.0.1:1/', allowPrivate: true                     | http://127.0.0.1:1",
            })
    void refusedImportIsOneLineAndTakesNothingElseAway(String settings, String message) throws Exception {
        write("petstore.yaml", PETSTORE);
        start(
                """
                openapi:
                  works: {spec: 'file:FOLDER/petstore.yaml'}
                  refused: {SETTINGS}
                connections:
                  Own: {baseUrl: SERVER/own}
                  refused/getPetById: {timeout: 5s}
                security:
                  refused/key: {apiKey: hunter2}
                """
                        .replace("SETTINGS", settings));

        assertThat(warnings()).singleElement().asString().contains("The import 'refused' is refused", message);
        assertThat(call("works/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
        assertThat(call("Own").line()).isEqualTo("GET /own");
        assertThatThrownBy(() -> route("outrest:refused/addPet"))
                .hasStackTraceContaining("the import 'refused' was refused");
        assertThat(registry().names()).containsExactly("Own", "works/addPet", "works/getPetById");
    }

    // --- credentials over plain http
    // ------------------------------------------------------------------------------------

    @Test
    void connectionThatWouldShowItsCredentialsCannotBeUsedUnlessThatWasSaid() {
        write("petstore.yaml", PETSTORE.replace("SERVER", "http://pets.invalid"));
        start(
                """
                openapi:
                  petstore: {spec: 'file:FOLDER/petstore.yaml', timeout: 2s}
                  allowed: {spec: 'file:FOLDER/petstore.yaml', timeout: 2s, allowInsecure: true}
                security:
                  petstore/key: {apiKey: hunter2}
                  allowed/key: {apiKey: hunter2}
                """);

        assertThat(registry().names()).contains("petstore/addPet");
        assertThat(failure("petstore/addPet").getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(failure("petstore/addPet")).hasMessageContaining("plain http");
        assertThat(failure("petstore/getPetById").getKind()).isEqualTo(FailureKind.DNS);
        assertThat(failure("allowed/addPet").getKind()).isEqualTo(FailureKind.DNS);
    }
}
