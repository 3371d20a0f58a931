package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.Lifetime;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The total deadline: until the last byte, also of a body that is handed on while it comes in. */
final class TimedCall implements Call {

    private final Call next;
    private final Deadlines deadlines;

    TimedCall(Call next, Deadlines deadlines) {
        this.next = next;
        this.deadlines = deadlines;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        Lifetime lifetime = request.lifetime();
        CompletableFuture<Response> result = new CompletableFuture<>();
        deadlines.watch(lifetime);
        lifetime.whenEnded(reason -> lifetime.executor().execute(() -> result.completeExceptionally(reason)));
        Resilience.whenOver(Resilience.sent(next, request), () -> deadlines.forget(lifetime))
                .whenComplete((response, thrown) -> {
                    if (thrown != null) {
                        result.completeExceptionally(CallFailure.of(thrown));
                    } else if (!result.complete(response)) {
                        response.payload().close();
                    }
                });
        return result;
    }
}
