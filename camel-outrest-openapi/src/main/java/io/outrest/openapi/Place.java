package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The document in which a node stands: what a reference beside it is relative to. Two are equal when they were read from the
 * very same source: looking at the whole tree would take its time.
 *
 * @param source where the document comes from; of a file, the real path
 */
record Place(Source source, JsonNode root) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place place && place.source == source;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(source);
    }

    /** The document's label. */
    @Override
    public String toString() {
        return source.label();
    }
}
