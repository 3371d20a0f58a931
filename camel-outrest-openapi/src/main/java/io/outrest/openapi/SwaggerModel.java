package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.parser.util.OpenAPIDeserializer;
import io.swagger.v3.parser.util.OpenAPIDeserializer.ParseResult;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes with Swagger Parser, one by one, so that a broken one breaks no other. The parser is given trees, so that it reads
 * no text, file or address, and follows no reference.
 */
final class SwaggerModel {

    private final boolean newer;

    SwaggerModel(Version version) {
        this.newer = version.family().compareTo(Version.Family.OPENAPI_3_1) >= 0;
    }

    /** @throws Unusable when the parser cannot read it */
    Operation operation(ObjectNode node) {
        Operation operation = read(() -> new OpenAPIDeserializer().getOperation(node, "", result(newer)));
        if (operation == null) {
            throw new Unusable("cannot be read as an operation");
        }
        return operation;
    }

    /** @throws Unusable when the parser cannot read it */
    Server server(JsonNode node) {
        List<Server> servers =
                operation(new OperationBuilder().server(node).build()).getServers();
        if (servers == null || servers.isEmpty()) {
            throw new Unusable("cannot be read as a server");
        }
        return servers.get(0);
    }

    /** @throws Unusable when the parser cannot read it */
    SecurityScheme scheme(ObjectNode node) {
        SecurityScheme scheme = read(() -> new OpenAPIDeserializer().getSecurityScheme(node, "", result(true)));
        if (scheme == null || scheme.getType() == null) {
            throw new Unusable("has no type that is known");
        }
        return scheme;
    }

    private static <T> @Nullable T read(Supplier<@Nullable T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw new Unusable("cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static ParseResult result(boolean newer) {
        ParseResult result = new ParseResult();
        result.setOpenapi31(newer);
        result.setExplicitStyleAndExplode(false);
        result.setAllowEmptyStrings(true);
        return result;
    }
}
