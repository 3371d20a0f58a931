package io.outrest.connection;

import io.outrest.settings.InvalidSetting;

/**
 * Configuration that is refused whole. The message says where it is written, which connection or definition it is about, which
 * setting, and what would be accepted; never the value of a secret.
 */
public final class InvalidDefinition extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidDefinition(String message) {
        super(message);
    }

    private InvalidDefinition(String message, Throwable cause) {
        super(message, cause);
    }

    /** A setting of something that has a name. */
    static InvalidDefinition of(String place, String what, InvalidSetting cause) {
        return new InvalidDefinition((place.isEmpty() ? "" : place + ": ") + what + ": " + cause.getMessage(), cause);
    }

    /** The same, and something that may help. */
    InvalidDefinition and(String more) {
        return new InvalidDefinition(getMessage() + more, this);
    }
}
