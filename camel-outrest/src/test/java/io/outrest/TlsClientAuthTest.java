package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer;
import io.outrest.testing.TestIdentity;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that a token endpoint knows by its certificate (RFC 8705 section 2). */
class TlsClientAuthTest extends WireTest {

    private final RestServer issuer = RestServer.start();
    private TestIdentity identity;
    private TestIdentity client;
    private RawServer tokens;

    @BeforeEach
    void startTokens() {
        identity = TestIdentity.of(folder, "dns:localhost,ip:127.0.0.1");
        client = TestIdentity.of(folder, "dns:client");
        tokens = alsoStop(RawServer.startTls(identity.server(client), true, conversation -> {
            conversation.readRequest();
            String json = "{\"access_token\": \"by-certificate\"}";
            conversation.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                            + json.length() + "\r\n\r\n" + json);
        }));
    }

    @AfterEach
    void stopIssuer() {
        issuer.close();
    }

    @Test
    void clientShowsItsCertificateAndSaysItsName() {
        define(definition -> {});

        assertThat(status(get())).isEqualTo(200);

        assertThat(tokens.requests().get(0))
                .endsWith("grant_type=client_credentials&client_id=me")
                .doesNotContainIgnoringCase("\nAuthorization:");
        assertThat(server.request().headers("Authorization")).containsExactly("Bearer by-certificate");
    }

    @Test
    void clientWithTheCertificateOfAnotherIsATokenFailure() {
        TestIdentity stranger = TestIdentity.of(folder, "dns:stranger");
        define(definition -> {
            definition.getTls().setClientCertificate(stranger.certificate());
            definition.getTls().setClientKey(stranger.key());
        });

        assertFails(this::get, FailureKind.TOKEN, 0);
    }

    @Test
    void issuerMayHaveATokenEndpointForCertificates() {
        issuer.answers(
                200,
                """
                {"issuer": "ISSUER", "token_endpoint": "ISSUER/token",
                 "mtls_endpoint_aliases": {"token_endpoint": "TOKENS/token"}}
                """
                        .replace("ISSUER", issuer.url())
                        .replace("TOKENS", tokens.url()));
        define(definition -> {
            definition.setTokenUrl(null);
            definition.setIssuer(issuer.url());
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(server.request().headers("Authorization")).containsExactly("Bearer by-certificate");
    }

    @Test
    void otherClientsGoWhereAllGo() {
        issuer.answers(
                200,
                """
                {"issuer": "ISSUER", "token_endpoint": "ISSUER/token", "access_token": "by-secret",
                 "mtls_endpoint_aliases": {"token_endpoint": "TOKENS/token"}}
                """
                        .replace("ISSUER", issuer.url())
                        .replace("TOKENS", tokens.url()));
        define(definition -> {
            definition.setTokenUrl(null);
            definition.setIssuer(issuer.url());
            definition.setClientAuthentication(null);
            definition.setClientSecret("s");
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(server.request().headers("Authorization")).containsExactly("Bearer by-secret");
    }

    private void define(Consumer<SecurityDefinition> changes) {
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(identity.certificate());
        tls.setClientCertificate(client.certificate());
        tls.setClientKey(client.key());
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(tokens.url() + "/token");
        definition.setClientId("me");
        definition.setClientAuthentication("tls_client_auth");
        definition.setTls(tls);
        changes.accept(definition);
        registry().put("oauth", definition);
        Connection connection = to(server.url());
        connection.setSecurity("oauth");
        api(connection);
    }
}
