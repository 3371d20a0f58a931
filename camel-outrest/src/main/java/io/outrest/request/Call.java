package io.outrest.request;

import java.util.concurrent.CompletionStage;

/**
 * Sends a request. Every link of a connection's chain is a small {@code Call} around the next one.
 *
 * <ul>
 *   <li>It returns at once: no implementation waits for a response, a token, a slot or a lock that is held meanwhile. One thread
 *       excepted: the one that waits for the end of this call anyway ({@link Lifetime#waitsHere()}) may be kept until then.
 *   <li>It never throws: what goes wrong completes the stage, with a {@link CallFailure}.
 *   <li>The stage completes on a thread that may be kept busy, never on one of the HTTP client's I/O threads.
 *   <li>It gives up as soon as the request's {@link Lifetime} ends, and leaves nothing leased.
 * </ul>
 */
@FunctionalInterface
public interface Call {

    /** Sends the request; the stage ends with a response of any status, or with a {@link CallFailure}. */
    CompletionStage<Response> send(Request request);
}
