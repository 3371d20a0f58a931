package io.outrest.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A security scheme of a document as OpenAPI 3 writes it.
 *
 * @param problem why it cannot be read, or null
 */
record SchemeNode(String name, ObjectNode node, @Nullable String problem) {}
