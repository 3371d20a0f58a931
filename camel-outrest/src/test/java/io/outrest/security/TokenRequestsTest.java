package io.outrest.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a client says in what it signs. */
class TokenRequestsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.900Z");
    private static final long SECOND = 1_795_435_200;

    @Test
    void clientSaysWhoItIsForAMinute() {
        Assertion assertion = requests(definition -> {}).clientAssertion("https://id");

        assertThat(assertion.claims())
                .containsEntry("iss", "me")
                .containsEntry("sub", "me")
                .containsEntry("aud", "https://id")
                .containsEntry("iat", SECOND)
                .containsEntry("exp", SECOND + 60)
                .containsOnlyKeys("iss", "sub", "aud", "iat", "exp", "jti");
    }

    @Test
    void clientNeverSaysTheSameTwice() {
        TokenRequests requests = requests(definition -> {});

        assertThat(List.of(requests.clientAssertion("https://id"), requests.clientAssertion("https://id")))
                .extracting(assertion -> assertion.claims().get("jti"))
                .doesNotHaveDuplicates();
    }

    @Test
    void clientAsksInItsOwnNameUnlessThereIsAUser() {
        assertThat(requests(definition -> {}).grantAssertion("https://id").claims())
                .containsEntry("iss", "me")
                .containsEntry("sub", "me")
                .doesNotContainKey("scope");
        assertThat(requests(definition -> definition.setUsername("ann"))
                        .grantAssertion("https://id")
                        .claims())
                .containsEntry("iss", "me")
                .containsEntry("sub", "ann");
        assertThat(requests(definition -> definition.setUsername(""))
                        .grantAssertion("https://id")
                        .claims())
                .doesNotContainKey("sub");
    }

    @Test
    void grantIsForTheAudienceThatIsConfiguredAndNamesTheScopes() {
        TokenRequests requests = requests(definition -> {
            definition.setAudience("https://login.example.com");
            definition.setScopes("read, write");
        });

        assertThat(requests.grantAssertion("https://id").claims())
                .containsEntry("aud", "https://login.example.com")
                .containsEntry("scope", "read write");
        assertThat(requests.clientAssertion("https://id").claims())
                .as("the audience is whom the grant is for")
                .containsEntry("aud", "https://id")
                .doesNotContainKey("scope");
    }

    private static TokenRequests requests(Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setGrant("jwt_bearer");
        definition.setClientId("me");
        changes.accept(definition);
        TokenKey key = new TokenKey(
                "oauth",
                1,
                "https://id/token",
                "me",
                definition.getScopes() == null ? List.of() : definition.getScopes(),
                definition.getAudience() == null ? "" : definition.getAudience(),
                "jwt_bearer",
                "");
        return new TokenRequests(definition, key, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
