package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * What a document says that it is.
 *
 * @param text the version as it is written
 */
record Version(Family family, String text) {

    private static final String ACCEPTED = "; Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are accepted";
    private static final Pattern OPENAPI = Pattern.compile("3\\.([012])(?:[.-][0-9A-Za-z.+-]{1,40})?");

    /** Documents that are read the same way. */
    enum Family {
        SWAGGER_2_0,
        OPENAPI_3_0,
        OPENAPI_3_1,
        OPENAPI_3_2;

        /** Whether {@code summary} and {@code description} beside a {@code $ref} count. */
        boolean overridesBesideReferences() {
            return compareTo(OPENAPI_3_1) >= 0;
        }
    }

    /**
     * Looks at the document's first level.
     *
     * @param label the document's, for the error
     * @throws RefusedDocument when it is of another kind or version, or has no mapping of paths where one is needed
     */
    static Version of(ObjectNode root, String label) {
        Version version = read(root, label);
        JsonNode paths = root.path("paths");
        boolean needed = version.family.compareTo(Family.OPENAPI_3_1) < 0;
        if (!paths.isObject() && (needed || !paths.isMissingNode() && !paths.isNull())) {
            throw new RefusedDocument(
                    label + "#/paths", paths.isMissingNode() || paths.isNull() ? "is not there" : "must be a mapping");
        }
        return version;
    }

    private static Version read(ObjectNode root, String label) {
        if (root.has("openapi")) {
            var parts = OPENAPI.matcher(root.path("openapi").asText());
            if (!parts.matches()) {
                throw refused(label, "is of the version " + shown(root, "openapi") + " of OpenAPI");
            }
            return new Version(
                    switch (parts.group(1)) {
                        case "0" -> Family.OPENAPI_3_0;
                        case "1" -> Family.OPENAPI_3_1;
                        default -> Family.OPENAPI_3_2;
                    },
                    parts.group());
        }
        if (root.has("swagger")) {
            String text = root.path("swagger").asText();
            if (!text.equals("2.0") && !text.equals("2")) {
                throw refused(label, "is of the version " + shown(root, "swagger") + " of Swagger");
            }
            return new Version(Family.SWAGGER_2_0, text);
        }
        throw refused(label, seemingly(root));
    }

    private static String seemingly(ObjectNode root) {
        if (root.has("swaggerVersion")) {
            return "is Swagger " + shown(root, "swaggerVersion");
        }
        if (root.has("asyncapi")) {
            return "is AsyncAPI";
        }
        boolean postman = root.path("info").has("_postman_id")
                || root.path("info").path("schema").asText().contains("postman");
        if (postman || root.has("item") && root.has("info")) {
            return "is a Postman collection";
        }
        if (root.path("data").has("__schema") || root.has("__schema")) {
            return "is a GraphQL schema";
        }
        if (root.has("kind") && root.has("apiVersion")) {
            return "is a Kubernetes resource";
        }
        return "has neither of the keys openapi and swagger";
    }

    private static String shown(ObjectNode root, String key) {
        JsonNode version = root.path(key);
        return version.isValueNode() ? Quoted.quoted(version.asText(), 20) : "(no text)";
    }

    private static RefusedDocument refused(String label, String what) {
        return new RefusedDocument(label, what + ACCEPTED);
    }
}
