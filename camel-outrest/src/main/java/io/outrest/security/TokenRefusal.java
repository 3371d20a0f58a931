package io.outrest.security;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;

/**
 * A token endpoint gives no token to what it was sent (RFC 6749 section 5.2).
 *
 * @param status any but 200; an answer is one of 400 to 499, others fail
 * @param error the error code; empty when there is none
 */
record TokenRefusal(int status, String error) implements TokenAnswer {

    /** Whether the grant itself is not, or no longer, good for a token. */
    boolean invalidGrant() {
        return error.equals("invalid_grant");
    }

    /** Whether the same request may be answered otherwise a moment later. */
    boolean passing() {
        return status == 408 || status == 429;
    }

    CallFailure failure() {
        return new CallFailure(
                FailureKind.TOKEN,
                "the token endpoint answered with the status " + status + (error.isEmpty() ? "" : " (" + error + ")"));
    }
}
