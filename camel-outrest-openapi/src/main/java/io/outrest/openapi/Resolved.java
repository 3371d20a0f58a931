package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;

/** What a node amounts to once references are followed. */
sealed interface Resolved {

    /**
     * A node that is no reference itself; what is within it may be.
     *
     * @param place where it stands, for references within it
     */
    record Found(JsonNode node, Place place) implements Resolved {}

    /**
     * A reference that leads nowhere, or where it must not.
     *
     * @param problem one line: the reference, and why
     */
    record Broken(String problem) implements Resolved {}
}
