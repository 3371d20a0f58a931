package io.outrest.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a document, with all that its connection needs brought together in one node of OpenAPI 3: parameters of path
 * and operation, the server and the security that hold for it, references followed, and nothing else.
 *
 * @param path the template
 * @param method in capital letters
 * @param node the Operation Object; empty where there is a problem that kept it from being read
 * @param problem why it cannot become a connection, or null
 */
record OperationNode(String path, String method, ObjectNode node, @Nullable String problem) {}
