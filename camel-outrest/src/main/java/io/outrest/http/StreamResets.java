package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import org.apache.hc.core5.http2.H2ConnectionException;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.apache.hc.core5.http2.hpack.HeaderListConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Says what the ends mean that only HTTP/2 knows (RFC 9113 sections 5.4 and 7). A refused stream was not looked at: it is as
 * good as never sent (section 8.7). So is one above the last that a GOAWAY names, which HttpCore does not tell.
 */
final class StreamResets {

    private StreamResets() {}

    /** What an exception of HTTP/2 means, or null for any other. */
    static @Nullable CallFailure explain(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof H2StreamResetException reset) {
                return reset(reset);
            }
            boolean tooManyFrames = cause instanceof H2ConnectionException ours
                    && ours.getCode() == H2Error.ENHANCE_YOUR_CALM.getCode();
            if (tooManyFrames || cause instanceof HeaderListConstraintException) {
                return new CallFailure(FailureKind.LIMIT, Failures.message(FailureKind.LIMIT), cause);
            }
        }
        return null;
    }

    private static CallFailure reset(H2StreamResetException reset) {
        if (isTimeout(reset)) {
            return new CallFailure(FailureKind.TIMEOUT, Failures.message(FailureKind.TIMEOUT), reset);
        }
        H2Error error = H2Error.getByCode(reset.getCode());
        String message =
                "the API ended the exchange before its answer did: " + (error == null ? reset.getCode() : error.name());
        return error == H2Error.REFUSED_STREAM
                ? CallFailure.unsent(FailureKind.TRUNCATED, message, reset)
                : new CallFailure(FailureKind.TRUNCATED, message, reset);
    }

    /** HttpCore tells of the response timeout by an exception of the same type, without an error of its own. */
    private static boolean isTimeout(H2StreamResetException reset) {
        String message = reset.getMessage();
        return message != null && message.startsWith("Timeout");
    }
}
