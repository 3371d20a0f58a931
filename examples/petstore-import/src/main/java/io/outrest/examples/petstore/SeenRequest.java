package io.outrest.examples.petstore;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as the API saw it.
 *
 * @param line method, path and query as they stood in the request line
 * @param authorization empty when there was none
 * @param contentType empty when there was none
 * @param branch the document's header parameter; empty when there was none
 */
record SeenRequest(String line, String authorization, String contentType, String branch, String body) {

    static SeenRequest of(HttpExchange exchange) throws IOException {
        return new SeenRequest(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                header(exchange, "Authorization"),
                header(exchange, "Content-Type"),
                header(exchange, "X-Branch"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static String header(HttpExchange exchange, String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? "" : String.join(", ", values);
    }

    /** The headers as lines for people; of credentials only what kind they are. */
    List<String> headerLines() {
        List<String> lines = new ArrayList<>();
        if (!authorization.isEmpty()) {
            lines.add("Authorization: " + authorization.replaceFirst(" .*", " ********"));
        }
        if (!branch.isEmpty()) {
            lines.add("X-Branch: " + branch);
        }
        if (!contentType.isEmpty()) {
            lines.add("Content-Type: " + contentType);
        }
        return lines;
    }
}
