package io.outrest.observe;

import io.outrest.request.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is told of all calls of one operation.
 *
 * @param connection its name
 * @param uri the template of path and query
 * @param correlationHeader the name of the header that carries the correlation id; null for none
 */
public record Observed(String connection, String uri, @Nullable String correlationHeader) {

    String correlationId(Request request) {
        String id = correlationHeader == null ? null : request.headers().first(correlationHeader);
        return id == null ? "" : id;
    }
}
