package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What an import looks at in a document, whatever its version.
 *
 * @param operations in the document's order
 * @param schemes security schemes, in the document's order
 * @param server the document's first one, which relative URLs of its security schemes are relative to
 * @param warnings what else could not be read
 */
record Contents(List<OperationNode> operations, List<SchemeNode> schemes, JsonNode server, List<String> warnings) {

    Contents {
        operations = List.copyOf(operations);
        schemes = List.copyOf(schemes);
        warnings = List.copyOf(warnings);
    }

    /**
     * Brings together what connections need.
     *
     * @throws RefusedDocument when a limit is reached
     */
    static Contents of(Loaded loaded, References references, Limits limits) {
        PathWalk walk = new PathWalk(loaded, references, limits);
        return loaded.version().family() == Version.Family.SWAGGER_2_0
                ? new Swagger2(loaded, references).read(walk)
                : new OpenApi3(loaded, references).read(walk);
    }
}
