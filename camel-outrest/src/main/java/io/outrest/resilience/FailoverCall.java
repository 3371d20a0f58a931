package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.Outcome;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one of several base URLs, and at once to the next where one fails and it does no harm to send again. The last answer
 * or failure is the call's. Asks on the way, in the background, whether those that are left out are back.
 */
final class FailoverCall implements Call {

    private final Call next;
    private final Ejections ejections;
    private final IntFunction<CompletionStage<Response>> probe;

    /** @param probe asks the base URL of that number whether it is up */
    FailoverCall(Call next, Ejections ejections, IntFunction<CompletionStage<Response>> probe) {
        this.next = next;
        this.ejections = ejections;
        this.probe = probe;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        ejections.due().forEach(this::ask);
        List<Integer> order = ejections.order();
        return send(request, order.get(0), order.listIterator(1), null);
    }

    private void ask(int place) {
        probe.apply(place).whenComplete((answer, thrown) -> ejections.asked(place, Outcome.of(answer, thrown)));
    }

    private CompletionStage<Response> send(
            Request request, int place, Iterator<Integer> others, @Nullable Outcome before) {
        Request there = request.at(place);
        int era = ejections.era(place);
        int attempts = request.lifetime().attempts();
        return Resilience.sent(next, there)
                .thenApply(answer -> answer.from(there))
                .handle((answer, thrown) -> Outcome.of(answer, thrown))
                .thenCompose(outcome -> {
                    if (request.lifetime().attempts() > attempts) {
                        ejections.ended(place, era, outcome);
                    }
                    return before != null && outcome.isTurnedAway()
                            ? before.asStage()
                            : afterwards(request, others, outcome);
                });
    }

    private CompletionStage<Response> afterwards(Request request, Iterator<Integer> others, Outcome outcome) {
        boolean ended = request.lifetime().ended() != null;
        int other = ended || !Failover.isWorthIt(request, outcome) ? -1 : nextUp(others);
        return other < 0 ? outcome.asStage() : send(request, other, others, outcome.released());
    }

    /** The next that has not been left out meanwhile; negative for none. */
    private int nextUp(Iterator<Integer> others) {
        while (others.hasNext()) {
            int other = others.next();
            if (!ejections.isEjected(other)) {
                return other;
            }
        }
        return -1;
    }
}
