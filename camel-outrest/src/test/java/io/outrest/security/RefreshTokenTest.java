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

/** A server that replaces refresh tokens takes the use of an old one for theft, and revokes them all. */
class RefreshTokenTest {

    private final RefreshToken token = new RefreshToken(Secret.of("configured"));
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<AccessToken>> requests = new ArrayList<>();

    @Test
    void secondRequestWaitsForTheFirstAndUsesWhatItBrought() {
        CompletionStage<AccessToken> first = token.exchange(this::request);
        CompletionStage<AccessToken> second = token.exchange(this::request);
        assertThat(sent).containsExactly("configured");

        requests.get(0).complete(access("newer"));
        assertThat(first).isCompleted();
        assertThat(sent).containsExactly("configured", "newer");
        assertThat(second).isNotDone();
    }

    @Test
    void failureMakesWayForTheNext() {
        CompletionStage<AccessToken> first = token.exchange(this::request);
        CompletionStage<AccessToken> second = token.exchange(this::request);

        requests.get(0).completeExceptionally(new IllegalStateException("nobody is there"));
        requests.get(1).complete(access(null));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompleted();
        assertThat(sent).containsExactly("configured", "configured");
    }

    @Test
    void requestThatThrowsMakesWayForTheNext() {
        CompletionStage<AccessToken> first = token.exchange(current -> {
            throw new IllegalStateException("closed");
        });
        token.exchange(this::request);

        assertThat(first).isCompletedExceptionally();
        assertThat(sent).containsExactly("configured");
    }

    private CompletionStage<AccessToken> request(Secret current) {
        sent.add(current.reveal());
        CompletableFuture<AccessToken> request = new CompletableFuture<>();
        requests.add(request);
        return request;
    }

    private static AccessToken access(@Nullable String refreshToken) {
        return new AccessToken(
                Secret.of("access"), Duration.ZERO, refreshToken == null ? null : Secret.of(refreshToken));
    }
}
