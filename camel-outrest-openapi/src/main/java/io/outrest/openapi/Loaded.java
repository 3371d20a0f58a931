package io.outrest.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The document that an import begins with. Nodes that YAML's aliases filled in stand in several places: none may be changed.
 *
 * @param root its keys in the document's order; values at {@code openapi} and {@code swagger} are text as written
 */
record Loaded(ObjectNode root, Version version, Source source) {

    /** Where references that stand in it begin. */
    Place place() {
        return new Place(source, root);
    }
}
