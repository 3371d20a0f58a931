package io.outrest.security;

import io.outrest.settings.Secret;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The refresh token of a definition as it is now: the one that was configured, until an answer brings another one in its
 * place (RFC 6749 section 6). A server may take the use of an old one for theft, so requests with it go one after the
 * other. Thread-safe.
 */
final class RefreshToken {

    private Secret current;
    private CompletableFuture<Void> lastTurn = CompletableFuture.completedFuture(null);

    RefreshToken(Secret configured) {
        this.current = configured;
    }

    /** Asks for a token with it, when all who came before have been answered. */
    CompletionStage<AccessToken> exchange(Function<Secret, CompletionStage<AccessToken>> request) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        CompletableFuture<Void> before;
        synchronized (this) {
            before = lastTurn;
            lastTurn = turn;
        }
        return before.thenCompose(free -> request.apply(current())).whenComplete((token, failure) -> {
            if (token != null && token.refreshToken() != null) {
                replace(token.refreshToken());
            }
            turn.complete(null);
        });
    }

    private synchronized Secret current() {
        return current;
    }

    private synchronized void replace(Secret newer) {
        current = newer;
    }
}
