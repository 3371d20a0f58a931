package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grants of OAuth2, from the settings to the token request on the wire. */
class GrantTest extends WireTest {

    private final AtomicInteger count = new AtomicInteger();
    private final RestServer identity = RestServer.start().answers(request -> rotated());

    @AfterEach
    void stopIdentity() {
        identity.close();
    }

    // --- password
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void userIsSentInTheForm() {
        define("password", definition -> {
            definition.setUsername("Jürgen");
            definition.setPassword("p&=+ä");
            definition.setClientSecret(CANARY);
            definition.setScopes("read, write");
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(identity.request().form())
                .isEqualTo(Map.of(
                        "grant_type", "password", "username", "Jürgen", "password", "p&=+ä", "scope", "read write"));
        assertThat(identity.request().header("Authorization")).startsWith("Basic ");
        assertThat(server.request().headers("Authorization")).containsExactly("Bearer access-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "post"})
    void clientWithoutASecretSaysItsNameInTheForm(String clientAuthentication) {
        define("password", definition -> {
            definition.setUsername("u");
            definition.setPassword("p");
            definition.setClientAuthentication(clientAuthentication);
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(identity.request().form())
                .isEqualTo(Map.of("grant_type", "password", "username", "u", "password", "p", "client_id", "me"));
        assertThat(identity.request().header("Authorization")).isNull();
    }

    @Test
    void refreshTokenThatComesWithATokenIsUsedForTheNextOne() {
        accept("access-2");
        define("password", definition -> {
            definition.setUsername("u");
            definition.setPassword("p");
            definition.setScopes("read");
        });

        assertThat(status(get())).isEqualTo(200);

        assertThat(identity.lastRequest().form())
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "refresh-1",
                        "client_id", "me"));
    }

    // --- refresh_token
    // -----------------------------------------------------------------------------------------------------

    @Test
    void refreshTokenIsSentInTheForm() {
        refreshing(definition -> definition.setScopes("read"));

        assertThat(status(get())).isEqualTo(200);

        assertThat(identity.request().form())
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "refresh-0",
                        "scope", "read",
                        "client_id", "me"));
        assertThat(server.request().headers("Authorization")).containsExactly("Bearer access-1");
    }

    @Test
    void newRefreshTokenReplacesTheOldOne() {
        refreshing(definition -> {});
        for (int i = 1; i <= 3; i++) {
            accept("access-" + i);
            assertThat(status(get())).isEqualTo(200);
        }

        assertThat(identity.requests())
                .extracting(request -> request.form().get("refresh_token"))
                .containsExactly("refresh-0", "refresh-1", "refresh-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"refresh_token\": null", ", \"refresh_token\": \"\"", ", \"refresh_token\": 5"})
    void refreshTokenThatIsNotReplacedStays(String rest) {
        identity.answers(200, "{\"access_token\": \"a\", \"expires_in\": 0" + rest + "}");
        refreshing(definition -> {});
        status(get());
        status(get());

        assertThat(identity.requests())
                .extracting(request -> request.form().get("refresh_token"))
                .containsExactly("refresh-0", "refresh-0");
    }

    /** A refresh token that was replaced is void for whoever uses the definition. */
    @Test
    void connectionsShareTheNewRefreshToken() {
        refreshing(definition -> {});
        status(get());
        accept("access-2");
        registry().put("Other", with("oauth"));

        assertThat(status(send("outrest:Other"))).isEqualTo(200);

        assertThat(identity.lastRequest().form()).containsEntry("refresh_token", "refresh-1");
    }

    @Test
    void changedDefinitionBeginsWithItsOwnRefreshToken() {
        refreshing(definition -> {});
        status(get());
        refreshing(definition -> definition.setRefreshToken("another"));

        status(get());

        assertThat(identity.lastRequest().form()).containsEntry("refresh_token", "another");
    }

    @Test
    void refreshTokenThatIsNoLongerValidIsATokenFailureWithTheErrorCode() {
        identity.answers(400, "{\"error\": \"invalid_grant\", \"error_description\": \"" + CANARY + " is revoked\"}");
        refreshing(definition -> definition.setRefreshToken(CANARY));

        OutrestException failure = assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(failure).hasMessageContaining("the token endpoint answered with the status 400 (invalid_grant)");
        assertThat(server.requests()).isEmpty();
    }

    // --- what is missing
    // -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "type=basic                                          | username,password",
                "type=basic,username= ,password=p                    | username",
                "type=basic,username=u,password=p                    | -",
                "type=apiKey,in=header,name=X                        | apiKey",
                "type=bearer                                         | token",
                "type=oauth2                                         | tokenUrl,clientId,clientSecret",
                "type=oauth2,tokenUrl=https://id                     | clientId,clientSecret",
                "type=oauth2,grant=password,tokenUrl=https://id      | clientId,username,password",
                "type=oauth2,grant=refresh_token,clientId=c          | tokenUrl,refreshToken",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientSecret=s | -",
                "type=digest,username=u                              | password",
                "type=mutualTls                                      | clientCertificate,clientKey",
                "type=oauth2,issuer=https://id                       | clientId,clientSecret",
                "type=oauth2,tokenUrl=https://id,grant=jwt_bearer    | clientId,privateKey",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientAuthentication=private_key_jwt | privateKey",
                "type=oauth2,tokenUrl=https://id,clientId=c,grant=jwt_bearer,clientAuthentication=private_key_jwt | privateKey",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientAuthentication=tls_client_auth | -",
            })
    void missingSettingsAreNamed(String settings, String missing) {
        assertThat(CredentialsFactory.missing(parse(settings)))
                .isEqualTo(missing == null ? List.of() : List.of(missing.split(",")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"username=u", "type=magic", "type=oauth2,grant=magic"})
    void whatIsMissingIsUnknownWithoutAKnownType(String settings) {
        assertThatThrownBy(() -> CredentialsFactory.missing(parse(settings))).isInstanceOf(InvalidSetting.class);
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    private static SecurityDefinition parse(String settings) {
        SecurityDefinition definition = new SecurityDefinition();
        Arrays.stream(settings.split(",", -1))
                .map(pair -> pair.split("=", 2))
                .forEach(pair ->
                        SecurityDefinition.SETTINGS.settings().get(pair[0]).set(definition, pair[1]));
        return definition;
    }

    private void refreshing(Consumer<SecurityDefinition> changes) {
        define("refresh_token", definition -> {
            definition.setRefreshToken("refresh-0");
            changes.accept(definition);
        });
    }

    /** A public client {@code me}, and the connection that uses it. */
    private void define(String grant, Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setGrant(grant);
        definition.setTokenUrl(identity.url() + "/token");
        definition.setClientId("me");
        changes.accept(definition);
        registry().put("oauth", definition);
        api(with("oauth"));
    }

    private Connection with(String definition) {
        Connection connection = to(server.url());
        connection.setSecurity(definition);
        return connection;
    }

    private Answer rotated() {
        int number = count.incrementAndGet();
        return Answer.json("{\"access_token\": \"access-" + number + "\", \"refresh_token\": \"refresh-" + number
                + "\", \"expires_in\": 3600}");
    }

    private void accept(String token) {
        server.answers((RecordedRequest request) -> Answer.json("{}")
                .withStatus(request.headers("Authorization").equals(List.of("Bearer " + token)) ? 200 : 401));
    }
}
