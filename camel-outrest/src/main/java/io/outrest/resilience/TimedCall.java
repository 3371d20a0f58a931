package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The total deadline: until the last byte, also of a body that is handed on while it comes in. */
final class TimedCall implements Call {

    private final Call next;
    private final ScheduledExecutorService timer;
    private final Executor executor;

    TimedCall(Call next, ScheduledExecutorService timer, Executor executor) {
        this.next = next;
        this.timer = timer;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        Future<?> alarm = schedule(request);
        request.lifetime().whenEnded(reason -> executor.execute(() -> result.completeExceptionally(reason)));
        Resilience.whenOver(Resilience.sent(next, request), () -> cancel(alarm)).whenComplete((response, thrown) -> {
            if (thrown != null) {
                result.completeExceptionally(CallFailure.of(thrown));
            } else if (!result.complete(response)) {
                response.payload().close();
            }
        });
        return result;
    }

    private @Nullable Future<?> schedule(Request request) {
        Duration remaining = request.lifetime().remaining();
        if (remaining == null) {
            return null;
        }
        try {
            return timer.schedule(request.lifetime()::expire, remaining.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null; // shutting down, which ends the call by itself
        }
    }

    private static void cancel(@Nullable Future<?> alarm) {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
