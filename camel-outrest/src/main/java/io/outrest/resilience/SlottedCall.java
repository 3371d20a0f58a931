package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.concurrent.CompletionStage;

/** Sends when there is a place on the wire, and gives it back when the answer is there to its last byte. */
final class SlottedCall implements Call {

    private final Call next;
    private final Slots slots;

    SlottedCall(Call next, Slots slots) {
        this.next = next;
        this.slots = slots;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        return slots.take(request.lifetime())
                .thenCompose(giveBack -> Resilience.whenOver(Resilience.sent(next, request), giveBack));
    }
}
