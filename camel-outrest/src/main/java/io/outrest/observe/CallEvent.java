package io.outrest.observe;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Outcome;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call that has ended, over all its attempts. Its time ends with the head of a streamed answer, with the last byte of any other.
 * What a body holds is read behind it: that an answer is no JSON is not known here.
 *
 * @param connection its name
 * @param uri the template of path and query, never what was filled in
 * @param correlationId empty where the connection sends none
 * @param attempts how often it was tried to send it; 0 when it was turned away before
 * @param request without credentials
 * @param outcome an answer of any status, or why there is none
 */
public record CallEvent(
        String connection,
        String uri,
        String correlationId,
        Instant begin,
        Duration duration,
        int attempts,
        Request request,
        Outcome outcome) {

    /** In capital letters. */
    public String method() {
        return request.method();
    }

    /** The status of the answer; 0 where there is none. */
    public int status() {
        Response answer = outcome.answer();
        return answer == null ? 0 : answer.status();
    }

    /** Why there is no answer, or null. */
    public @Nullable FailureKind failure() {
        CallFailure failure = outcome.failure();
        return failure == null ? null : failure.kind();
    }

    /** Whether it is an error: no answer, or a status from 400 on. */
    public boolean isError() {
        return status() == 0 || status() >= 400;
    }

    /** What it came to, in one line that is fit for every log. */
    public String result() {
        CallFailure failure = outcome.failure();
        return failure == null ? Integer.toString(status()) : failure.kind() + ": " + failure.getMessage();
    }

    /** Without what was filled in. */
    @Override
    public String toString() {
        return connection + ": " + method() + " " + uri + ": " + result();
    }
}
