package io.outrest.request;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt ended with: exactly one of both.
 *
 * @param answer of any status
 */
public record Outcome(@Nullable Response answer, @Nullable CallFailure failure) {

    private static final int MOST_BYTES = 64 * 1024;

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

    /** This, as the end of something that had been sent before. */
    public Outcome sentAlready() {
        return failure == null ? this : new Outcome(null, failure.sentAlready());
    }

    /**
     * This with its body in memory, and its socket given back. May wait for a body that still comes in; what is longer than
     * {@value #MOST_BYTES} bytes, or breaks, is left out.
     */
    public Outcome released() {
        if (answer == null || !(answer.payload() instanceof Payload.Incoming incoming)) {
            return this;
        }
        return new Outcome(answer.with(answer.fields(), collected(incoming)), null);
    }

    private static Payload collected(Payload.Incoming incoming) {
        try (InputStream stream = incoming.stream()) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES ? Payload.none() : new Payload.Complete(bytes);
        } catch (IOException e) {
            return Payload.none();
        }
    }

    /** As the end of a call. */
    public CompletionStage<Response> asStage() {
        return failure != null ? CompletableFuture.failedFuture(failure) : CompletableFuture.completedFuture(answer);
    }
}
