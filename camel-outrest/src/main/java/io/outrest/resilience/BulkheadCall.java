package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.concurrent.CompletionStage;

/** Lets so many calls be under way at once, from their first moment to their last byte; turns others away. */
final class BulkheadCall implements Call {

    private final Call next;
    private final BulkheadPolicy policy;
    private final Slots places;
    private final Pauses pauses;
    private final Notice turnedAway;

    /** @param turnedAway said of calls that get no place */
    BulkheadCall(Call next, BulkheadPolicy policy, Slots places, Pauses pauses, Notice turnedAway) {
        this.next = next;
        this.policy = policy;
        this.places = places;
        this.pauses = pauses;
        this.turnedAway = turnedAway;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        return places.take(request.lifetime(), policy.patience(), pauses, this::full)
                .thenCompose(giveBack -> Resilience.whenOver(Resilience.sent(next, request), giveBack));
    }

    private CallFailure full() {
        turnedAway.say();
        return new CallFailure(
                FailureKind.REJECTED, "turned away by the bulkhead: " + policy.calls() + " calls are under way");
    }
}
