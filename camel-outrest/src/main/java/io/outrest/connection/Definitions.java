package io.outrest.connection;

import io.outrest.security.SecurityDefinition;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one source says: a document, the component's properties, a bean, code, an import.
 *
 * @param source as errors name it, such as a document's file
 * @param defaults settings that hold for every connection unless it has its own
 * @param importing what an import says about itself; null for any other source
 */
public record Definitions(
        String source,
        Connection defaults,
        Map<String, Defined<Connection>> connections,
        Map<String, Defined<SecurityDefinition>> security,
        @Nullable Import importing) {

    /** What a source says that is no import. */
    public Definitions(
            String source,
            Connection defaults,
            Map<String, Defined<Connection>> connections,
            Map<String, Defined<SecurityDefinition>> security) {
        this(source, defaults, connections, security, null);
    }

    /** What a source without anything says. */
    public static Definitions none(String source) {
        return new Definitions(source, new Connection(), Map.of(), Map.of());
    }

    /** The same, said by another source. */
    public Definitions from(String otherSource) {
        return new Definitions(otherSource, defaults, connections, security, importing);
    }

    /**
     * An import that could not be done. What completes its connections and definitions waits for it.
     *
     * @param prefix of the names that it would have defined
     */
    public static Definitions refused(String source, String prefix) {
        return new Definitions(source, new Connection(), Map.of(), Map.of(), new Import(prefix, true));
    }

    /**
     * An import, whose connections and definitions may be completed under their names by one other source.
     *
     * @param prefix of the names that it defines; empty when they have none
     * @param refused whether it could not be done, so that its names are not known
     */
    public record Import(String prefix, boolean refused) {}

    /** Whether this is an import. */
    boolean imported() {
        return importing != null;
    }

    /** Whether this is an import that could not be done. */
    boolean isRefused() {
        return importing != null && importing.refused;
    }

    /** Whether the name may belong to this import, which could not be done. */
    boolean refused(String name) {
        return importing != null && importing.refused && name.startsWith(importing.prefix);
    }

    /** Whether the name can belong to nothing but this import, which could not be done. */
    boolean reserves(String name) {
        return importing != null && !importing.prefix.isEmpty() && refused(name);
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

        /** The same, which cannot be used. */
        Defined<T> because(String why) {
            return new Defined<>(value, why, place);
        }

        /** Whether nothing but the place differs. */
        boolean saysTheSameAs(Defined<T> other) {
            return value.equals(other.value) && Objects.equals(problem, other.problem);
        }
    }
}
