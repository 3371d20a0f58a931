package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The document in which a node stands: what a reference beside it is relative to.
 *
 * @param source where the document comes from; of a file, the real path
 */
record Place(Source source, JsonNode root) {

    @Override
    public String toString() {
        return source.label();
    }
}
