package io.outrest.security;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One token and what is known about getting the next one. Thread-safe; its lock is never held while something is waited for.
 */
final class CachedToken {

    private static final Duration LARGEST_MARGIN = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration UNKNOWN = Duration.ofDays(3650);

    private final LongSupplier ticker;
    private @Nullable Held held;
    private @Nullable Secret forWaitingCalls;
    private @Nullable CompletableFuture<Secret> pending;
    private @Nullable Pause pause;
    private long fetched;
    private long failed;

    CachedToken(LongSupplier ticker) {
        this.ticker = ticker;
    }

    private record Held(Secret token, long fetchedAt, long renewAt, long expiresAt) {}

    private record Pause(CallFailure reason, Duration length, long until) {}

    /** The token while it lasts; the call that finds it due for renewal waits for the next one, others do not. */
    CompletionStage<Secret> token(Supplier<CompletionStage<AccessToken>> endpoint) {
        CompletableFuture<Secret> fetching;
        synchronized (this) {
            boolean mayAsk = pending == null && !isPaused();
            if (held != null && isBefore(mayAsk ? held.renewAt : held.expiresAt)) {
                return CompletableFuture.completedFuture(held.token);
            }
            if (pending != null) {
                return pending.copy();
            }
            if (!mayAsk) {
                return CompletableFuture.failedFuture(Objects.requireNonNull(pause).reason);
            }
            fetching = new CompletableFuture<>();
            pending = fetching;
        }
        asked(endpoint).whenComplete((token, failure) -> finish(fetching, token, failure));
        return fetching.copy();
    }

    private boolean isPaused() {
        return pause != null && isBefore(pause.until);
    }

    /** What is thrown must end the waiting too. */
    private static CompletionStage<AccessToken> asked(Supplier<CompletionStage<AccessToken>> endpoint) {
        try {
            return endpoint.get();
        } catch (Throwable e) { // also a class that cannot be loaded must not leave callers waiting
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(CompletableFuture<Secret> fetching, @Nullable AccessToken token, @Nullable Throwable thrown) {
        CompletionStage<Secret> outcome;
        synchronized (this) {
            pending = null;
            if (token != null) {
                keep(token);
                outcome = CompletableFuture.completedFuture(token.value());
            } else {
                CallFailure failure = asTokenFailure(thrown);
                if (!isCancelled(failure)) {
                    pauseAfter(failure);
                }
                outcome = afterFailure(failure);
            }
        }
        outcome.whenComplete((secret, failure) -> {
            if (failure != null) {
                fetching.completeExceptionally(failure);
            } else {
                fetching.complete(secret);
            }
        });
    }

    /** A token that should be renewed but has not expired yet is better than none. */
    private CompletionStage<Secret> afterFailure(CallFailure failure) {
        return held != null && isBefore(held.expiresAt)
                ? CompletableFuture.completedFuture(held.token)
                : CompletableFuture.failedFuture(failure);
    }

    private void keep(AccessToken token) {
        pause = null;
        fetched++;
        Duration lifetime = token.lifetime() == null ? UNKNOWN : token.lifetime();
        if (lifetime.isZero() || lifetime.isNegative()) {
            held = null;
            forWaitingCalls = token.value();
            return;
        }
        forWaitingCalls = null;
        Duration tenth = lifetime.dividedBy(10);
        Duration margin = tenth.compareTo(LARGEST_MARGIN) < 0 ? tenth : LARGEST_MARGIN;
        held = new Held(token.value(), ticker.getAsLong(), in(lifetime.minus(margin)), in(lifetime));
    }

    private void pauseAfter(CallFailure failure) {
        failed++;
        Duration length = pause == null ? FIRST_PAUSE : pause.length.multipliedBy(2);
        Duration bounded = length.compareTo(LONGEST_PAUSE) < 0 ? length : LONGEST_PAUSE;
        pause = new Pause(failure, bounded, in(bounded));
    }

    /** How it fares, for the definition of that name. */
    synchronized TokenFigures figures(String definition) {
        Held now = held != null && isBefore(held.expiresAt) ? held : null;
        return new TokenFigures(
                definition,
                now == null ? null : Duration.ofNanos(ticker.getAsLong() - now.fetchedAt),
                now == null ? null : Duration.ofNanos(now.expiresAt - ticker.getAsLong()),
                fetched,
                failed,
                pause == null ? null : pause.reason.getMessage());
    }

    synchronized boolean isForWaitingCalls(Secret token) {
        return token.equals(forWaitingCalls);
    }

    /** @param mayAsk whether another one may be asked for */
    synchronized boolean renew(Secret refused, boolean mayAsk) {
        if (refused.equals(forWaitingCalls)) {
            forWaitingCalls = null;
        }
        boolean renewedMeanwhile = held != null && !held.token.equals(refused);
        if (renewedMeanwhile) {
            return true;
        }
        if (pending != null) {
            held = null; // the next one is on its way
            return true;
        }
        if (mayAsk) {
            held = null;
        }
        return mayAsk;
    }

    /** Whether it says nothing of the token endpoint: the component has stopped, and may start again. */
    private static boolean isCancelled(CallFailure failure) {
        return failure.getCause() instanceof CallFailure cause && cause.kind() == FailureKind.CANCELLED;
    }

    private static CallFailure asTokenFailure(@Nullable Throwable thrown) {
        CallFailure failure = CallFailure.of(thrown == null ? new IllegalStateException("no token") : thrown);
        return failure.kind() == FailureKind.TOKEN
                ? failure
                : new CallFailure(FailureKind.TOKEN, "no token could be fetched: " + failure.getMessage(), failure);
    }

    private long in(Duration duration) {
        return ticker.getAsLong() + duration.toNanos();
    }

    private boolean isBefore(long moment) {
        return ticker.getAsLong() - moment < 0;
    }
}
