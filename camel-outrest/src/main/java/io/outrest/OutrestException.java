package io.outrest;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.settings.OneLine;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/**
 * A call without a usable result: nothing came back, or nothing that can be read. A status of the API is no such failure; see
 * {@link OutrestOperationFailedException}. Message and causes hold no credential, no query value and no body.
 */
public class OutrestException extends RuntimeCamelException {

    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String connection;
    private final String method;
    private final String path;
    private final int attempts;

    OutrestException(CalledOperation operation, int attempts, CallFailure failure) {
        super(
                OneLine.of(operation + ": " + failure.kind() + ": " + failure.getMessage()),
                cause(operation, attempts, failure));
        this.kind = failure.kind();
        this.connection = operation.connection();
        this.method = operation.method();
        this.path = operation.path();
        this.attempts = attempts;
    }

    /** What led to it, in the same terms; null where the message says all. */
    private static @Nullable Throwable cause(CalledOperation operation, int attempts, CallFailure failure) {
        return failure.getCause() instanceof CallFailure earlier
                ? new OutrestException(operation, attempts, earlier)
                : failure.getCause();
    }

    /** What went wrong. */
    public FailureKind getKind() {
        return kind;
    }

    /** The name of the connection. */
    public String getConnection() {
        return connection;
    }

    /** The method of the call; empty when it came to none. */
    public String getMethod() {
        return method;
    }

    /** The path template; empty when the connection is not known. */
    public String getPath() {
        return path;
    }

    /** How many times it was tried to send the request to the API. */
    public int getAttempts() {
        return attempts;
    }
}
