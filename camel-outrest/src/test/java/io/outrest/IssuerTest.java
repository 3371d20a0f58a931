package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An issuer that is asked where its token endpoint is. */
class IssuerTest extends WireTest {

    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final RestServer issuer = RestServer.start();
    private final RestServer identity = RestServer.start();

    @BeforeEach
    void answer() {
        issuer.answers(configuration("ISSUER", "TOKENS/token?tenant=7"));
        identity.answers(200, "{\"access_token\": \"abc\", \"expires_in\": 3600}");
    }

    @AfterEach
    void stopIdentity() {
        issuer.close();
        identity.close();
    }

    @Test
    void tokenIsHadWhereTheIssuerSays() {
        define(definition -> {});

        assertThat(status(get())).isEqualTo(200);

        assertThat(issuer.request().line()).isEqualTo("GET " + WELL_KNOWN);
        assertThat(issuer.request().header("Accept")).isEqualTo("application/json");
        assertThat(issuer.request().header("Authorization")).isNull();
        assertThat(identity.request().line()).isEqualTo("POST /token?tenant=7");
        assertThat(identity.request().form()).containsEntry("grant_type", "client_credentials");
        assertThat(server.request().headers("Authorization")).containsExactly("Bearer abc");
        assertNothingLeased();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(transports().idle())
                .as("the API's socket and the issuer's, none to where it sent us")
                .isEqualTo(2));
    }

    @Test
    void issuerAndTokenEndpointAreReachedByTheDefinitionsTls() {
        TestIdentity certified = TestIdentity.of(folder, "dns:localhost,ip:127.0.0.1");
        RawServer secure = alsoStop(RawServer.startTls(certified.server(null), false, conversation -> {}));
        secure.follow(conversation -> {
            String answer = conversation.readHead().startsWith("GET")
                    ? "{'issuer': 'URL', 'token_endpoint': 'URL/token'}"
                    : "{'access_token': 'by-tls'}";
            String json = answer.replace("URL", secure.url()).replace('\'', '"');
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: " + json.length()
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + json);
        });
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(certified.certificate());
        define(definition -> {
            definition.setIssuer(secure.url());
            definition.setTls(tls);
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(server.request().headers("Authorization")).containsExactly("Bearer by-tls");
    }

    @Test
    void issuerAndTokenEndpointAreReachedByTheDefinitionsProxyAndMayBeInsecureIfAllowed() {
        RawServer proxy = raw(conversation -> {
            while (conversation.readRequest()) {
                String json = "{\"issuer\": \"http://id.example\", \"token_endpoint\": \"http://tokens.example/t\","
                        + " \"access_token\": \"by-proxy\"}";
                conversation.send("HTTP/1.1 200 OK\r\nContent-Length: " + json.length()
                        + "\r\nContent-Type: application/json\r\n\r\n" + json);
            }
        });
        ProxySettings settings = new ProxySettings();
        settings.setHost("127.0.0.1");
        settings.setPort(proxy.port());
        define(definition -> {
            definition.setIssuer("http://id.example");
            definition.setAllowInsecure(true);
            definition.setProxy(settings);
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(proxy.requests())
                .extracting(request -> request.lines().findFirst().orElse("").replace(":80/", "/"))
                .containsExactly(
                        "GET http://id.example" + WELL_KNOWN + " HTTP/1.1", "POST http://tokens.example/t HTTP/1.1");
        assertThat(server.request().headers("Authorization")).containsExactly("Bearer by-proxy");
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                              '',         /.well-known/openid-configuration",
        "/,                                               /,          /.well-known/openid-configuration",
        "/realms/a,                                       /realms/a,  /realms/a/.well-known/openid-configuration",
        "/realms/a/,                                      /realms/a/, /realms/a/.well-known/openid-configuration",
        "/.well-known/openid-configuration,               '',         /.well-known/openid-configuration",
        "/.well-known/openid-configuration,               /,          /.well-known/openid-configuration",
        "/realms/a/.well-known/openid-configuration,      /realms/a,  /realms/a/.well-known/openid-configuration",
        "/realms/a/.well-known/openid-configuration,      /realms/a/, /realms/a/.well-known/openid-configuration",
    })
    void issuerIsItsNameOrTheUrlOfItsConfiguration(String written, String name, String asked) {
        issuer.answers(configuration("ISSUER" + name, "TOKENS/token"));
        define(definition -> definition.setIssuer(issuer.url() + written));

        assertThat(status(get())).isEqualTo(200);

        assertThat(issuer.request().line()).isEqualTo("GET " + asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {'issuer': 'ISSUER/', 'token_endpoint': 'TOKENS/token'} | gave the configuration of another issuer",
                "200 | {'issuer': 'https://S3CR3T-canary', 'token_endpoint': 'TOKENS/token'} | gave the configuration of another issuer",
                "200 | {'issuer': 7, 'token_endpoint': 'TOKENS/token'} | gave the configuration of another issuer",
                "200 | {'token_endpoint': 'TOKENS/token'} | gave the configuration of another issuer",
                "200 | {'issuer': 'ISSUER'} | names no token_endpoint",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': ['TOKENS/token']} | names no token_endpoint",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': '/token'} | cannot be used: it must be http://host",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': 'file:///etc/passwd'} | cannot be used: it must be http://host",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': 'https://u:S3CR3T-canary@id/token'} | cannot be used: it must be http://host",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': 'https://id/to ken'} | cannot be used: it holds characters",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': 'http://id.example.com/S3CR3T-canary'} | is plain http",
                "200 | [{'issuer': 'ISSUER', 'token_endpoint': 'TOKENS/token'}] | gave no JSON object",
                "200 | {'issuer': 'ISSUER', 'token_endpoint': 'TOKENS/token'} {} | gave no JSON object",
                "200 | null | gave no JSON object",
                "200 | `` | gave no JSON object",
                "200 | <html>S3CR3T-canary</html> | gave no JSON object",
                "201 | {'issuer': 'ISSUER', 'token_endpoint': 'TOKENS/token'} | answered with the status 201",
                "302 | {'issuer': 'ISSUER', 'token_endpoint': 'TOKENS/token'} | answered with the status 302",
                "404 | {'error': 'S3CR3T-canary'} | answered with the status 404",
            })
    void answerThatIsNoConfigurationIsATokenFailure(int status, String answer, String problem) {
        issuer.answers(Answer.json(filled(answer)).withStatus(status).with("Location", issuer.url() + "/x"));
        define(definition -> {});

        OutrestException failure = assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(failure).hasMessageContaining("the issuer ").hasMessageContaining(problem);
        assertThat(issuer.requests()).as("redirects are not followed").hasSize(1);
        assertThat(identity.requests()).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void configurationIsOneMebibyteAtMost() {
        issuer.answers(Answer.json(" ".repeat(1024 * 1024) + filled("{'issuer': 'ISSUER'}")));
        define(definition -> {});

        assertFails(this::get, FailureKind.TOKEN, 0);
        assertThat(identity.requests()).isEmpty();
    }

    @Test
    void issuerThatIsNotThereIsATokenFailureAndAskedAgainAfterThePause() {
        issuer.answers(Answer.status(503));
        define(definition -> {});
        assertFails(this::get, FailureKind.TOKEN, 0);
        assertFails(this::get, FailureKind.TOKEN, 0);
        assertThat(issuer.requests()).as("for a second nobody is asked").hasSize(1);

        answer();

        await().atMost(PATIENCE).until(() -> get().getException() == null);
    }

    @Test
    void deadlineWhileTheIssuerIsAskedIsATokenFailure() {
        issuer.answersAfter(Duration.ofSeconds(2), configuration("ISSUER", "TOKENS/token"));
        define(definition -> {});

        assertThat(failure(send("outrest:API?timeout=300ms")).getKind()).isEqualTo(FailureKind.TOKEN);
    }

    @Test
    void issuerIsAskedOnceForAllTokensAndConnections() {
        identity.answers(200, "{\"access_token\": \"abc\", \"expires_in\": 0}");
        define(definition -> {});
        registry().put("Other", connection());

        for (String uri : new String[] {"outrest:API", "outrest:Other", "outrest:API"}) {
            assertThat(status(send(uri))).isEqualTo(200);
        }

        assertThat(identity.requests()).hasSize(3);
        assertThat(issuer.requests()).hasSize(1);
    }

    @Test
    void changedDefinitionAsksItsIssuerAgain() {
        define(definition -> {});
        status(get());
        define(definition -> definition.setScopes("read"));
        status(get());

        assertThat(issuer.requests()).extracting(RecordedRequest::line).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenUrl=https://id/token,issuer=https://id | issuer cannot stand beside tokenUrl",
                "issuer=http://id.example.com | issuer is plain http",
                "issuer=id.example.com | issuer must be http://host",
                "issuer=https://id?x=1 | issuer must be http://host",
                "issuer=https://u:p@id | issuer must be http://host",
                "issuer=https://id/{tenant} | issuer holds characters",
                "issuer= | issuer is missing, which the type oauth2 needs",
            })
    void issuerThatCannotBeUsedIsRefused(String row) {
        String[] settingsAndProblem = row.split(" *\\| ", 2);
        SecurityDefinition definition = definition();
        definition.setIssuer(null);
        for (String pair : settingsAndProblem[0].split(",", -1)) {
            String[] setting = pair.split("=", 2);
            SecurityDefinition.SETTINGS.settings().get(setting[0]).set(definition, setting[1]);
        }

        assertThatThrownBy(() -> registry().put("oauth", definition))
                .hasMessageContaining("security definition 'oauth': " + settingsAndProblem[1]);
    }

    private void define(Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = definition();
        changes.accept(definition);
        registry().put("oauth", definition);
        api(connection());
    }

    private SecurityDefinition definition() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setIssuer(issuer.url());
        definition.setClientId("me");
        definition.setClientSecret(CANARY);
        return definition;
    }

    private Connection connection() {
        Connection connection = to(server.url());
        connection.setSecurity("oauth");
        return connection;
    }

    private Answer configuration(String name, String endpoint) {
        return Answer.json(filled("{'issuer': '" + name + "', 'token_endpoint': '" + endpoint + "', 'more': []}"));
    }

    private String filled(String json) {
        return json.replace('\'', '"').replace("ISSUER", issuer.url()).replace("TOKENS", identity.url());
    }
}
