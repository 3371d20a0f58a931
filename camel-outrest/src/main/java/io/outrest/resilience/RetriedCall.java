package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.Outcome;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries again, after a pause, what may help and does no harm, as long as attempts, budget and deadline allow. The last answer
 * or failure is the call's; an answer that is handed on is never tried again.
 */
final class RetriedCall implements Call {

    private final Call next;
    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final Pauses pauses;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final Notice onlyOnce;
    private final Notice spent;

    /**
     * @param clock tells what a date in {@code Retry-After} means
     * @param random from 0, which is included, to 1
     * @param onlyOnce said of a call that is not tried again because its body cannot be sent twice
     * @param spent said of a call that is not tried again because nothing is left of the budget
     */
    RetriedCall(
            Call next,
            RetryPolicy policy,
            RetryBudget budget,
            Pauses pauses,
            InstantSource clock,
            DoubleSupplier random,
            Notice onlyOnce,
            Notice spent) {
        this.next = next;
        this.policy = policy;
        this.budget = budget;
        this.pauses = pauses;
        this.clock = clock;
        this.random = random;
        this.onlyOnce = onlyOnce;
        this.spent = spent;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        return attempt(policy.prepared(request), 1, null);
    }

    private CompletionStage<Response> attempt(Request request, int number, @Nullable Outcome before) {
        return Resilience.sent(next, request)
                .handle((answer, thrown) -> Outcome.of(answer, thrown))
                .thenCompose(outcome -> before != null && outcome.isTurnedAway()
                        ? before.asStage()
                        : afterwards(request, number, outcome));
    }

    private CompletionStage<Response> afterwards(Request request, int number, Outcome outcome) {
        if (!isWorthAnother(request, outcome) || number >= policy.attempts()) {
            return outcome.asStage();
        }
        if (!outcome.leavesWhole(request.body())) {
            onlyOnce.say();
            return outcome.because("it was not tried again, as its body cannot be sent twice")
                    .asStage();
        }
        Duration pause = pause(number, outcome);
        if (!isOverBefore(request, pause)) {
            return outcome.asStage();
        }
        if (!budget.take()) {
            spent.say();
            return outcome.asStage();
        }
        Outcome kept = outcome.released();
        return pauses.pause(pause, request.lifetime()).thenCompose(over -> attempt(request, number + 1, kept));
    }

    private boolean isWorthAnother(Request request, Outcome outcome) {
        Response answer = outcome.answer();
        CallFailure failure = outcome.failure();
        if (answer != null && !policy.statuses().contain(answer.status()) && !BrokenCall.isFailure(answer)) {
            budget.giveBack();
        }
        return request.lifetime().ended() == null
                && (answer != null && policy.isWorthAnother(request, answer)
                        || failure != null && RetryPolicy.isWorthAnother(request, failure));
    }

    private Duration pause(int made, Outcome outcome) {
        Response answer = outcome.answer();
        Duration asked = answer == null ? null : RetryAfter.of(answer.fields(), clock.instant());
        return asked == null ? policy.pause(made, random.getAsDouble()) : asked;
    }

    private static boolean isOverBefore(Request request, Duration pause) {
        Duration remaining = request.lifetime().remaining();
        return remaining == null || pause.compareTo(remaining) < 0;
    }
}
