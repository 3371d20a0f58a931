package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts an Operation Object of OpenAPI 3 together from the pieces that matter to a connection. For one thread. */
final class OperationBuilder {

    /** The style of a parameter where OpenAPI 3.0 has no word for it: carried beside the model. */
    static final String STYLE = "x-style";

    /** The place of a parameter where OpenAPI 3.1 has no word for it. */
    static final String PLACE = "x-in";

    /** Whether a form field of Swagger 2.0 is required. */
    static final String REQUIRED = "x-required";

    /** The value of a parameter or form field that nobody gives, as it is written. */
    static final String DEFAULT = "x-default";

    private static final Set<String> PLACES = Set.of("path", "query", "header", "cookie", "querystring");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode operation = NODES.objectNode();
    private final Map<String, ObjectNode> parameters = new LinkedHashMap<>();

    /** Copies fields as they are, where they are there. */
    OperationBuilder copy(JsonNode from, String... fields) {
        copy(from, operation, fields);
        return this;
    }

    /** The id as text, whatever was written. */
    OperationBuilder id(JsonNode from) {
        JsonNode id = from.path("operationId");
        if (id.isValueNode() && !id.isNull()) {
            operation.put("operationId", id.asText());
        }
        return this;
    }

    /** The one server that holds. */
    OperationBuilder server(JsonNode server) {
        operation.putArray("servers").add(server);
        return this;
    }

    /** What it needs, where anything is said. */
    OperationBuilder security(@Nullable JsonNode requirements) {
        if (requirements != null) {
            operation.set("security", requirements);
        }
        return this;
    }

    /** A parameter; the later one of a name and place wins. */
    OperationBuilder parameter(ObjectNode parameter) {
        String place = parameter.path("in").asText();
        parameters.put(place + " " + parameter.path("name").asText(), parameter);
        return this;
    }

    /** The body with its media types. */
    OperationBuilder body(ObjectNode content, boolean required) {
        operation.putObject("requestBody").put("required", required).set("content", content);
        return this;
    }

    /** Media types of a response. */
    OperationBuilder response(String status, List<String> mediaTypes) {
        ObjectNode responses = operation.withObjectProperty("responses");
        ObjectNode content = responses.putObject(status).put("description", "").putObject("content");
        mediaTypes.forEach(content::putObject);
        return this;
    }

    /** The operation; not to be changed any more. */
    ObjectNode build() {
        if (!parameters.isEmpty()) {
            ArrayNode list = operation.putArray("parameters");
            parameters.values().forEach(list::add);
        }
        if (!operation.has("responses")) {
            operation.putObject("responses");
        }
        return operation;
    }

    /** Whether a parameter stands where a request has a place for it. */
    static boolean isPlace(JsonNode parameter) {
        return PLACES.contains(parameter.path("in").asText());
    }

    /**
     * What to say of one that does not.
     *
     * @throws Unusable when it is required
     */
    static String placeless(JsonNode parameter) {
        String problem = "the parameter " + Quoted.key(parameter.path("name").asText()) + " is in "
                + Quoted.key(parameter.path("in").asText()) + ", which is no place of a parameter";
        if (parameter.path("required").asBoolean()) {
            throw new Unusable(problem);
        }
        return problem + "; it is left out";
    }

    /** Copies fields as they are, where they are there. */
    static void copy(JsonNode from, ObjectNode to, String... fields) {
        for (String field : fields) {
            if (from.has(field)) {
                to.set(field, from.path(field));
            }
        }
    }
}
