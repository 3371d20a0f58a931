package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.Payload;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes the links of the chain that keep a call in bounds. */
public final class Resilience {

    private Resilience() {}

    /**
     * Ends a call when its {@link io.outrest.request.Lifetime} does, whatever it waits for then.
     *
     * @param deadlines know when the time of a call is over
     */
    public static Call timed(Call next, Deadlines deadlines) {
        return new TimedCall(next, deadlines);
    }

    /** Sends, and keeps to it that a call never throws even where a link of the chain does. */
    static CompletionStage<Response> sent(Call next, Request request) {
        try {
            return next.send(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(CallFailure.of(e));
        }
    }

    /**
     * Does something once, when an answer is there to its last byte or will never be: a body that is handed on while it comes
     * in is over when it was read to its end, broke, or was closed.
     */
    public static CompletionStage<Response> whenOver(CompletionStage<Response> answer, Runnable action) {
        if (isThereToItsEnd(answer)) {
            action.run();
            return answer;
        }
        return answer.handle((response, thrown) -> {
            if (thrown != null) {
                action.run();
                throw CallFailure.of(thrown);
            }
            if (response.payload() instanceof Payload.Incoming incoming) {
                return response.with(
                        response.fields(), new Payload.Incoming(new ReleasingStream(incoming.stream(), action)));
            }
            action.run();
            return response;
        });
    }

    private static boolean isThereToItsEnd(CompletionStage<Response> answer) {
        if (!(answer instanceof CompletableFuture<Response> known) || known.isCompletedExceptionally()) {
            return false;
        }
        Response present = known.getNow(null);
        return present != null && !(present.payload() instanceof Payload.Incoming);
    }
}
