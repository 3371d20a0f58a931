package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.Fault;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The next token, by the refresh token that came with the last one; and when that is good no longer. */
class RenewalTest extends FaultTest {

    private static final TestKey KEY = TestKey.rsa(2048);
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final AtomicInteger count = new AtomicInteger();
    private final RestServer identity = RestServer.start();
    private volatile Function<String, Answer> refreshing = token -> token();

    @AfterEach
    void stopIdentity() {
        identity.close();
    }

    @ParameterizedTest
    @CsvSource({
        "password,           password",
        "jwt_bearer,         " + JWT_BEARER,
    })
    @Fault(26)
    void refusedRefreshTokenMakesWayForTheGrantInTheSameCall(String grant, String type) {
        define(grant, definition -> {});
        status(get());
        refreshing = token -> refusal("invalid_grant");

        assertThat(status(get())).isEqualTo(200);
        assertThat(status(get())).isEqualTo(200);

        assertThat(grants()).containsExactly(type, "refresh_token", type, "refresh_token", type);
        assertThat(refreshTokens()).containsExactly("refresh-1", "refresh-2");
        assertNextCallWorks();
    }

    @Test
    void clientCredentialsAreNotRenewed() {
        define("client_credentials", definition -> definition.setClientSecret("s"));

        status(get());
        status(get());

        assertThat(grants()).containsExactly("client_credentials", "client_credentials");
        assertNextCallWorks();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408, 302})
    @Fault(26)
    void serverThatIsNotWellIsNotAskedTwice(int status) {
        define("password", definition -> {});
        status(get());
        refreshing = token -> Answer.status(status);

        assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(grants()).containsExactly("password", "refresh_token");
        assertNextCallWorksElsewhere();
    }

    @Test
    @Fault(26)
    void answerThatIsNoTokenIsNoRefusal() {
        define("password", definition -> {});
        status(get());
        refreshing = token -> Answer.of("text/html", "<html>S3CR3T-canary</html>");

        assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(grants()).containsExactly("password", "refresh_token");
        assertNextCallWorksElsewhere();
    }

    @Test
    @Fault(26)
    void grantThatIsRefusedTooIsTheFailure() {
        define("password", definition -> {});
        status(get());
        identity.answers(request ->
                refusal(request.form().get("grant_type").equals("password") ? "unauthorized_client" : "invalid_grant"));

        OutrestException failure = assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(failure).hasMessageContaining("400 (unauthorized_client)");
        assertThat(grants()).containsExactly("password", "refresh_token", "password");
        identity.answers(request -> lasting());
        assertCallsWorkSoon();
    }

    @Test
    @Fault(26)
    void callsThatComeTogetherFallBackTogether() {
        define("password", definition -> {});
        status(get());
        identity.answers(request -> {
            pause();
            return request.form().get("grant_type").equals("password") ? lasting() : refusal("invalid_grant");
        });

        List<CompletableFuture<Exchange>> calls =
                IntStream.range(0, 50).mapToObj(i -> later("GET")).toList();

        assertThat(calls).allSatisfy(call -> assertThat(status(call.join())).isEqualTo(200));
        assertThat(grants()).containsExactly("password", "refresh_token", "password");
        assertNextCallWorks();
    }

    @Test
    void changedDefinitionForgetsTheRefreshToken() {
        define("password", definition -> {});
        status(get());

        define("password", definition -> definition.setPassword("another"));
        status(get());

        assertThat(grants()).containsExactly("password", "password");
        assertNextCallWorks();
    }

    /** A refresh token has the scopes of the token that it came with. */
    @Test
    void tokensOfOtherScopesHaveRefreshTokensOfTheirOwn() {
        define("password", definition -> {});
        Connection other = to(server.url());
        other.setSecurity(List.of(Map.of("oauth", List.of("write"))));
        registry().put("Other", other);
        status(get());
        status(send("outrest:Other"));

        status(get());
        status(send("outrest:Other"));

        assertThat(grants()).containsExactly("password", "password", "refresh_token", "refresh_token");
        assertThat(refreshTokens()).containsExactly("refresh-1", "refresh-2");
        assertNextCallWorks();
    }

    @Test
    void renewalNamesThePublicClientAndKeepsParameters() {
        define("jwt_bearer", definition -> {
            definition.setScopes("read");
            definition.setAudience("https://login.example.com");
            definition.setParameters(Map.of("resource", "orders"));
        });
        status(get());

        status(get());

        assertThat(identity.lastRequest().form())
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "refresh-1",
                        "client_id", "me",
                        "resource", "orders"));
        assertNextCallWorks();
    }

    // --- a configured one
    // ----------------------------------------------------------------------------------------------------

    @Test
    @Fault(26)
    void configuredRefreshTokenIsTriedAgainWhenTheNewOneIsRevoked() {
        define("refresh_token", definition -> definition.setRefreshToken("configured"));
        refreshing = token -> token.equals("refresh-1") ? refusal("invalid_grant") : token();
        status(get());

        assertThat(status(get())).isEqualTo(200);
        assertThat(status(get())).isEqualTo(200);

        assertThat(refreshTokens()).containsExactly("configured", "refresh-1", "configured", "refresh-2");
        assertNextCallWorks();
    }

    @Test
    @Fault(26)
    void configuredRefreshTokenThatIsRevokedIsTriedOnce() {
        define("refresh_token", definition -> definition.setRefreshToken("configured"));
        refreshing = token -> refusal("invalid_grant");

        assertFails(this::get, FailureKind.TOKEN, 0);

        assertThat(refreshTokens()).containsExactly("configured");
        assertNextCallWorksElsewhere();
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    /** A public client {@code me} whose tokens last for one call, and the connection that uses it. */
    private void define(String grant, Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setGrant(grant);
        definition.setTokenUrl(identity.url() + "/token");
        definition.setClientId("me");
        if (grant.equals("password")) {
            definition.setUsername("u");
            definition.setPassword("p");
        }
        if (grant.equals("jwt_bearer")) {
            definition.setPrivateKey(KEY.pem());
        }
        changes.accept(definition);
        registry().put("oauth", definition);
        Connection connection = to(server.url());
        connection.setSecurity("oauth");
        api(connection);
        identity.answers(request -> request.form().containsKey("refresh_token")
                ? refreshing.apply(request.form().get("refresh_token"))
                : token());
    }

    private Answer token() {
        int number = count.incrementAndGet();
        return Answer.json("{\"access_token\": \"access-" + number + "\", \"refresh_token\": \"refresh-" + number
                + "\", \"expires_in\": 0}");
    }

    private static Answer lasting() {
        return Answer.json("{\"access_token\": \"lasting\", \"expires_in\": 3600}");
    }

    private static Answer refusal(String error) {
        return Answer.json("{\"error\": \"" + error + "\", \"error_description\": \"" + CANARY + "\"}")
                .withStatus(400);
    }

    private List<String> grants() {
        return identity.requests().stream()
                .map(request -> request.form().get("grant_type"))
                .toList();
    }

    private List<String> refreshTokens() {
        return identity.requests().stream()
                .map(request -> request.form().get("refresh_token"))
                .filter(token -> token != null)
                .toList();
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(300).toMillis()); // the token endpoint takes its time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
