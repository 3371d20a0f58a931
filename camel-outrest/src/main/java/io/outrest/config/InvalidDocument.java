package io.outrest.config;

/** A document that cannot be used. The message begins with file and line, names the key, and says what would be accepted. */
public final class InvalidDocument extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidDocument(String place, String problem) {
        super(place + ": " + problem);
    }
}
