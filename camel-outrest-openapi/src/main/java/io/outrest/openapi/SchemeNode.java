package io.outrest.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A security scheme of a document as OpenAPI 3 writes it.
 *
 * @param problem why it cannot be read, or null
 */
record SchemeNode(String name, ObjectNode node, @Nullable String problem) {

    /** What a reference leads to, written as OpenAPI 3 does. */
    static SchemeNode of(String name, Resolved resolved, UnaryOperator<ObjectNode> written) {
        if (resolved instanceof Resolved.Found found && found.node() instanceof ObjectNode node) {
            return new SchemeNode(name, written.apply(node), null);
        }
        String problem = resolved instanceof Resolved.Broken broken ? broken.problem() : "must be a mapping";
        return new SchemeNode(name, JsonNodeFactory.instance.objectNode(), problem);
    }
}
