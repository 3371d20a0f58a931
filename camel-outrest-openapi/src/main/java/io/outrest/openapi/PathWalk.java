package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Walks over the paths of a document and finds its operations, in the document's order. For one thread. */
final class PathWalk {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final int SHOWN = 200;

    private final Loaded loaded;
    private final References references;
    private final Limits limits;
    private final List<OperationNode> operations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    PathWalk(Loaded loaded, References references, Limits limits) {
        this.loaded = loaded;
        this.references = references;
        this.limits = limits;
    }

    /** Reads one operation. */
    interface Reader {

        /**
         * Brings together what an operation needs.
         *
         * @param item the fields of its path item
         * @throws Unusable when it cannot become a connection
         */
        ObjectNode read(Resolved.Found operation, PathItem item);
    }

    List<OperationNode> operations() {
        return operations;
    }

    List<String> warnings() {
        return warnings;
    }

    /** @throws RefusedDocument when there are more operations than the limit allows */
    void walk(Reader reader) {
        Resolved paths = references.resolve(loaded.root().path("paths"), loaded.place());
        if (paths instanceof Resolved.Found found) {
            found.node().properties().forEach(path -> path(path.getKey(), path.getValue(), found.place(), reader));
        } else if (paths instanceof Resolved.Broken broken) {
            warnings.add("paths: " + broken.problem());
        }
    }

    private void path(String path, JsonNode node, Place place, Reader reader) {
        if (path.startsWith("x-") || node.isNull()) {
            return;
        }
        if (!node.isObject()) {
            warnings.add("the path " + Quoted.quoted(path, SHOWN) + " must be a mapping");
            return;
        }
        PathItem item = references.pathItem(node, place);
        if (item.problem() != null) {
            warnings.add("the path " + Quoted.quoted(path, SHOWN) + ": " + item.problem());
        }
        item.fields().forEach((key, field) -> {
            if (METHODS.contains(key)) {
                operation(path, key.toUpperCase(Locale.ROOT), field, item, reader);
            } else if (loaded.version().family() == Version.Family.OPENAPI_3_2) {
                newer(path, key, field, item, reader);
            }
        });
    }

    /** What OpenAPI 3.2 has besides the well-known methods. */
    private void newer(String path, String key, Resolved.Found field, PathItem item, Reader reader) {
        if (key.equals("query")) {
            operation(path, "QUERY", field, item, reader);
        } else if (key.equals("additionalOperations") && field.node().isObject()) {
            for (Map.Entry<String, JsonNode> more : field.node().properties()) {
                additional(path, more.getKey(), new Resolved.Found(more.getValue(), field.place()), item, reader);
            }
        }
    }

    /** Methods that have a key of their own must not stand here: an operation would be there twice. */
    private void additional(String path, String method, Resolved.Found field, PathItem item, Reader reader) {
        String key = method.toLowerCase(Locale.ROOT);
        if (METHODS.contains(key) || key.equals("query")) {
            warnings.add("the path " + Quoted.quoted(path, SHOWN) + " has " + Quoted.quoted(method, SHOWN)
                    + " in additionalOperations, which OpenAPI does not allow; it is left out");
            return;
        }
        operation(path, method, field, item, reader);
    }

    private void operation(String path, String method, Resolved.Found field, PathItem item, Reader reader) {
        if (field.node().isNull()) {
            return;
        }
        if (operations.size() == limits.operations()) {
            throw RefusedDocument.limit(
                    loaded.source().label(), "has more than " + limits.operations() + " operations", "operations");
        }
        operations.add(read(path, method, field, item, reader));
    }

    private OperationNode read(String path, String method, Resolved.Found field, PathItem item, Reader reader) {
        Resolved resolved = references.resolve(field.node(), field.place());
        if (resolved instanceof Resolved.Found found && found.node().isObject()) {
            try {
                return new OperationNode(path, method, reader.read(found, item), null);
            } catch (Unusable e) {
                ObjectNode known = new OperationBuilder()
                        .id(found.node())
                        .copy(found.node(), "tags", "deprecated")
                        .build();
                return new OperationNode(path, method, known, e.getMessage());
            }
        }
        String problem = resolved instanceof Resolved.Broken broken ? broken.problem() : "must be a mapping";
        return new OperationNode(path, method, JsonNodeFactory.instance.objectNode(), problem);
    }
}
