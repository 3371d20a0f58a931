package io.outrest.security;

import io.outrest.settings.Secret;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The refresh token that the last answer brought, if it did (RFC 6749 section 6). It is used until it is refused; then the
 * grant as it is configured has its turn again. A server may take the use of an old one for theft, so requests go one after
 * the other. Thread-safe.
 */
final class RefreshToken {

    private final @Nullable Secret configured;
    private @Nullable Secret current;
    private CompletableFuture<Void> lastTurn = CompletableFuture.completedFuture(null);

    /** @param configured where the configured grant is a refresh token too; null for any other grant */
    RefreshToken(@Nullable Secret configured) {
        this.configured = configured;
    }

    /**
     * Asks for a token, when all who came before have been answered.
     *
     * @param renewing asks by the refresh token
     * @param anew asks by the grant as it is configured
     */
    CompletionStage<TokenAnswer> exchange(
            Function<Secret, CompletionStage<TokenAnswer>> renewing, Supplier<CompletionStage<TokenAnswer>> anew) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        CompletableFuture<Void> before;
        synchronized (this) {
            before = lastTurn;
            lastTurn = turn;
        }
        return before.thenCompose(free -> ask(current(), renewing, anew)).whenComplete((answer, failure) -> {
            if (answer instanceof AccessToken token && token.refreshToken() != null) {
                replace(token.refreshToken());
            }
            turn.complete(null);
        });
    }

    private CompletionStage<TokenAnswer> ask(
            @Nullable Secret renewal,
            Function<Secret, CompletionStage<TokenAnswer>> renewing,
            Supplier<CompletionStage<TokenAnswer>> anew) {
        if (renewal == null) {
            return anew.get();
        }
        return renewing.apply(renewal).thenCompose(answer -> {
            if (answer instanceof TokenRefusal refusal && isOver(refusal)) {
                replace(null);
                return anew.get();
            }
            return CompletableFuture.completedFuture(answer);
        });
    }

    /** There may be no way back from a refresh token that replaced the configured one. */
    private boolean isOver(TokenRefusal refusal) {
        return configured == null ? !refusal.passing() : refusal.invalidGrant();
    }

    private synchronized @Nullable Secret current() {
        return current;
    }

    private synchronized void replace(@Nullable Secret newer) {
        current = newer == null || newer.equals(configured) ? null : newer;
    }
}
