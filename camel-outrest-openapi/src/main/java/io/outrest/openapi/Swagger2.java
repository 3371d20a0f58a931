package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads documents of Swagger 2.0, and writes what they say as OpenAPI 3 does. For one thread. */
final class Swagger2 implements PathWalk.Reader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String MULTIPART = "multipart/form-data";
    private static final String FORM = "application/x-www-form-urlencoded";

    /** Those that connections speak; a document may name {@code ws} and {@code wss} before them. */
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private static final Set<String> PLACES = Set.of("path", "query", "header", "body", "formData");

    private final Loaded loaded;
    private final ObjectNode root;
    private final References references;
    private final List<String> warnings = new ArrayList<>();
    private final Needed needed;

    Swagger2(Loaded loaded, References references) {
        this.loaded = loaded;
        this.root = loaded.root();
        this.references = references;
        this.needed = new Needed(references, PLACES, warnings);
    }

    Contents read(PathWalk walk) {
        walk.walk(this);
        List<SchemeNode> schemes = schemes();
        warnings.addAll(walk.warnings());
        return new Contents(walk.operations(), schemes, server(NODES.objectNode()), warnings);
    }

    @Override
    public ObjectNode read(Resolved.Found operation, PathItem item) {
        JsonNode node = operation.node();
        OperationBuilder builder = new OperationBuilder()
                .id(node)
                .copy(node, "tags", "deprecated", "summary")
                .server(server(node))
                .security(node, root);
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        Resolved.Found ofPath = item.fields().get("parameters");
        if (ofPath != null) {
            needed.parameters(ofPath.node(), ofPath.place(), each -> collect(each.node(), parameters));
        }
        needed.parameters(node.path("parameters"), operation.place(), each -> collect(each.node(), parameters));
        parameters.values().stream()
                .filter(parameter -> !isBody(parameter))
                .forEach(parameter -> builder.parameter(parameter(parameter)));
        body(parameters.values().stream().filter(Swagger2::isBody).toList(), texts(node, "consumes"), builder);
        responses(node, operation.place(), builder);
        return builder.build();
    }

    /** Without a host it is relative to where the document is, without a scheme too. */
    private ObjectNode server(JsonNode operation) {
        return NODES.objectNode().put("url", url(operation));
    }

    private String url(JsonNode operation) {
        String host = root.path("host").asText("");
        String base = root.path("basePath").asText("");
        String path = base.equals("/") ? "" : base;
        if (host.isEmpty()) {
            return path.isEmpty() ? "/" : path;
        }
        List<String> own = strings(operation.path("schemes"));
        List<String> schemes = own.isEmpty() ? strings(root.path("schemes")) : own;
        String slash = path.isEmpty() || path.startsWith("/") ? "" : "/";
        String scheme =
                schemes.stream().filter(SCHEMES::contains).findFirst().orElse(schemes.isEmpty() ? "" : schemes.get(0));
        return (scheme.isEmpty() ? "" : scheme + ":") + "//" + host + slash + path;
    }

    private static void collect(JsonNode parameter, Map<String, JsonNode> parameters) {
        parameters.put(
                parameter.path("in").asText() + " " + parameter.path("name").asText(), parameter);
    }

    private static boolean isBody(JsonNode parameter) {
        String place = parameter.path("in").asText();
        return place.equals("body") || place.equals("formData");
    }

    private static ObjectNode parameter(JsonNode written) {
        ObjectNode parameter =
                NODES.objectNode().put("name", written.path("name").asText());
        OperationBuilder.copy(written, parameter, "in", "required");
        if (written.path("type").asText().equals("array")) {
            format(written, parameter);
        }
        parameter.putObject("schema");
        standard(written, parameter);
        return parameter;
    }

    /** {@code collectionFormat}: the values of a list are joined by commas unless it says otherwise. */
    private static void format(JsonNode written, ObjectNode target) {
        boolean listed = !written.path("in").asText().equals("path")
                && !written.path("in").asText().equals("header");
        String format = written.path("collectionFormat").asText("csv");
        String style =
                switch (format) {
                    case "csv" -> listed ? "form" : "simple";
                    case "multi" -> "form";
                    case "ssv" -> "spaceDelimited";
                    case "pipes" -> "pipeDelimited";
                    case "tsv" -> "tabDelimited";
                    default ->
                        throw new Unusable("the collectionFormat " + Quoted.quoted(format, 40) + " is not known");
                };
        target.put("explode", format.equals("multi"));
        target.put(style.equals("tabDelimited") ? OperationBuilder.STYLE : "style", style);
    }

    private static void standard(JsonNode written, ObjectNode target) {
        JsonNode standard = written.path("default");
        if (standard.isValueNode() && !standard.isNull() || standard.isArray()) {
            target.set(OperationBuilder.DEFAULT, standard);
        }
    }

    private void body(List<JsonNode> parameters, List<String> consumed, OperationBuilder builder) {
        List<JsonNode> fields = parameters.stream()
                .filter(parameter -> parameter.path("in").asText().equals("formData"))
                .toList();
        if (parameters.isEmpty()) {
            return;
        }
        ObjectNode content = NODES.objectNode();
        if (fields.isEmpty()) {
            consumed.forEach(content::putObject);
            builder.body(content, parameters.get(0).path("required").asBoolean());
            return;
        }
        ObjectNode encoding = NODES.objectNode();
        fields.forEach(field -> field(field, encoding));
        formTypes(fields, consumed).forEach(type -> content.putObject(type).set("encoding", encoding));
        builder.body(content, fields.stream().anyMatch(field -> field.path("required")
                .asBoolean()));
    }

    private static List<String> formTypes(List<JsonNode> fields, List<String> consumed) {
        List<String> types = consumed.stream()
                .filter(type -> type.equals(MULTIPART) || type.equals(FORM))
                .toList();
        boolean files =
                fields.stream().anyMatch(field -> field.path("type").asText().equals("file"));
        return types.isEmpty() ? List.of(files ? MULTIPART : FORM) : types;
    }

    private static void field(JsonNode field, ObjectNode encodings) {
        ObjectNode encoding = encodings.putObject(field.path("name").asText());
        if (field.path("type").asText().equals("array")) {
            format(field, encoding);
        }
        if (field.path("required").asBoolean()) {
            encoding.put(OperationBuilder.REQUIRED, true);
        }
        standard(field, encoding);
    }

    private void responses(JsonNode operation, Place place, OperationBuilder builder) {
        List<String> produced = texts(operation, "produces");
        for (var response : operation.path("responses").properties()) {
            boolean wanted = !response.getKey().startsWith("x-");
            if (wanted && references.resolve(response.getValue(), place) instanceof Resolved.Found found) {
                builder.response(response.getKey(), found.node().has("schema") ? produced : List.of());
            }
        }
    }

    /** The operation's own list, or else the document's. */
    private List<String> texts(JsonNode operation, String key) {
        return strings(operation.has(key) ? operation.path(key) : root.path(key));
    }

    private static List<String> strings(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isArray()) {
            list.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    private List<SchemeNode> schemes() {
        List<SchemeNode> schemes = new ArrayList<>();
        JsonNode written = root.path("securityDefinitions");
        if (written.isObject()) {
            written.properties()
                    .forEach(scheme -> schemes.add(SchemeNode.of(
                            scheme.getKey(), references.resolve(scheme.getValue(), loaded.place()), Swagger2::scheme)));
        }
        return schemes;
    }

    private static ObjectNode scheme(ObjectNode written) {
        ObjectNode scheme = NODES.objectNode();
        String type = written.path("type").asText();
        switch (type) {
            case "basic" -> scheme.put("type", "http").put("scheme", "basic");
            case "oauth2" -> {
                ObjectNode flow = scheme.put("type", type).putObject("flows").putObject(flow(written));
                OperationBuilder.copy(written, flow, "authorizationUrl", "tokenUrl", "scopes");
            }
            default -> OperationBuilder.copy(written, scheme, "type", "in", "name");
        }
        return scheme;
    }

    private static String flow(JsonNode scheme) {
        String flow = scheme.path("flow").asText();
        return switch (flow) {
            case "application" -> "clientCredentials";
            case "accessCode" -> "authorizationCode";
            default -> flow;
        };
    }
}
