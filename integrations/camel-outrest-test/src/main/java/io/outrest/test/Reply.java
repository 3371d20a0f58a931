package io.outrest.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer.
 *
 * @param status 0 for none: the connection is closed
 */
record Reply(int status, Map<String, String> headers, byte[] body, Duration delay) {

    static Reply none() {
        return new Reply(0, Map.of(), new byte[0], Duration.ZERO);
    }

    static Reply of(int status, @Nullable Object body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("a status must be 200 to 599, not " + status);
        }
        if (body == null) {
            return new Reply(status, Map.of(), new byte[0], Duration.ZERO);
        }
        if (body instanceof byte[] bytes) {
            return new Reply(status, Map.of("Content-Type", "application/octet-stream"), bytes, Duration.ZERO);
        }
        return body instanceof CharSequence text
                ? text(status, text.toString())
                : new Reply(status, Map.of("Content-Type", "application/json"), json(body), Duration.ZERO);
    }

    /** What looks like JSON is announced as that. */
    private static Reply text(int status, String text) {
        boolean json = text.startsWith("{") || text.startsWith("[");
        return new Reply(
                status,
                Map.of("Content-Type", json ? "application/json" : "text/plain; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8),
                Duration.ZERO);
    }

    private static byte[] json(Object body) {
        try {
            return new ObjectMapper().findAndRegisterModules().writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body cannot be written as JSON: " + body.getClass(), e);
        }
    }

    Reply with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.keySet().removeIf(name::equalsIgnoreCase);
        all.put(name, value);
        return new Reply(status, all, body, delay);
    }

    Reply after(Duration other) {
        return new Reply(status, headers, body, other);
    }

    void send(HttpExchange exchange, String method) throws IOException, InterruptedException {
        Thread.sleep(delay.toMillis());
        if (status == 0) {
            return; // closed without an answer
        }
        headers.forEach(exchange.getResponseHeaders()::set);
        boolean hasBody = body.length > 0 && !method.equals("HEAD") && status != 204 && status != 304;
        exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
    }
}
