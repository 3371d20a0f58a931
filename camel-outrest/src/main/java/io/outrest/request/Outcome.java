package io.outrest.request;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt ended with: exactly one of both.
 *
 * @param answer of any status
 */
public record Outcome(@Nullable Response answer, @Nullable CallFailure failure) {

    /** What a stage ended with. */
    public static Outcome of(@Nullable Response answer, @Nullable Throwable thrown) {
        return thrown == null ? new Outcome(answer, null) : new Outcome(null, CallFailure.of(thrown));
    }

    /** Whether it was turned away before sending, by a limit. */
    public boolean isTurnedAway() {
        return failure != null && failure.kind() == FailureKind.REJECTED;
    }

    /** Whether the body can be sent again: one that can be read only once is as good as new where nothing was sent. */
    public boolean leavesWhole(Body body) {
        return body.repeatable() || failure != null && failure.unsent();
    }

    /** This, whose failure says one thing more. */
    public Outcome because(String more) {
        return failure == null
                ? this
                : new Outcome(null, new CallFailure(failure.kind(), failure.getMessage() + "; " + more, failure));
    }

    /** This without a body that still comes in, whose socket is given back. */
    public Outcome released() {
        if (answer == null || !(answer.payload() instanceof Payload.Incoming)) {
            return this;
        }
        answer.payload().close();
        return new Outcome(answer.with(answer.fields(), Payload.none()), null);
    }

    /** As the end of a call. */
    public CompletionStage<Response> asStage() {
        return failure != null ? CompletableFuture.failedFuture(failure) : CompletableFuture.completedFuture(answer);
    }
}
