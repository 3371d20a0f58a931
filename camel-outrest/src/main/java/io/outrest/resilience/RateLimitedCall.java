package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends what the API's quota allows. A request that is sent again further inside, such as after a 401, does not wait, but takes
 * its share.
 */
final class RateLimitedCall implements Call {

    private final Call next;
    private final RateLimitPolicy policy;
    private final Quota quota;
    private final Notice turnedAway;

    /** @param turnedAway said of calls that get no share */
    RateLimitedCall(Call next, RateLimitPolicy policy, Quota quota, Notice turnedAway) {
        this.next = next;
        this.policy = policy;
        this.quota = quota;
        this.turnedAway = turnedAway;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        CompletableFuture<Boolean> taken = quota.take(wait(request));
        if (taken.isDone()) {
            return taken.thenCompose(granted -> go(granted, request));
        }
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        request.lifetime().whenEnded(reason -> {
            taken.cancel(false);
            request.lifetime().executor().execute(() -> turn.completeExceptionally(reason));
        });
        taken.whenCompleteAsync(
                (granted, thrown) -> {
                    if (thrown == null) {
                        turn.complete(granted);
                    } else if (!taken.isCancelled()) {
                        turn.completeExceptionally(thrown);
                    }
                },
                request.lifetime().executor());
        return turn.thenCompose(granted -> go(granted, request));
    }

    /** Not longer than the call may last: who waits for what comes too late would be better told at once. */
    private Duration wait(Request request) {
        Duration remaining = request.lifetime().remaining();
        return remaining == null || remaining.compareTo(policy.patience()) > 0 ? policy.patience() : remaining;
    }

    private CompletionStage<Response> go(boolean granted, Request request) {
        if (!granted) {
            turnedAway.say();
            return CompletableFuture.failedFuture(new CallFailure(
                    FailureKind.REJECTED,
                    "turned away by the rate limit of " + policy.calls() + " calls per " + policy.per()));
        }
        int before = request.lifetime().attempts();
        return Resilience.sent(next, request).whenComplete((answer, thrown) -> {
            int more = request.lifetime().attempts() - before - 1;
            if (more > 0) {
                quota.spend(more);
            }
        });
    }
}
