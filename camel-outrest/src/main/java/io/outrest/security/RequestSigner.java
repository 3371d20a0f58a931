package io.outrest.security;

import java.util.Set;

/**
 * Puts credentials on requests in a way of its own, such as a signature: what a security definition of the type
 * {@code custom} names as its {@code bean}. Thread-safe; one object serves all calls.
 */
@FunctionalInterface
public interface RequestSigner {

    /**
     * Signs a request, after all other credentials are on it and right before it is sent; once more for each time that the
     * call is sent. Runs on a thread that may be kept busy while the call waits, and counts against its deadline; a signer that
     * goes on beyond that keeps its thread, so it must bound its own waiting.
     *
     * @param request what will be sent
     * @return the same request with headers or query parameters added to it
     * @throws Exception when the request cannot be signed: the call ends with a failure of kind TOKEN that names the class of
     *     the exception and has it as its cause, so its message must not hold a secret
     */
    SignableRequest sign(SignableRequest request) throws Exception;

    /**
     * The names of the headers that it puts on. Messages cannot set them, and no pattern of {@code forwardHeaders} matches
     * them. Asked when a connection is made.
     */
    default Set<String> headers() {
        return Set.of("Authorization");
    }
}
