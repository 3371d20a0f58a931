package io.outrest.request;

/** What went wrong with a call, told apart so far as a route would act differently. */
public enum FailureKind {
    /** Settings, placeholders, missing credentials, an inactive connection. Nothing was sent. */
    CONFIGURATION,
    /** A parameter, a header or a {@code CamelOutrest*} header of the message. Nothing was sent. */
    PARAMETER,
    /** A body that cannot be written, or that could not be read while it was sent. */
    BODY,
    /** The API's host refused the connection, or cannot be reached. */
    CONNECT,
    /** The API's host name has no address. */
    DNS,
    /** No secure connection: a certificate that is not accepted, by whichever side, or a failed handshake. */
    TLS,
    /** The proxy cannot be reached, or does not let the call pass. */
    PROXY,
    /** Connecting, waiting for bytes, or the whole call took too long. */
    TIMEOUT,
    /** What came back is not HTTP, or contradicts itself. */
    PROTOCOL,
    /** The connection ended before the answer did. */
    TRUNCATED,
    /** A size or count of ours was exceeded. */
    LIMIT,
    /** The answer's content coding or charset cannot be read. */
    DECODE,
    /** The answer is not the JSON, or not the type, that it should be. */
    PARSE,
    /** No token could be had. */
    TOKEN,
    /** Turned away before sending, by a limit that protects the API or ourselves. */
    REJECTED,
    /** The waiting thread was interrupted, or the context stopped. */
    CANCELLED,
    /** The API answered with a status that counts as a failure, and failures were asked to be exceptions. */
    STATUS
}
