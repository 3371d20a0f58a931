package io.outrest.request;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a connection for one call.
 *
 * @param method in capital letters
 * @param parameters by name, from the header {@code CamelOutrestParams}; what the template does not declare goes to the query
 * @param pathOptions values given in the route for parameters of the path, by name
 * @param queryOptions values given in the route for query parameters, by name
 * @param messageHeaders what the route had set on the message; names ignore case
 * @param headerOptions request headers given in the route
 * @param headers request headers of this call, from {@code CamelOutrestHeaders}
 * @param body an object to write, or something to send as it is; null for none
 * @param sendsBody whether this method has one
 * @param correlationId sent when the message names none
 * @param timeout the total deadline, or null for the connection's
 * @param wanted what the answer will be read as, once; null where that is decided when it is there
 */
public record Invocation(
        String method,
        Map<String, ?> parameters,
        Map<String, ?> pathOptions,
        Map<String, ?> queryOptions,
        Map<String, ?> messageHeaders,
        Map<String, ?> headerOptions,
        Map<String, ?> headers,
        @Nullable Object body,
        boolean sendsBody,
        String correlationId,
        @Nullable Duration timeout,
        @Nullable AnswerType wanted) {

    /** A call without anything that a route or a caller adds. */
    public static Invocation ping(String method, String correlationId) {
        return new Invocation(
                method,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                false,
                correlationId,
                null,
                null);
    }

    /** Without values: they may be anything. */
    @Override
    public String toString() {
        return method;
    }
}
