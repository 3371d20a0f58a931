package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents as nobody would write them, all versions, from random numbers: mostly in order, with broken pieces anywhere. */
final class RandomDocuments {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of(
            "id",
            "a b",
            "{{x}}",
            "x?y",
            "/z",
            "ü",
            "",
            "a%41",
            "X-Y",
            "line\nbreak",
            "a.b",
            "$ref",
            "Host",
            "a,b",
            "q",
            "#",
            "id");
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "head", "options", "patch", "trace", "query");
    private static final List<String> PATHS = List.of(
            "/",
            "/a",
            "/a/{id}",
            "/a/{id}/{b}",
            "/{id}.{ext}",
            "/a?x={q}",
            "/a#f",
            "b",
            "//c",
            "/{id",
            "/{}",
            "/../d",
            "/{?q}",
            "/{a b}/{{x}}",
            "/%41/{id}",
            "/ü/{id}",
            "x-ext",
            "/{id}/{id}");
    private static final List<String> TYPES = List.of(
            "application/json",
            "text/plain; charset=utf-8",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "*/*",
            "image/*",
            "nonsense",
            "",
            "application/vnd.x+json",
            "a/b; {{x}}");
    private static final List<String> SERVERS = List.of(
            "https://h.example.com",
            "https://h.example.com/v1/",
            "/v2",
            "",
            "http://{v}.example.com",
            "ftp://x",
            "//c/d",
            "::",
            "https://user:secret@h.example.com",
            "https://h.example.com/{{x}}",
            "https://h.example.com/a b",
            "HTTPS://H.example.com:443");
    private static final List<String> STYLES = List.of(
            "simple",
            "form",
            "label",
            "matrix",
            "deepObject",
            "pipeDelimited",
            "spaceDelimited",
            "cookie",
            "odd",
            "tabDelimited");

    private final Random random;
    private final boolean swagger;
    private final String version;

    RandomDocuments(Random random) {
        this.random = random;
        this.version = one(List.of("2.0", "3.0.3", "3.1.0", "3.2.0"));
        this.swagger = version.equals("2.0");
    }

    /** One document as JSON. */
    static String text(Random random) {
        try {
            return new ObjectMapper().writeValueAsString(new RandomDocuments(random).document());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectNode document() {
        ObjectNode root = NODES.objectNode().put(swagger ? "swagger" : "openapi", version);
        if (swagger) {
            maybe(root, "host", text(List.of("h.example.com", "h:x", "{{x}}", "a/b", "h.example.com:80")));
            maybe(root, "basePath", text(PATHS));
            maybe(root, "schemes", list(text(List.of("https", "http", "wss"))));
            maybe(root, "consumes", list(text(TYPES)));
            maybe(root, "produces", list(text(TYPES)));
            maybe(root, "securityDefinitions", schemes());
        } else {
            maybe(root, "servers", servers());
            root.putObject("components").set("securitySchemes", broken(schemes()));
        }
        maybe(root, "security", requirements());
        ObjectNode paths = root.putObject("paths");
        for (int i = random.nextInt(5); i >= 0; i--) {
            paths.set(one(PATHS), broken(item()));
        }
        return root;
    }

    private ObjectNode item() {
        ObjectNode item = NODES.objectNode();
        maybe(item, "parameters", parameters());
        maybe(item, "servers", servers());
        for (int i = random.nextInt(4); i >= 0; i--) {
            item.set(one(METHODS), broken(operation()));
        }
        if (random.nextInt(5) == 0) {
            item.putObject("additionalOperations").set(one(List.of("COPY", "GET", "get", "a b", "")), operation());
        }
        return item;
    }

    private ObjectNode operation() {
        ObjectNode operation = NODES.objectNode();
        maybe(operation, "operationId", text(NAMES));
        maybe(operation, "summary", text(NAMES));
        maybe(operation, "tags", list(text(NAMES)));
        maybe(operation, "deprecated", NODES.booleanNode(random.nextBoolean()));
        maybe(operation, "parameters", parameters());
        maybe(operation, "servers", servers());
        maybe(operation, "security", requirements());
        maybe(operation, "consumes", list(text(TYPES)));
        maybe(operation, "requestBody", NODES.objectNode().set("content", broken(content())));
        ObjectNode responses = operation.putObject("responses");
        responses.set(
                one(List.of("200", "default", "2XX", "x-a", "404")),
                broken(NODES.objectNode().set("content", content())));
        return operation;
    }

    private ObjectNode content() {
        ObjectNode content = NODES.objectNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode encoding = NODES.objectNode();
            encoding.set(one(NAMES), broken(styled(NODES.objectNode())));
            content.putObject(one(TYPES)).set("encoding", broken(encoding));
        }
        return content;
    }

    private ArrayNode parameters() {
        ArrayNode parameters = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            ObjectNode parameter = NODES.objectNode().put("name", one(NAMES));
            parameter.put(
                    "in",
                    one(List.of(
                            "path", "query", "header", "cookie", "querystring", "formData", "body", "query", "odd")));
            maybe(parameter, "required", NODES.booleanNode(random.nextBoolean()));
            maybe(parameter, "type", text(List.of("array", "string", "file")));
            maybe(parameter, "collectionFormat", text(List.of("csv", "multi", "tsv", "pipes", "odd")));
            maybe(parameter, "default", text(NAMES));
            if (random.nextInt(4) == 0) {
                maybe(parameter, "content", content());
            }
            maybe(parameter, "schema", NODES.objectNode().set("default", broken(text(NAMES))));
            parameters.add(broken(styled(parameter)));
        }
        return parameters;
    }

    private ObjectNode styled(ObjectNode target) {
        if (random.nextInt(3) == 0) {
            maybe(target, "style", text(STYLES));
        }
        maybe(target, "explode", NODES.booleanNode(random.nextBoolean()));
        maybe(target, "allowReserved", NODES.booleanNode(random.nextBoolean()));
        return target;
    }

    private ArrayNode servers() {
        ArrayNode servers = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode server = NODES.objectNode().put("url", one(SERVERS));
            maybe(
                    server,
                    "variables",
                    NODES.objectNode().set("v", broken(NODES.objectNode().set("default", broken(text(NAMES))))));
            servers.add(broken(server));
        }
        return servers;
    }

    private ObjectNode schemes() {
        ObjectNode schemes = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            ObjectNode scheme = NODES.objectNode()
                    .put(
                            "type",
                            one(List.of("http", "apiKey", "oauth2", "openIdConnect", "mutualTLS", "basic", "odd")));
            maybe(scheme, "scheme", text(List.of("basic", "Bearer", "digest", "hoba", "")));
            maybe(scheme, "in", text(List.of("header", "query", "cookie", "body")));
            maybe(scheme, "name", text(NAMES));
            maybe(scheme, "openIdConnectUrl", text(SERVERS));
            ObjectNode flow = NODES.objectNode();
            maybe(flow, "tokenUrl", text(SERVERS));
            maybe(flow, "scopes", NODES.objectNode().put("a", "b"));
            maybe(
                    scheme,
                    "flows",
                    NODES.objectNode()
                            .set(one(List.of("implicit", "password", "clientCredentials", "x")), broken(flow)));
            maybe(scheme, "flow", text(List.of("application", "password", "implicit", "odd")));
            maybe(scheme, "tokenUrl", text(SERVERS));
            schemes.set(one(NAMES), broken(scheme));
        }
        return schemes;
    }

    private ArrayNode requirements() {
        ArrayNode requirements = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode requirement = NODES.objectNode();
            for (int j = random.nextInt(3); j > 0; j--) {
                requirement.set(one(NAMES), broken(list(text(NAMES))));
            }
            requirements.add(broken(requirement));
        }
        return requirements;
    }

    private JsonNode list(JsonNode item) {
        ArrayNode list = NODES.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(broken(item));
        }
        return list;
    }

    private JsonNode text(List<String> texts) {
        return NODES.textNode(one(texts));
    }

    private void maybe(ObjectNode target, String key, JsonNode value) {
        if (random.nextInt(3) != 0) {
            target.set(key, broken(value));
        }
    }

    /** The value, or now and then something else. */
    private JsonNode broken(JsonNode value) {
        if (random.nextInt(25) != 0) {
            return value;
        }
        List<JsonNode> others = new ArrayList<>(List.of(
                NODES.nullNode(),
                NODES.textNode("text"),
                NODES.numberNode(7),
                NODES.booleanNode(true),
                NODES.arrayNode(),
                NODES.arrayNode().add(NODES.nullNode()).add(NODES.arrayNode()),
                NODES.objectNode(),
                NODES.objectNode().set("a", NODES.nullNode()),
                NODES.objectNode().put("$ref", "#/paths"),
                NODES.objectNode().put("$ref", "#/nowhere"),
                NODES.objectNode().put("$ref", 5)));
        return others.get(random.nextInt(others.size()));
    }

    private <T> T one(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }
}
