package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is said under a name, and what of it is in force.
 *
 * @param defined null where there is only what would complete something imported that is not there
 */
record Known<T>(Layers<T> layers, @Nullable Defined<T> defined) {

    /** The names of those that are in force, in alphabetical order. */
    static <E> Set<String> names(Map<String, E> entries, Function<E, ? extends Known<?>> known) {
        Set<String> names = new TreeSet<>();
        entries.forEach((name, entry) -> {
            if (known.apply(entry).defined() != null) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether what is in force is the same, wherever it is said. */
    boolean saysTheSameAs(Known<T> other) {
        return defined != null && other.defined != null
                ? defined.saysTheSameAs(other.defined)
                : defined == null && other.defined == null;
    }

    /** Whether somebody says more about something imported, be it there now or not. */
    boolean completes() {
        return layers.own() != null && (defined == null || layers.imported() != null);
    }
}
