package io.outrest.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.outrest.OutrestException;
import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.Fault;
import io.outrest.testing.TestKey;
import io.outrest.testing.keycloak.Forwarder.Passed;
import io.outrest.testing.keycloak.RealmTest;
import io.outrest.testing.keycloak.TestRealm;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that sign who they are, ask in the name of others or show a certificate; Keycloak says whether it believes them. */
class KeycloakClientTest extends RealmTest {

    private static final TestKey RSA = TestKey.rsa(2048);
    private static final TestKey EC = TestKey.ec("secp256r1");
    private static final String TOKEN = "/realms/outrest/protocol/openid-connect/token";

    @Override
    protected String document() {
        return """
                security:
                  administration:
                    type: oauth2
                    tokenUrl: KEYCLOAK/realms/outrest/protocol/openid-connect/token
                    clientId: outrest-tests
                    clientSecret: SECRET
                defaults:
                  timeout: 60s
                connections:
                  Administration:
                    baseUrl: KEYCLOAK/admin/realms/outrest
                    path: /{what}{?username}
                    security: administration
                  User:
                    baseUrl: KEYCLOAK/admin/realms/outrest/users
                    path: /{id}/{what}
                    security: administration
                  Link:
                    baseUrl: KEYCLOAK/admin/realms/outrest/users
                    path: /{id}/federated-identity/{provider}
                    security: administration
                  Provider:
                    baseUrl: KEYCLOAK/admin/realms/outrest/identity-provider/instances
                    security: administration
                """
                .replace("KEYCLOAK", keycloak.url())
                .replace("SECRET", clientSecret);
    }

    // --- private_key_jwt
    // -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "RS256, tokenUrl",
        "RS512, issuer",
        "PS256, tokenUrl",
        "PS384, issuer",
        "ES256, issuer",
        "ES256, tokenUrl",
    })
    void clientThatSignsIsBelieved(String algorithm, String where) {
        client(
                "signing-" + algorithm + "-" + where,
                Map.of(
                        "clientAuthenticatorType",
                        "client-jwt",
                        "attributes",
                        Map.of("use.jwks.string", "true", "jwks.string", publicKeys())));
        SecurityDefinition definition = definition("signing-" + algorithm + "-" + where, where, keycloak.url());
        definition.setClientAuthentication("private_key_jwt");
        definition.setPrivateKey(algorithm.startsWith("ES") ? EC.pem() : RSA.pem());
        definition.setKeyId(algorithm.startsWith("ES") ? "ec" : "rsa");
        definition.setAlgorithm(algorithm);
        connect(definition, keycloak.url(), null);
        assertThat(status(whoAmI())).isEqualTo(200);

        definition.setScopes("openid, profile");
        connect(definition, keycloak.url(), null);

        assertThat(status(whoAmI())).as("by another assertion").isEqualTo(200);
    }

    @Test
    void clientThatSignsWithTheKeyOfAnotherIsNot() {
        client(
                "signing",
                Map.of(
                        "clientAuthenticatorType",
                        "client-jwt",
                        "attributes",
                        Map.of("use.jwks.string", "true", "jwks.string", publicKeys())));
        SecurityDefinition definition = definition("signing", "tokenUrl", keycloak.url());
        definition.setClientAuthentication("private_key_jwt");
        definition.setPrivateKey(TestKey.rsa(2048).pem());
        definition.setKeyId("rsa");
        connect(definition, keycloak.url(), null);

        OutrestException failure = failure(whoAmI());

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure).hasMessageContaining("(invalid_client)");
    }

    // --- refresh tokens
    // ------------------------------------------------------------------------------------------------------

    @Test
    @Fault(26)
    void userStaysSignedInByRefreshTokensAndSignsInAgainWhenTheSessionIsEnded() {
        String ann = user("ann");
        client("public", Map.of("publicClient", true, "directAccessGrantsEnabled", true));
        SecurityDefinition definition = definition("public", "tokenUrl", forwarder.url());
        definition.setGrant("password");
        definition.setUsername("ann");
        definition.setPassword("ann's");
        connect(definition, keycloak.url(), null);
        assertThat(status(whoAmI())).isEqualTo(200);
        pauseUntilTokenHasExpired();
        assertThat(status(whoAmI())).isEqualTo(200);
        assertThat(sessions(ann)).as("the refresh token has begun no other").hasSize(1);

        assertThat(status(send("outrest:User?method=POST", null, Map.of("id", ann, "what", "logout"))))
                .isEqualTo(204);
        Exchange after = whoAmI();

        assertThat(status(after)).isEqualTo(200);
        assertThat(fields(after)).containsEntry("preferred_username", "ann");
        assertThat(forwarder.tokenRequests()).extracting(Passed::status).containsExactly(200, 200, 400, 200);
        assertThat(sessions(ann)).hasSize(1);
    }

    // --- jwt_bearer
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"tokenUrl, basic", "issuer, private_key_jwt"})
    void clientAsksInTheNameOfAUser(String where, String authentication) {
        String name = "bearer-" + where;
        String issuer = "https://elsewhere.example.com/" + where;
        String bob = user("bob-" + authentication);
        provider(name, issuer);
        assertThat(status(send(
                        "outrest:Link?method=POST",
                        Map.of("userId", "bob-elsewhere", "userName", "bob"),
                        Map.of("id", bob, "provider", name))))
                .isEqualTo(204);
        client(
                issuer,
                Map.of(
                        "clientAuthenticatorType",
                        authentication.equals("basic") ? "client-secret" : "client-jwt",
                        "secret",
                        "s3cret",
                        "attributes",
                        Map.of(
                                "oauth2.jwt.authorization.grant.enabled",
                                "true",
                                "oauth2.jwt.authorization.grant.idp",
                                name,
                                "use.jwks.string",
                                "true",
                                "jwks.string",
                                publicKeys())));
        SecurityDefinition definition = definition(issuer, where, keycloak.url());
        definition.setGrant("jwt_bearer");
        definition.setUsername("bob-elsewhere");
        definition.setPrivateKey(RSA.pem());
        definition.setKeyId("rsa");
        definition.setClientAuthentication(authentication);
        definition.setClientSecret(authentication.equals("basic") ? "s3cret" : null);
        connect(definition, keycloak.url(), null);

        Exchange answer = whoAmI();

        assertThat(status(answer)).isEqualTo(200);
        assertThat(fields(answer)).containsEntry("preferred_username", "bob-" + authentication);
    }

    // --- tls_client_auth
    // -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"tokenUrl", "issuer"})
    void clientIsKnownByItsCertificate(String where) {
        client(
                "certified-" + where,
                Map.of(
                        "clientAuthenticatorType",
                        "client-x509",
                        "attributes",
                        Map.of("x509.subjectdn", "CN=Outrest test")));
        SecurityDefinition definition = definition("certified-" + where, where, keycloak.secureUrl());
        definition.setClientAuthentication("tls_client_auth");
        definition.setTls(tls(true));
        connect(definition, keycloak.secureUrl(), tls(false));

        assertThat(status(whoAmI())).isEqualTo(200);
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    private static String publicKeys() {
        return new JWKSet(List.of(
                        new RSAKey.Builder((RSAPublicKey) RSA.publicKey())
                                .keyID("rsa")
                                .keyUse(KeyUse.SIGNATURE)
                                .build(),
                        new ECKey.Builder(Curve.P_256, (ECPublicKey) EC.publicKey())
                                .keyID("ec")
                                .keyUse(KeyUse.SIGNATURE)
                                .build()))
                .toString();
    }

    private static TlsSettings tls(boolean withCertificate) {
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(keycloak.identity().certificate());
        if (withCertificate) {
            tls.setClientCertificate(keycloak.client().certificate());
            tls.setClientKey(keycloak.client().key());
        }
        return tls;
    }

    /** A client with an account of its own, and what else the settings say. */
    private void client(String id, Map<String, ?> settings) {
        Map<String, Object> client = new HashMap<>(Map.of(
                "clientId",
                id,
                "publicClient",
                false,
                "serviceAccountsEnabled",
                !settings.containsKey("publicClient"),
                "standardFlowEnabled",
                false));
        client.putAll(settings);
        create("clients", client);
    }

    /** A user whose password is his name with {@code 's}; the result is his id. */
    private String user(String name) {
        String location = create(
                "users",
                Map.of(
                        "username",
                        name,
                        "enabled",
                        true,
                        "firstName",
                        name,
                        "lastName",
                        name,
                        "email",
                        name + "@example.com",
                        "emailVerified",
                        true,
                        "credentials",
                        List.of(Map.of("type", "password", "value", name + "'s", "temporary", false))));
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Somebody who vouches for users by what is signed with our key. */
    private void provider(String name, String issuer) {
        Exchange created = send(
                "outrest:Provider?method=POST",
                Map.of(
                        "alias",
                        name,
                        "providerId",
                        "jwt-authorization-grant",
                        "enabled",
                        true,
                        "config",
                        Map.of(
                                "issuer",
                                issuer,
                                "jwtAuthorizationGrantEnabled",
                                "true",
                                "useJwksUrl",
                                "false",
                                "publicKeySignatureVerifier",
                                publicKeys())),
                Map.of());
        assertThat(status(created)).as("%s", created.getMessage().getBody()).isEqualTo(201);
    }

    private String create(String what, Map<String, ?> settings) {
        Exchange created = send("outrest:Administration?method=POST", settings, Map.of("what", what));
        assertThat(status(created)).as("%s", created.getMessage().getBody()).isEqualTo(201);
        return created.getMessage().getHeader("Location", String.class);
    }

    private static SecurityDefinition definition(String clientId, String where, String url) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        if (where.equals("issuer")) {
            definition.setIssuer(url + "/realms/outrest");
        } else {
            definition.setTokenUrl(url + TOKEN);
        }
        definition.setClientId(clientId);
        definition.setScopes("openid");
        return definition;
    }

    private void connect(SecurityDefinition definition, String url, @Nullable TlsSettings tls) {
        registry().put("tried", definition);
        Connection connection = new Connection();
        connection.setBaseUrl(url + "/realms/outrest/protocol/openid-connect");
        connection.setPath("/userinfo");
        connection.setSecurity("tried");
        connection.setTls(tls);
        registry().put("Who am I", connection);
    }

    private Exchange whoAmI() {
        return send("outrest:Who am I");
    }

    private List<?> sessions(String user) {
        return (List<?>) send("outrest:User", Map.of("id", user, "what", "sessions"))
                .getMessage()
                .getBody();
    }

    private static void pauseUntilTokenHasExpired() {
        Duration life = Duration.ofSeconds(TestRealm.TOKEN_SECONDS + 1);
        await().pollDelay(life).atMost(life.multipliedBy(2)).until(() -> true);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Exchange answer) {
        return (Map<String, Object>) answer.getMessage().getBody();
    }
}
