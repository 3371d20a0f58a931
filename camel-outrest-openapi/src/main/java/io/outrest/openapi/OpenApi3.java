package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads documents of OpenAPI 3.0, 3.1 and 3.2. For one thread. */
final class OpenApi3 implements PathWalk.Reader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectNode STANDARD_SERVER = NODES.objectNode().put("url", "/");
    private static final Pattern OTHER_SCHEME = Pattern.compile("(?i)(?!https?:)[a-z][a-z0-9+.-]*:");
    private static final Set<String> STYLES =
            Set.of("simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject");

    private static final Set<String> PLACES = Set.of("path", "query", "header", "cookie", "querystring");

    private final Loaded loaded;
    private final References references;
    private final List<String> warnings = new ArrayList<>();
    private final Needed needed;

    OpenApi3(Loaded loaded, References references) {
        this.loaded = loaded;
        this.references = references;
        this.needed = new Needed(references, PLACES, warnings);
    }

    Contents read(PathWalk walk) {
        walk.walk(this);
        List<SchemeNode> schemes = schemes();
        warnings.addAll(walk.warnings());
        return new Contents(walk.operations(), schemes, first(loaded.root().path("servers")), warnings);
    }

    @Override
    public ObjectNode read(Resolved.Found operation, PathItem item) {
        JsonNode node = operation.node();
        OperationBuilder builder = new OperationBuilder()
                .id(node)
                .copy(node, "tags", "deprecated", "summary")
                .server(server(node, item))
                .security(node, loaded.root());
        Resolved.Found ofPath = item.fields().get("parameters");
        if (ofPath != null) {
            needed.parameters(ofPath.node(), ofPath.place(), each -> builder.parameter(parameter(each)));
        }
        needed.parameters(node.path("parameters"), operation.place(), each -> builder.parameter(parameter(each)));
        body(node.path("requestBody"), operation.place(), builder);
        responses(node.path("responses"), operation.place(), builder);
        return builder.build();
    }

    private JsonNode server(JsonNode operation, PathItem item) {
        Resolved.Found ofPath = item.fields().get("servers");
        return first(
                operation.path("servers"),
                ofPath == null ? NODES.missingNode() : ofPath.node(),
                loaded.root().path("servers"));
    }

    private static JsonNode first(JsonNode... levels) {
        for (JsonNode servers : levels) {
            if (servers.isArray() && servers.path(0).isObject()) {
                return callable(servers);
            }
        }
        return STANDARD_SERVER;
    }

    /** The first that is not of another scheme than http and https, such as one for WebSockets; else the first. */
    private static JsonNode callable(JsonNode servers) {
        for (JsonNode server : servers) {
            if (server.isObject()
                    && !OTHER_SCHEME.matcher(server.path("url").asText()).lookingAt()) {
                return server;
            }
        }
        return servers.path(0);
    }

    private ObjectNode parameter(Resolved.Found found) {
        JsonNode written = found.node();
        ObjectNode parameter =
                NODES.objectNode().put("name", written.path("name").asText());
        OperationBuilder.copy(written, parameter, "in", "required", "explode", "allowReserved");
        String place = written.path("in").asText();
        String style = written.path("style").asText("");
        if (place.equals("querystring")) {
            parameter.put("in", "query").put(OperationBuilder.PLACE, place);
        }
        if (STYLES.contains(style)) {
            parameter.put("style", style);
        } else if (!style.isEmpty()) {
            parameter.put(OperationBuilder.STYLE, style);
        }
        JsonNode content = written.path("content");
        if (content.isObject()) {
            ObjectNode types = parameter.putObject("content");
            content.fieldNames().forEachRemaining(types::putObject);
        } else {
            parameter.putObject("schema");
            standard(written.path("schema"), found.place(), parameter);
        }
        return parameter;
    }

    /** Of a schema only the value that is sent when nobody gives one. */
    private void standard(JsonNode schema, Place place, ObjectNode parameter) {
        if (schema.isObject() && references.resolve(schema, place) instanceof Resolved.Found found) {
            JsonNode standard = found.node().path("default");
            if (standard.isValueNode() && !standard.isNull() || isPlainList(standard)) {
                parameter.set(OperationBuilder.DEFAULT, standard);
            }
        }
    }

    private static boolean isPlainList(JsonNode node) {
        if (!node.isArray()) {
            return false;
        }
        for (JsonNode item : node) {
            if (!item.isValueNode() || item.isNull()) {
                return false;
            }
        }
        return true;
    }

    private void body(JsonNode written, Place place, OperationBuilder builder) {
        if (written.isMissingNode() || written.isNull()) {
            return;
        }
        JsonNode body = needed.found("requestBody", written, place).node();
        ObjectNode content = NODES.objectNode();
        for (var type : body.path("content").properties()) {
            ObjectNode encodings = content.putObject(type.getKey());
            JsonNode encoding = type.getValue().path("encoding");
            if (encoding.isObject() && !encoding.isEmpty()) {
                encoding(encoding, encodings.putObject("encoding"));
            }
        }
        builder.body(content, body.path("required").asBoolean());
    }

    private static void encoding(JsonNode written, ObjectNode encodings) {
        for (var field : written.properties()) {
            if (field.getValue().isObject()) {
                OperationBuilder.copy(
                        field.getValue(),
                        encodings.putObject(field.getKey()),
                        "contentType",
                        "style",
                        "explode",
                        "allowReserved");
            }
        }
    }

    /** A response that cannot be read keeps nobody from calling: it only says nothing about {@code Accept}. */
    private void responses(JsonNode written, Place place, OperationBuilder builder) {
        for (var response : written.properties()) {
            boolean wanted = !response.getKey().startsWith("x-");
            if (wanted && references.resolve(response.getValue(), place) instanceof Resolved.Found found) {
                List<String> types = new ArrayList<>();
                found.node().path("content").fieldNames().forEachRemaining(types::add);
                builder.response(response.getKey(), types);
            }
        }
    }

    private List<SchemeNode> schemes() {
        List<SchemeNode> schemes = new ArrayList<>();
        Resolved.Found components = optional("components", loaded.root().path("components"), loaded.place());
        if (components == null) {
            return schemes;
        }
        Resolved.Found written =
                optional("components.securitySchemes", components.node().path("securitySchemes"), components.place());
        if (written != null) {
            written.node()
                    .properties()
                    .forEach(scheme -> schemes.add(scheme(scheme.getKey(), scheme.getValue(), written.place())));
        }
        return schemes;
    }

    private SchemeNode scheme(String name, JsonNode written, Place place) {
        return SchemeNode.of(name, references.resolve(written, place), node -> node);
    }

    private Resolved.@Nullable Found optional(String what, JsonNode written, Place place) {
        if (!written.isObject()) {
            return null;
        }
        Resolved resolved = references.resolve(written, place);
        if (resolved instanceof Resolved.Broken broken) {
            warnings.add(what + ": " + broken.problem());
        }
        return resolved instanceof Resolved.Found found ? found : null;
    }
}
