package io.outrest.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that replaces refresh tokens takes the use of an old one for theft, and revokes them all. */
class RefreshTokenTest {

    private final RefreshToken token = new RefreshToken(Secret.of("configured"));
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<TokenAnswer>> requests = new ArrayList<>();

    @Test
    void secondRequestWaitsForTheFirstAndUsesWhatItBrought() {
        CompletionStage<TokenAnswer> first = exchange(token);
        CompletionStage<TokenAnswer> second = exchange(token);
        assertThat(sent).containsExactly("anew");

        requests.get(0).complete(access("newer"));
        assertThat(first).isCompleted();
        assertThat(sent).containsExactly("anew", "newer");
        assertThat(second).isNotDone();
    }

    @Test
    void failureMakesWayForTheNext() {
        CompletionStage<TokenAnswer> first = exchange(token);
        CompletionStage<TokenAnswer> second = exchange(token);

        requests.get(0).completeExceptionally(new IllegalStateException("nobody is there"));
        requests.get(1).complete(access(null));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompleted();
        assertThat(sent).containsExactly("anew", "anew");
    }

    @Test
    void requestThatThrowsMakesWayForTheNext() {
        CompletionStage<TokenAnswer> first = token.exchange(current -> requested(current.reveal()), () -> {
            throw new IllegalStateException("closed");
        });
        exchange(token);

        assertThat(first).isCompletedExceptionally();
        assertThat(sent).containsExactly("anew");
    }

    /** What is refused for good, and what may be good again a moment later. */
    @ParameterizedTest
    @CsvSource({
        "configured, 400, invalid_grant,       anew",
        "configured, 401, invalid_client,      -",
        "configured, 400, invalid_scope,       -",
        "configured, 400, '',                  -",
        "configured, 429, '',                  -",
        "-,          400, invalid_grant,       anew",
        "-,          400, unauthorized_client, anew",
        "-,          401, invalid_client,      anew",
        "-,          403, '',                  anew",
        "-,          408, '',                  -",
        "-,          429, slow_down,           -",
    })
    void refusedRefreshTokenMakesWayForTheGrantAsItIsConfigured(
            String configured, int status, String error, String next) {
        RefreshToken refreshed = brought(configured, "newer");

        CompletionStage<TokenAnswer> answer = exchange(refreshed);
        requests.get(1).complete(new TokenRefusal(status, error));

        if (next.equals("-")) {
            assertThat(answer).isCompletedWithValue(new TokenRefusal(status, error));
            exchange(refreshed);
            assertThat(sent).as("it is kept").containsExactly("anew", "newer", "newer");
        } else {
            assertThat(answer).isNotDone();
            requests.get(2).complete(new TokenRefusal(400, "invalid_grant"));
            exchange(refreshed);
            assertThat(sent).as("it is forgotten").containsExactly("anew", "newer", "anew", "anew");
        }
    }

    @Test
    void failureIsNoRefusal() {
        RefreshToken refreshed = brought("-", "newer");

        CompletionStage<TokenAnswer> answer = exchange(refreshed);
        requests.get(1).completeExceptionally(new IllegalStateException("the connection was cut"));
        exchange(refreshed);

        assertThat(answer).isCompletedExceptionally();
        assertThat(sent).containsExactly("anew", "newer", "newer");
    }

    /** Some servers send back the one that they were sent: asking by it twice in a row would be in vain. */
    @Test
    void configuredOneThatComesBackIsRefusedOnce() {
        RefreshToken refreshed = brought("configured", "configured");

        CompletionStage<TokenAnswer> answer = exchange(refreshed);
        requests.get(1).complete(new TokenRefusal(400, "invalid_grant"));

        assertThat(answer).isCompleted();
        assertThat(sent).containsExactly("anew", "anew");
    }

    /** One that has had its first answer. */
    private RefreshToken brought(String configured, String refreshToken) {
        RefreshToken refreshed = new RefreshToken(configured.equals("-") ? null : Secret.of(configured));
        exchange(refreshed);
        requests.get(0).complete(access(refreshToken));
        return refreshed;
    }

    private CompletionStage<TokenAnswer> exchange(RefreshToken by) {
        return by.exchange(current -> requested(current.reveal()), () -> requested("anew"));
    }

    private CompletionStage<TokenAnswer> requested(String how) {
        sent.add(how);
        CompletableFuture<TokenAnswer> request = new CompletableFuture<>();
        requests.add(request);
        return request;
    }

    private static AccessToken access(@Nullable String refreshToken) {
        return new AccessToken(
                Secret.of("access"), Duration.ZERO, refreshToken == null ? null : Secret.of(refreshToken));
    }
}
