package io.outrest.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.OutrestException;
import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.Fault;
import io.outrest.testing.keycloak.Forwarder.Passed;
import io.outrest.testing.keycloak.Keycloak;
import io.outrest.testing.keycloak.RealmTest;
import io.outrest.testing.keycloak.TestRealm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Keycloak's admin API, called by connections with OAuth2 whose tokens really expire. */
class KeycloakTest extends RealmTest {

    private static final int CALLERS = 50;
    private static final int TOKENS = 3;
    private static final Duration DURATION = Duration.ofSeconds(12);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration BETWEEN_WAVES = Duration.ofMillis(500);

    @Override
    protected String document() {
        return """
                defaults:
                  timeout: 60s
                  maxConnections: %d
                security:
                  administration:
                    type: oauth2
                    tokenUrl: FORWARDER/realms/outrest/protocol/openid-connect/token
                    clientId: outrest-tests
                    clientSecret: %s
                  stranger:
                    type: oauth2
                    tokenUrl: FORWARDER/realms/outrest/protocol/openid-connect/token
                    clientId: outrest-tests
                    clientSecret: wrong
                  administrator:
                    type: oauth2
                    grant: password
                    issuer: KEYCLOAK/realms/master
                    clientId: admin-cli
                    username: %s
                    password: %s
                connections:
                  Users:
                    baseUrl: FORWARDER/admin/realms/outrest
                    path: /users{?username,exact,max}
                    security: administration
                  User:
                    baseUrl: FORWARDER/admin/realms/outrest
                    path: /users/{user_id}
                    security: administration
                  Logins:
                    baseUrl: FORWARDER/admin/realms/outrest
                    path: /events{?type,max}
                    parameters: {type: CLIENT_LOGIN, max: 1000}
                    security: administration
                  Users for the administrator:
                    baseUrl: FORWARDER/admin/realms/outrest
                    path: /users
                    security: administrator
                  Sign in:
                    baseUrl: KEYCLOAK/realms/master/protocol/openid-connect/token
                    contentType: application/x-www-form-urlencoded
                  Users for nobody:
                    baseUrl: FORWARDER/admin/realms/outrest
                    path: /users
                  Users for strangers:
                    baseUrl: FORWARDER/admin/realms/outrest
                    path: /users
                    security: stranger
                """
                .formatted(CALLERS, clientSecret, Keycloak.ADMINISTRATOR, keycloak.password())
                .replace("KEYCLOAK", keycloak.url())
                .replace("FORWARDER", forwarder.url());
    }

    @Test
    void createsReadsFindsUpdatesAndDeletesAUser() {
        Exchange created = createUser("ada");
        assertThat(status(created)).isEqualTo(201);
        assertThat(created.getMessage().getBody()).isNull();
        String location = created.getMessage().getHeader("Location", String.class);
        assertThat(location).startsWith(keycloak.url() + "/admin/realms/outrest/users/");
        Map<String, Object> ada = Map.of("user_id", location.substring(location.lastIndexOf('/') + 1));

        assertThat(status(send("outrest:User?method=PUT", Map.of("firstName", "Ada", "email", "ada@example.com"), ada)))
                .isEqualTo(204);

        Exchange read = send("outrest:User", ada);
        assertThat(status(read)).isEqualTo(200);
        assertThat(fields(read.getMessage().getBody()))
                .containsEntry("id", ada.get("user_id"))
                .containsEntry("username", "ada")
                .containsEntry("firstName", "Ada")
                .containsEntry("email", "ada@example.com");

        assertThat(usersNamed("ada")).hasSize(1);

        Exchange deleted = send("outrest:User?method=DELETE", ada);
        assertThat(status(deleted)).isEqualTo(204);
        assertThat(deleted.getMessage().getBody()).isNull();
        assertThat(usersNamed("ada")).isEmpty();
    }

    @Test
    void aUserThatIsNotThereIsA404WithItsJson() {
        Exchange answer = send("outrest:User", Map.of("user_id", "nobody"));

        assertThat(status(answer)).isEqualTo(404);
        assertThat(fields(answer.getMessage().getBody())).containsEntry("error", "User not found");
    }

    @Test
    void aUserThatIsThereAlreadyIsA409WithItsJson() {
        assertThat(status(createUser("grace"))).isEqualTo(201);

        Exchange answer = createUser("grace");

        assertThat(status(answer)).isEqualTo(409);
        assertThat(fields(answer.getMessage().getBody()))
                .containsEntry("errorMessage", "User exists with same username");
    }

    @Test
    void aWrongSecretIsAFailureOfTheTokenAndNothingIsSentToTheApi() {
        OutrestException failure = failure(send("outrest:Users for strangers"));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure.getMessage()).contains("401");
        assertThat(forwarder.apiRequests()).isEmpty();
    }

    @Test
    void aUsersPasswordIsGoodForATokenOfAnIssuerThatIsAskedForItsEndpoint() {
        assertThat(status(send("outrest:Users for the administrator"))).isEqualTo(200);
    }

    @Test
    @Fault(26)
    void aRefreshTokenIsGoodForATokenUntilItIsRevoked() {
        SecurityDefinition refreshing = new SecurityDefinition();
        refreshing.setType("oauth2");
        refreshing.setGrant("refresh_token");
        refreshing.setIssuer(keycloak.url() + "/realms/master");
        refreshing.setClientId("admin-cli");
        refreshing.setRefreshToken(refreshToken());
        Connection users = new Connection();
        users.setBaseUrl(forwarder.url() + "/admin/realms/outrest");
        users.setPath("/users");
        users.setSecurity("refreshing");
        registry().put("refreshing", refreshing);
        registry().put("Users for the refreshed", users);
        assertThat(status(send("outrest:Users for the refreshed"))).isEqualTo(200);

        refreshing.setRefreshToken("revoked");
        registry().put("refreshing", refreshing);

        OutrestException failure = failure(send("outrest:Users for the refreshed"));
        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure).hasMessageContaining("400 (invalid_grant)");
    }

    private String refreshToken() {
        Map<String, Object> form = Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                Keycloak.ADMINISTRATOR,
                "password",
                keycloak.password());
        Exchange answer = send("outrest:Sign in?method=POST", form, Map.of());
        return (String) fields(answer.getMessage().getBody()).get("refresh_token");
    }

    @Test
    @Fault(22)
    void fiftyCallersShareOneTokenRequestPerRenewal() {
        List<Exchange> answers = callInWaves();

        assertThat(answers).allSatisfy(answer -> assertThat(status(answer)).isEqualTo(200));
        List<Passed> renewals = forwarder.tokenRequests();
        List<Passed> calls = forwarder.apiRequests();
        assertThat(renewals).as("two tokens have expired at least").hasSizeGreaterThanOrEqualTo(TOKENS);
        assertThat(renewals).extracting(Passed::status).containsOnly(200);
        assertThat(calls).as("each attempt, once").hasSize(attempts(answers));
        assertThat(calls.stream().map(Passed::authorization).distinct())
                .as("a token for each token request")
                .hasSameSizeAs(renewals);
        assertThat(IntStream.range(1, renewals.size())
                        .mapToObj(i -> Duration.ofNanos(
                                renewals.get(i).began() - renewals.get(i - 1).ended())))
                .as("from one token request to the next; Keycloak rounds a token's end down to the second")
                .allMatch(pause -> pause.toMillis() > 1000L * (TestRealm.TOKEN_SECONDS - 2));
        await().untilAsserted(() -> assertThat(logins())
                .as("logins of the client, as Keycloak counts them")
                .isEqualTo(forwarder.tokens()));
        assertThat(statusWith(calls.get(0).authorization()))
                .as("what Keycloak says to the first token now")
                .isEqualTo(401);
    }

    /** All callers at once, again and again, while two tokens expire at least. */
    private List<Exchange> callInWaves() {
        List<Exchange> answers = new ArrayList<>();
        long began = System.nanoTime();
        while (goesOn(Duration.ofNanos(System.nanoTime() - began))) {
            List<CompletableFuture<Exchange>> wave = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> template.asyncSend("outrest:Users?query.max=1", exchange -> {}))
                    .toList();
            await().pollDelay(BETWEEN_WAVES).atMost(Duration.ofMinutes(1)).until(() -> wave.stream()
                    .allMatch(CompletableFuture::isDone));
            wave.forEach(call -> answers.add(call.join()));
        }
        return answers;
    }

    /** On a busy machine the tokens come later. */
    private static boolean goesOn(Duration soFar) {
        return soFar.compareTo(DURATION) < 0
                || soFar.compareTo(LONGEST) < 0 && forwarder.tokenRequests().size() < TOKENS;
    }

    private static int attempts(List<Exchange> answers) {
        return answers.stream()
                .mapToInt(answer -> answer.getMessage().getHeader("CamelOutrestAttempts", Integer.class))
                .sum();
    }

    private int logins() {
        return ((List<?>) send("outrest:Logins").getMessage().getBody()).size();
    }

    private int statusWith(String authorization) {
        return status(send(
                "outrest:Users for nobody", Map.of("CamelOutrestHeaders", Map.of("Authorization", authorization))));
    }

    private Exchange createUser(String name) {
        return send("outrest:Users?method=POST", Map.of("username", name, "enabled", true), Map.of());
    }

    private List<?> usersNamed(String name) {
        Exchange found = send("outrest:Users", Map.of("username", name, "exact", true));
        assertThat(status(found)).isEqualTo(200);
        return (List<?>) found.getMessage().getBody();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Object body) {
        return (Map<String, Object>) body;
    }
}
