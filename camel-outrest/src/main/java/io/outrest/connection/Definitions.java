package io.outrest.connection;

import io.outrest.security.SecurityDefinition;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one source says: a document, the component's properties, a bean, code.
 *
 * @param source as errors name it, such as a document's file
 * @param defaults settings that hold for every connection unless it has its own
 */
public record Definitions(
        String source,
        Connection defaults,
        Map<String, Defined<Connection>> connections,
        Map<String, Defined<SecurityDefinition>> security) {

    /** What a source without anything says. */
    public static Definitions none(String source) {
        return new Definitions(source, new Connection(), Map.of(), Map.of());
    }

    /**
     * Something that a source defines.
     *
     * @param problem why it cannot be used though it is written correctly, such as a placeholder without a value, or null
     * @param place where it is written, such as a file and a line; empty when that says no more than the source
     */
    public record Defined<T>(T value, @Nullable String problem, String place) {

        /** Something that can be used. */
        public static <T> Defined<T> of(T value) {
            return new Defined<>(value, null, "");
        }

        /** Whether nothing but the place differs. */
        boolean saysTheSameAs(Defined<T> other) {
            return value.equals(other.value) && Objects.equals(problem, other.problem);
        }
    }
}
