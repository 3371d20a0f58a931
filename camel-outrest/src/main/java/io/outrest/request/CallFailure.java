package io.outrest.request;

import io.outrest.settings.OneLine;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Why a call has no usable result. Inside the component this is the only exception that travels; at its edge it becomes an
 * {@code OutrestException} that also knows the connection. The message is fit for every log: one line, no credential, no query
 * value, no body.
 */
public final class CallFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final boolean unsent;

    public CallFailure(FailureKind kind, String message) {
        this(kind, message, null);
    }

    public CallFailure(FailureKind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, false);
    }

    private CallFailure(FailureKind kind, String message, @Nullable Throwable cause, boolean unsent) {
        super(OneLine.of(message), cause);
        this.kind = kind;
        this.unsent = unsent;
    }

    /** The failure of a request that did not go out, for a reason that may pass. */
    public static CallFailure unsent(FailureKind kind, String message, @Nullable Throwable cause) {
        return new CallFailure(kind, message, cause, true);
    }

    /** A parameter that cannot be sent: {@code "parameter 'x' <problem>"}. */
    public static CallFailure parameter(String name, String problem) {
        return new CallFailure(FailureKind.PARAMETER, "parameter '" + name + "' " + problem);
    }

    /** A request header that cannot be sent: {@code "header 'x' <problem>"}. */
    public static CallFailure header(String name, String problem) {
        return new CallFailure(FailureKind.PARAMETER, "header '" + name + "' " + problem);
    }

    /**
     * The failure in whatever a stage ended with.
     *
     * @param thrown a failure, bare or wrapped; anything else is a fault of ours and becomes PROTOCOL with its cause
     */
    public static CallFailure of(Throwable thrown) {
        if (thrown instanceof CallFailure failure) {
            return failure;
        }
        if (thrown instanceof CompletionException && thrown.getCause() != null) {
            return of(thrown.getCause());
        }
        return new CallFailure(
                FailureKind.PROTOCOL, "unexpected " + thrown.getClass().getSimpleName(), thrown);
    }

    public FailureKind kind() {
        return kind;
    }

    /** This failure of a request that is part of one which did go out, or whose body has been begun. */
    public CallFailure sentAlready() {
        return unsent ? new CallFailure(kind, String.valueOf(getMessage()), getCause()) : this;
    }

    /** Whether the request did not go out, for a reason that may pass: whatever its method, it may be sent again. */
    public boolean unsent() {
        return unsent;
    }
}
