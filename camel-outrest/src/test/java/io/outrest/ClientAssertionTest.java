package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client signs, as the token endpoint gets it: to say who it is, and to ask in somebody's name. */
class ClientAssertionTest extends WireTest {

    private static final TestKey KEY = TestKey.rsa(2048);
    private static final String CLIENT_ASSERTION = "client_assertion";
    private static final String GRANT = "assertion";

    private final RestServer identity = RestServer.start().answers(200, "{\"access_token\": \"abc\"}");

    @AfterEach
    void stopIdentity() {
        identity.close();
    }

    // --- private_key_jwt
    // -----------------------------------------------------------------------------------------------------

    @Test
    void clientSignsWhoItIs() throws Exception {
        define(definition -> definition.setKeyId("key-7"));

        assertThat(status(get())).isEqualTo(200);

        Map<String, String> form = identity.request().form();
        assertThat(form)
                .containsOnlyKeys("grant_type", "client_id", "client_assertion_type", CLIENT_ASSERTION)
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("client_id", "me")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assertThat(identity.request().header("Authorization")).isNull();
        JWTClaimsSet claims = verified(form.get(CLIENT_ASSERTION)).getJWTClaimsSet();
        assertThat(verified(form.get(CLIENT_ASSERTION)).getHeader().getKeyID()).isEqualTo("key-7");
        assertThat(claims.getIssuer()).isEqualTo("me");
        assertThat(claims.getSubject()).isEqualTo("me");
        assertThat(claims.getAudience()).containsExactly(identity.url() + "/token");
        assertThat(claims.getJWTID()).isNotBlank();
        Instant issued = claims.getIssueTime().toInstant();
        assertThat(issued).isBetween(Instant.now().minusSeconds(30), Instant.now());
        assertThat(claims.getExpirationTime().toInstant()).isAfter(issued).isBeforeOrEqualTo(issued.plusSeconds(60));
    }

    /** Attack S26: what was sent once is good for nothing. */
    @Test
    void noTwoRequestsHaveTheSameAssertion() throws Exception {
        server.answers(401, "{}");
        define(definition -> {});

        get();

        assertThat(identity.requests()).hasSize(2);
        assertThat(claims(0, CLIENT_ASSERTION).getJWTID())
                .isNotEqualTo(claims(1, CLIENT_ASSERTION).getJWTID());
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "refresh_token", "jwt_bearer"})
    void clientSignsWhoItIsWithAnyGrant(String grant) throws Exception {
        define(definition -> {
            definition.setGrant(grant);
            definition.setUsername(grant.equals("refresh_token") ? null : "ann");
            definition.setPassword(grant.equals("password") ? "p" : null);
            definition.setRefreshToken(grant.equals("refresh_token") ? "r" : null);
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(claims(0, CLIENT_ASSERTION).getSubject()).isEqualTo("me");
        assertThat(identity.request().header("Authorization")).isNull();
    }

    /** A server that another one's name can be signed for would take over its clients. */
    @Test
    void issuerIsWhomTheAssertionIsForWhereItIsKnown() throws Exception {
        identity.answers(request -> Answer.json(
                "{\"access_token\": \"abc\", \"issuer\": \"URL/realm\", \"token_endpoint\": \"URL/realm/token\"}"
                        .replace("URL", identity.url())));
        define(definition -> {
            definition.setTokenUrl(null);
            definition.setIssuer(identity.url() + "/realm");
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(claims(1, CLIENT_ASSERTION).getAudience()).containsExactly(identity.url() + "/realm");
    }

    @Test
    void keyIsReadFromItsFileForEachRequest() throws Exception {
        Path file =
                Files.writeString(folder.resolve("key.pem"), TestKey.rsa(2048).pem());
        server.answers(401, "{}");
        define(definition -> definition.setPrivateKey(file.toString()));
        identity.answers(request -> {
            replace(file, KEY.pem());
            return Answer.json("{\"access_token\": \"abc\"}");
        });

        get();

        assertThat(isOurs(0)).isFalse();
        assertThat(isOurs(1)).isTrue();
    }

    @Test
    void keyThatHasGoneIsATokenFailure() throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), KEY.pem());
        identity.answers(200, "{\"access_token\": \"abc\", \"expires_in\": 0}");
        define(definition -> definition.setPrivateKey(file.toString()));
        assertThat(status(get())).isEqualTo(200);
        Files.delete(file);

        OutrestException failure = assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(failure).hasMessageContaining("privateKey names a file that cannot be read");
    }

    @Test
    void keyThatIsNotThereIsRefusedBeforeAnythingIsSent() {
        define(definition -> definition.setPrivateKey("no-such-file.pem"));

        assertThatThrownBy(this::get)
                .hasStackTraceContaining("security definition 'oauth': privateKey names a file that cannot be read");
        assertThat(identity.requests()).isEmpty();
    }

    @Test
    void neitherKeyNorAssertionStandsInAFailure() {
        identity.answers(request -> Answer.json("{\"error\": \"invalid_client\", \"error_description\": \"ASSERTION\"}"
                        .replace("ASSERTION", request.form().get(CLIENT_ASSERTION)))
                .withStatus(401));
        define(definition -> {});

        OutrestException failure = assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(failure).hasMessageContaining("the status 401 (invalid_client)");
        assertThat(stackTrace(failure))
                .doesNotContain(
                        identity.request().form().get(CLIENT_ASSERTION),
                        KEY.pem().substring(100, 140));
    }

    // --- jwt_bearer
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void clientSignsInWhoseNameItAsks() throws Exception {
        define(definition -> {
            definition.setGrant("jwt_bearer");
            definition.setClientAuthentication(null);
            definition.setUsername("ann");
            definition.setScopes("read, write");
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(identity.request().form())
                .containsOnlyKeys("grant_type", GRANT, "scope")
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                .containsEntry("scope", "read write");
        assertThat(identity.request().header("Authorization")).isNull();
        JWTClaimsSet claims = claims(0, GRANT);
        assertThat(claims.getIssuer()).isEqualTo("me");
        assertThat(claims.getSubject()).isEqualTo("ann");
        assertThat(claims.getAudience()).containsExactly(identity.url() + "/token");
        assertThat(claims.getStringClaim("scope")).isEqualTo("read write");
    }

    @Test
    void audienceOfTheGrantIsNoFieldOfTheForm() throws Exception {
        define(definition -> {
            definition.setGrant("jwt_bearer");
            definition.setAudience("https://login.example.com");
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(claims(0, GRANT).getAudience()).containsExactly("https://login.example.com");
        assertThat(claims(0, CLIENT_ASSERTION).getAudience()).containsExactly(identity.url() + "/token");
        assertThat(claims(0, GRANT).getJWTID())
                .isNotEqualTo(claims(0, CLIENT_ASSERTION).getJWTID());
        assertThat(identity.request().form()).doesNotContainKey("audience");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,     -, -,  -",
                "post,  -, me, -",
                "post,  s, me, s",
                "basic, -, me, -",
                "basic, s, -,  -",
                "-,     s, -,  -",
            })
    void clientOfAGrantSaysWhoItIsAsItIsConfigured(String authentication, String secret, String id, String sent) {
        define(definition -> {
            definition.setGrant("jwt_bearer");
            definition.setClientAuthentication(authentication);
            definition.setClientSecret(secret);
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(identity.request().form().get("client_id")).isEqualTo(id);
        assertThat(identity.request().form().get("client_secret")).isEqualTo(sent);
        assertThat(identity.request().header("Authorization") != null).isEqualTo(secret != null && sent == null);
    }

    // --- what is refused
    // -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientAuthentication=private_key_jwt                            | privateKey is missing, which the type oauth2 with the clientAuthentication private_key_jwt needs",
                "clientAuthentication=private_key_jwt,privateKey=KEY,clientSecret=S3CR3T-canary | clientSecret is no setting of the type oauth2 with the clientAuthentication private_key_jwt",
                "clientAuthentication=tls_client_auth,clientSecret=S3CR3T-canary | clientSecret is no setting of the type oauth2 with the clientAuthentication tls_client_auth",
                "clientAuthentication=tls_client_auth                            | tls.clientCertificate is missing, by which clientAuthentication tls_client_auth goes",
                "clientAuthentication=private_key_jwt,privateKey=KEY,algorithm=HS256 | algorithm must be RS256, RS384",
                "clientAuthentication=private_key_jwt,privateKey=KEY,algorithm=ES256 | algorithm must fit the privateKey, which takes RS256",
                "clientAuthentication=private_key_jwt,privateKey=-----BEGIN S3CR3T-canary | privateKey must be an RSA or EC key",
                "clientSecret=s,privateKey=KEY                                   | privateKey is no setting of the type oauth2",
                "clientSecret=s,keyId=k                                          | keyId is no setting of the type oauth2",
                "grant=jwt_bearer                                                | privateKey is missing, which the type oauth2 with the grant jwt_bearer needs",
                "grant=jwt_bearer,privateKey=KEY,password=S3CR3T-canary          | password is no setting of the type oauth2 with the grant jwt_bearer",
            })
    void definitionThatDoesNotFitTogetherIsRefused(String settings, String problem) {
        SecurityDefinition definition = definition();
        Arrays.stream(settings.split(","))
                .map(pair -> pair.replace("KEY", KEY.pem()).split("=", 2))
                .forEach(pair ->
                        SecurityDefinition.SETTINGS.settings().get(pair[0]).set(definition, pair[1]));

        assertThatThrownBy(() -> registry().put("oauth", definition))
                .hasMessageContaining("security definition 'oauth': " + problem)
                .hasMessageNotContaining(CANARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grant_type",
                "client_id",
                "client_secret",
                "client_assertion",
                "client_assertion_type",
                "assertion",
                "username",
                "password",
                "refresh_token"
            })
    void parametersDoNotSayWhoAsks(String field) {
        SecurityDefinition definition = definition();
        definition.setClientSecret("s");
        definition.setParameters(Map.of(field, CANARY));

        assertThatThrownBy(() -> registry().put("oauth", definition))
                .hasRootCauseInstanceOf(InvalidSetting.class)
                .hasMessageContaining("parameters." + field + " cannot be set")
                .hasMessageNotContaining(CANARY);
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    /** A client {@code me} that signs who it is, and the connection that uses it. */
    private void define(Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = definition();
        definition.setClientAuthentication("private_key_jwt");
        definition.setPrivateKey(KEY.pem());
        changes.accept(definition);
        registry().put("oauth", definition);
        Connection connection = to(server.url());
        connection.setSecurity("oauth");
        api(connection);
    }

    private SecurityDefinition definition() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(identity.url() + "/token");
        definition.setClientId("me");
        return definition;
    }

    private JWTClaimsSet claims(int request, String field) throws Exception {
        return verified(identity.requests().get(request).form().get(field)).getJWTClaimsSet();
    }

    private static SignedJWT verified(String assertion) throws Exception {
        SignedJWT jwt = SignedJWT.parse(assertion);
        assertThat(jwt.verify(new RSASSAVerifier((RSAPublicKey) KEY.publicKey())))
                .isTrue();
        return jwt;
    }

    private boolean isOurs(int request) throws Exception {
        return SignedJWT.parse(identity.requests().get(request).form().get(CLIENT_ASSERTION))
                .verify(new RSASSAVerifier((RSAPublicKey) KEY.publicKey()));
    }

    private static void replace(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
