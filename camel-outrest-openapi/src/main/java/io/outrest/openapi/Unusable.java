package io.outrest.openapi;

/** Something in a document that cannot become a part of a connection. The message is one line, for the report. */
final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
        super(reason);
    }
}
