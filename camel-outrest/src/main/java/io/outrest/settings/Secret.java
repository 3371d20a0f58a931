package io.outrest.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be printed: a password, a key, a token. It has no property that a serializer could find, and its
 * text form is always the same. {@link #reveal()} is the only way out, so that every use can be searched for.
 */
public final class Secret {

    /** What stands in the place of a value that must not be seen. */
    public static final String MASK = "******";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** @param value the text to hold; may be empty, never null */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The text itself, to be put on the wire and nowhere else. */
    public String reveal() {
        return value;
    }

    /** Whether there is no text at all. */
    public boolean isBlank() {
        return value.isBlank();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
