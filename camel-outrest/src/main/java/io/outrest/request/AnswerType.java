package io.outrest.request;

import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a body should be read as.
 *
 * @param type the class that is wanted, or null when the content type decides
 */
public record AnswerType(@Nullable Class<?> type) {

    /** The content type decides. */
    public static AnswerType byContent() {
        return new AnswerType(null);
    }

    /** An object of that class. */
    public static AnswerType of(Class<?> type) {
        return new AnswerType(type);
    }

    /** The type that one of the short names {@code map}, {@code string}, {@code bytes}, {@code stream} stands for, or null. */
    public static @Nullable AnswerType named(String name) {
        return switch (name) {
            case "map" -> of(Map.class);
            case "string" -> of(String.class);
            case "bytes" -> of(byte[].class);
            case "stream" -> of(InputStream.class);
            default -> null;
        };
    }

    /** Whether the body is wanted as it comes in. */
    public boolean isStream() {
        return type == InputStream.class;
    }

    /** Whether every answer is read so, also one that tells of an error: text, bytes and streams can hold anything. */
    boolean holdsForErrors() {
        return isStream() || type == String.class || type == byte[].class;
    }
}
