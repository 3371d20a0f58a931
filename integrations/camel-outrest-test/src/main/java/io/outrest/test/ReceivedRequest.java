package io.outrest.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server was asked, credentials included.
 *
 * @param path as it came, percent-encoded
 * @param query as it came, without the question mark; empty for none
 * @param headers by name, case ignored
 * @param body as UTF-8; empty for none
 */
public record ReceivedRequest(
        String method, String path, String query, Map<String, List<String>> headers, String body) {

    static ReceivedRequest of(HttpExchange exchange) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(exchange.getRequestHeaders());
        String query = exchange.getRequestURI().getRawQuery();
        return new ReceivedRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** The first header of that name, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The query parameters by name, decoded; the first of each name. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.putIfAbsent(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /**
     * The body as JSON: {@code Map}, {@code List}, or a scalar.
     *
     * @throws AssertionError when it is no JSON
     */
    public Object json() {
        try {
            return new ObjectMapper().readValue(body, Object.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the body is no JSON: " + body, e);
        }
    }

    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query);
    }
}
