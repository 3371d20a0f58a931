package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * What it needs, where it or the document says anything.
     *
     * @throws Unusable when that cannot be read: it must not become less than the document asks for
     */
    OperationBuilder security(JsonNode written, JsonNode document) {
        JsonNode own = written.path("security");
        JsonNode requirements = own.isMissingNode() || own.isNull() ? document.path("security") : own;
        if (requirements.isMissingNode() || requirements.isNull()) {
            return this;
        }
        if (!requirements.isArray()) {
            throw new Unusable("security must be a list of mappings of schemes to scopes");
        }
        ArrayNode alternatives = operation.putArray("security");
        requirements.forEach(requirement -> requirement(requirement, alternatives.addObject()));
        return this;
    }

    private static void requirement(JsonNode written, ObjectNode target) {
        if (!written.isObject()) {
            throw new Unusable("security must be a list of mappings of schemes to scopes");
        }
        for (Map.Entry<String, JsonNode> scheme : written.properties()) {
            if (!scheme.getValue().isArray() && !scheme.getValue().isNull()) {
                throw new Unusable("the scopes of a scheme in security must be a list");
            }
            ArrayNode scopes = target.putArray(scheme.getKey());
            for (JsonNode scope : scheme.getValue()) {
                if (scope.isValueNode() && !scope.isNull()) {
                    scopes.add(scope.asText());
                }
            }
        }
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

    /** Copies fields as they are, where they are there. */
    static void copy(JsonNode from, ObjectNode to, String... fields) {
        for (String field : fields) {
            if (from.has(field)) {
                to.set(field, from.path(field));
            }
        }
    }
}
