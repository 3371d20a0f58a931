package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is said under one name: by an import, by another source, or by both, where the other source completes what was
 * imported.
 */
record Layers<T>(@Nullable Layer<T> imported, @Nullable Layer<T> own) {

    /** What one source says. */
    record Layer<T>(String source, Defined<T> defined) {}

    /** Nothing. */
    static <T> Layers<T> empty() {
        return new Layers<>(null, null);
    }

    boolean isEmpty() {
        return imported == null && own == null;
    }

    /**
     * This and what one more source says.
     *
     * @throws InvalidDefinition when another source has said it
     */
    Layers<T> with(String what, String name, Layer<T> more, boolean isImported) {
        Layer<T> present = isImported ? imported : own;
        if (present != null && !present.source.equals(more.source)) {
            throw DefinitionRules.twice(what, name, present.source, more.source);
        }
        return isImported ? new Layers<>(more, own) : new Layers<>(imported, more);
    }

    /** Whether an import has made it, and that source says the rest. */
    boolean isCompletedBy(String source) {
        return imported != null && own != null && own.source.equals(source);
    }

    /** What a source says. */
    Optional<Defined<T>> by(String source) {
        return Stream.of(Optional.ofNullable(imported), Optional.ofNullable(own))
                .flatMap(Optional::stream)
                .filter(layer -> layer.source.equals(source))
                .map(Layer::defined)
                .findFirst();
    }

    /** This without what those sources say. */
    Layers<T> without(Set<String> sources) {
        return new Layers<>(without(imported, sources), without(own, sources));
    }

    private static <T> @Nullable Layer<T> without(@Nullable Layer<T> layer, Set<String> sources) {
        return layer != null && sources.contains(layer.source) ? null : layer;
    }
}
