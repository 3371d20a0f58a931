package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.imports.ImportReport;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions that an import has made wait for their credentials, and calls use what has them. */
class ImportedCredentialsTest extends ImportingTest {

    private static final String PETS =
            """
            openapi: 3.0.3
            info: {title: Pets, version: '1'}
            servers: [{url: SERVER}]
            security: [{petstore_auth: [read]}]
            paths:
              /read: {get: {operationId: read, responses: {'200': {description: ok}}}}
              /readToo: {get: {operationId: readToo, responses: {'200': {description: ok}}}}
              /write: {get: {operationId: write, security: [{petstore_auth: [write, read]}], responses: {'200': {description: ok}}}}
              /either: {get: {operationId: either, security: [{one: []}, {two: []}], responses: {'200': {description: ok}}}}
              /both: {get: {operationId: both, security: [{one: [], two: []}], responses: {'200': {description: ok}}}}
              /none: {get: {operationId: none, security: [], responses: {'200': {description: ok}}}}
              /optional: {get: {operationId: optional, security: [{}, {one: []}], responses: {'200': {description: ok}}}}
            components:
              securitySchemes:
                petstore_auth:
                  type: oauth2
                  flows: {clientCredentials: {tokenUrl: IDENTITY/token, scopes: {read: r, write: w}}}
                one: {type: apiKey, in: header, name: X-One}
                two: {type: http, scheme: basic}
            """;

    private final AtomicInteger tokens = new AtomicInteger();
    private final RestServer identity = RestServer.start()
            .answers(request -> Answer.json(
                    "{\"access_token\": \"t%d\", \"expires_in\": 3600}".formatted(tokens.incrementAndGet())));

    @BeforeEach
    void describe() {
        write("petstore.yaml", PETS.replace("IDENTITY", identity.url()));
    }

    @AfterEach
    void stopIdentity() {
        identity.close();
    }

    // --- a document that sends them elsewhere -----------------------------------------------------------------------

    @Test
    void itIsSaidWhenADocumentSendsCredentialsElsewhere() {
        start(IMPORT + "security: {petstore/petstore_auth: {clientId: outrest, clientSecret: s3cret}}\n");
        call("petstore/read");
        write(
                "petstore.yaml",
                PETS.replace("IDENTITY/token", "https://elsewhere.example/t")
                        .replace("SERVER", "https://api.elsewhere.example"));

        ImportReport report = component().importAgain("petstore");

        assertThat(report.difference().changed()).containsEntry("petstore/read", List.of("baseUrl", "security"));
        assertThat(warnings())
                .containsExactlyInAnyOrder(
                        "The document of the import 'petstore' has changed: it sends the credentials of 'petstore/petstore_auth' to"
                                + " https://elsewhere.example, and no longer to " + identity.url(),
                        "The document of the import 'petstore' has changed: it sends calls to"
                                + " https://api.elsewhere.example, and no longer to " + server.url());
    }

    @Test
    void aTokenUrlThatWouldShowCredentialsStopsTheImportsCallsAndNotTheStart() {
        write("petstore.yaml", PETS.replace("IDENTITY", "http://identity.example"));

        start(IMPORT + "security: {petstore/petstore_auth: {clientId: outrest, clientSecret: s3cret}}\n");

        assertThat(call("petstore/none").line()).isEqualTo("GET /none");
        assertThat(failure("petstore/read")).hasMessageContaining("tokenUrl is plain http");
    }

    // --- waiting ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read   | security definition 'petstore/petstore_auth': waits for its credentials: set clientId, clientSecret",
                "either | 'petstore/one': waits for its credentials: set apiKey, or security definition 'petstore/two': waits for its credentials: set username, password",
                "both   | 'petstore/one': waits for its credentials: set apiKey and security definition 'petstore/two': waits for its credentials: set username, password",
            })
    void callWithoutCredentialsSaysWhatToFillInAndSendsNothing(String operation, String message) {
        start(IMPORT);

        assertThat(failure("petstore/" + operation).getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(failure("petstore/" + operation)).hasMessageContaining(message);
        assertThat(server.requests()).isEmpty();
        assertThat(identity.requests()).isEmpty();
    }

    /** Where credentials may stand. */
    enum Place {
        DOCUMENT,
        PROPERTIES,
        BEAN,
        CODE
    }

    @ParameterizedTest
    @EnumSource
    void credentialsComeFromAnySource(Place place) {
        complete(place);

        assertThat(call("petstore/read").header("Authorization")).isEqualTo("Bearer t1");
        assertThat(identity.request().form()).containsEntry("scope", "read");
    }

    private void complete(Place place) {
        SecurityDefinition credentials = definition(bean -> {
            bean.setClientId("me");
            bean.setClientSecret("hunter2");
        });
        String document = IMPORT;
        switch (place) {
            case DOCUMENT -> document += "security: {petstore/petstore_auth: {clientId: me, clientSecret: hunter2}}\n";
            case PROPERTIES -> {
                property("security[petstore/petstore_auth].clientId", "me");
                property("security[petstore/petstore_auth].client-secret", "hunter2");
            }
            case BEAN -> main.bind("petstore/petstore_auth", credentials);
            default -> {}
        }
        start(document);
        if (place == Place.CODE) {
            assertThat(failure("petstore/read")).hasMessageContaining("waits for its credentials");
            registry().put("petstore/petstore_auth", credentials);
        }
    }

    @Test
    void whatIsStillMissingIsNamed() {
        start(IMPORT + "security: {petstore/petstore_auth: {type: oauth2, clientId: me}}\n");

        assertThat(failure("petstore/read"))
                .hasMessageEndingWith(
                        "security definition 'petstore/petstore_auth': waits for its credentials: set clientSecret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: basic, username: u, password: p              | type is 'basic', but the import 'petstore' says 'oauth2'",
                "clientId: me, clientSecret: hunter2, apiKey: k     | apiKey is no setting of the type oauth2",
                "clientId: me, apiKey: k                            | apiKey is no setting of the type oauth2",
                "clientId: me, clientAuthentication: body           | clientAuthentication must be basic, post, private_key_jwt or",
                "clientId: me, clientSecret: h, clientAuthentication: body | clientAuthentication must be basic, post, private_key_jwt or",
                "clientId: me, grant: code                          | grant must be client_credentials, password, refresh_token or jwt_bearer",
                "clientId: me, tokenUrl: 'ftp://id'                 | tokenUrl must be",
                "clientId: me, tokenUrl: 'http://id.invalid/t'      | tokenUrl is plain http",
            })
    void credentialsThatDoNotFitAreAnErrorOfTheStart(String settings, String message) {
        assertThatThrownBy(() -> start(IMPORT + "security:\n  petstore/petstore_auth: {" + settings + "}\n"))
                .hasStackTraceContaining("outrest.yaml:3: security definition 'petstore/petstore_auth': " + message)
                .extracting(ImportingTest::stackTrace)
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    void definitionIsCompletedInOnePlaceOnly() {
        property("security[petstore/one].apiKey", "k");

        assertThatThrownBy(() -> start(IMPORT + "security: {petstore/one: {apiKey: hunter2}}"))
                .hasStackTraceContaining("security definition 'petstore/one' is defined twice, by " + folder)
                .hasStackTraceContaining("by component properties");
    }

    @Test
    void codeCannotCompleteWhatADocumentCompletes() {
        start(IMPORT + "security: {petstore/one: {apiKey: hunter2}}");

        assertThatThrownBy(() -> registry().put("petstore/one", definition(bean -> bean.setApiKey("k"))))
                .hasMessageContaining("is defined twice")
                .hasMessageContaining("by code");
        assertThat(call("petstore/either").header("X-One")).isEqualTo("hunter2");
    }

    // --- alternatives -----------------------------------------------------------------------------------------------

    @Test
    void firstAlternativeThatHasItsCredentialsIsUsedAlsoWhenTheyComeAndGo() {
        start(IMPORT);
        registry().put("petstore/two", definition(bean -> {
            bean.setUsername("u");
            bean.setPassword("p");
        }));
        assertThat(credentials(call("petstore/either"))).containsExactly(null, "Basic dTpw");

        registry().put("petstore/one", definition(bean -> bean.setApiKey("k")));
        assertThat(credentials(call("petstore/either"))).containsExactly("k", null);
        assertThat(credentials(call("petstore/both"))).containsExactly("k", "Basic dTpw");

        registry().removeSecurity("petstore/one");
        assertThat(credentials(call("petstore/either"))).containsExactly(null, "Basic dTpw");
        assertThat(failure("petstore/both"))
                .as("what the import said is still there")
                .hasMessageContaining("'petstore/one': waits for its credentials: set apiKey");

        registry().removeSecurity("petstore/two");
        assertThat(failure("petstore/either")).hasMessageContaining("set apiKey, or");
    }

    @Test
    void placeholderWithoutAValueLetsTheNextAlternativeBeUsed() {
        start(
                IMPORT
                        + """
                security:
                  petstore/one: {apiKey: '{{not.there}}'}
                  petstore/two: {username: u, password: p}
                """);

        assertThat(credentials(call("petstore/either"))).containsExactly(null, "Basic dTpw");
        assertThat(failure("petstore/both")).hasMessageContaining("{{not.there}}");
    }

    @Test
    void credentialsAreOptionalWhereTheDescriptionSaysSo() {
        start(IMPORT);
        assertThat(credentials(call("petstore/optional"))).containsExactly(null, null);
        assertThat(credentials(call("petstore/none"))).containsExactly(null, null);

        registry().put("petstore/one", definition(bean -> bean.setApiKey("k")));

        assertThat(credentials(call("petstore/optional"))).containsExactly("k", null);
        assertThat(credentials(call("petstore/none"))).containsExactly(null, null);
    }

    private static List<String> credentials(RecordedRequest request) {
        return Arrays.asList(request.header("X-One"), request.header("Authorization"));
    }

    // --- scopes -----------------------------------------------------------------------------------------------------

    /** Keeps out that a public API on plain http could not be called because it might have had credentials. */
    @Test
    void optionalCredentialsDoNotGoOverPlainHttpButCallsWithoutThemDo() {
        start("openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml', baseUrl: 'http://nowhere.invalid'}}");

        assertThat(failure("petstore/optional").getKind()).isEqualTo(FailureKind.DNS);

        SecurityDefinition key = new SecurityDefinition();
        key.setApiKey("S3CR3T");
        registry().put("petstore/one", key);

        assertThat(failure("petstore/optional").getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(failure("petstore/optional")).hasMessageContaining("plain http");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "security: {petstore/petstore_aut: {clientId: id}} | no import defines it; did you mean 'petstore/petstore_auth'?",
                "connections: {petstore/raed: {timeout: 5s}}       | no import defines it; did you mean 'petstore/read",
            })
    void whatCompletesNothingIsASlipOfThePen(String section, String message) {
        assertThatThrownBy(() -> start(IMPORT + section)).hasStackTraceContaining(message);
    }

    @Test
    void thereIsOneTokenForEachSetOfScopes() {
        complete(Place.DOCUMENT);

        assertThat(call("petstore/read").header("Authorization")).isEqualTo("Bearer t1");
        assertThat(call("petstore/readToo").header("Authorization")).isEqualTo("Bearer t1");
        assertThat(call("petstore/write").header("Authorization")).isEqualTo("Bearer t2");

        assertThat(identity.requests())
                .extracting(request -> request.form().get("scope"))
                .containsExactly("read", "write read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[own]", "own"})
    void scopesOfTheDefinitionWin(String scopes) {
        start(IMPORT
                + "security: {petstore/petstore_auth: {clientId: me, clientSecret: hunter2, scopes: %s}}"
                        .formatted(scopes));

        assertThat(call("petstore/read").header("Authorization")).isEqualTo("Bearer t1");
        assertThat(call("petstore/write").header("Authorization")).isEqualTo("Bearer t1");
        assertThat(identity.request().form()).containsEntry("scope", "own");
    }

    @Test
    void emptyScopesOfTheDefinitionAskForNone() {
        start(IMPORT + "security: {petstore/petstore_auth: {clientId: me, clientSecret: hunter2, scopes: []}}");

        call("petstore/read");

        assertThat(identity.request().form()).doesNotContainKey("scope");
    }

    // --- connections ------------------------------------------------------------------------------------------------

    /** What code has put on an imported connection can be taken away, and the import's is there again. */
    @Test
    void whatCompletesAConnectionCanBeTakenAway() {
        start(IMPORT);
        Connection completion = new Connection();
        completion.setHeaders(Map.of("X-Own", "own"));
        registry().put("petstore/none", completion);
        assertThat(call("petstore/none").header("X-Own")).isEqualTo("own");

        assertThat(registry().remove("petstore/none")).isTrue();
        assertThat(call("petstore/none").header("X-Own")).isNull();

        assertThat(registry().remove("petstore/none")).isTrue();
        assertThat(failure("petstore/none")).hasMessageContaining("there is no connection 'petstore/none'");
    }
}
