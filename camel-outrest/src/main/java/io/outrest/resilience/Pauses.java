package io.outrest.resilience;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Lifetime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets time pass without a thread.
 *
 * @param timer must never be kept busy
 */
record Pauses(ScheduledExecutorService timer) {

    /** A stage that ends after that time, and fails as soon as the lifetime ends before. */
    CompletionStage<@Nullable Void> pause(Duration time, Lifetime lifetime) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        Future<?> alarm = later(time, () -> lifetime.executor().execute(() -> over.complete(null)));
        if (alarm.isCancelled()) {
            over.completeExceptionally(new CallFailure(FailureKind.CANCELLED, "the component stops"));
        }
        lifetime.whenEnded(reason -> {
            alarm.cancel(false);
            lifetime.executor().execute(() -> over.completeExceptionally(reason));
        });
        return over;
    }

    /** Does something short on the timer's thread after that time; cancelled already where the timer has stopped. */
    Future<?> later(Duration time, Runnable action) {
        try {
            return timer.schedule(action, nanos(time), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            CompletableFuture<?> never = new CompletableFuture<>();
            never.cancel(false);
            return never;
        }
    }

    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(10_000)) > 0
                ? Duration.ofDays(10_000).toNanos()
                : time.toNanos();
    }
}
