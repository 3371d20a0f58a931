package io.outrest.examples.quickstart;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request as the API saw it.
 *
 * @param target path and query as they stood in the request line
 * @param headers by name, case ignored
 */
record SeenRequest(String method, String target, Map<String, List<String>> headers, String body) {

    private static final Set<String> NOISE = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "host",
            "te",
            "transfer-encoding",
            "upgrade",
            "user-agent");
    private static final Set<String> SECRET = Set.of("authorization", "x-api-key");
    private static final String MASK = "********";

    static SeenRequest of(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        Map<String, List<String>> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> ignoringCase.put(name, List.copyOf(values)));
        return new SeenRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                ignoringCase,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Method, path and query. */
    String line() {
        return method + " " + target;
    }

    /** The value of a header; empty when there is none. */
    String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    /** The headers as lines for people: without those that every request has, and without secrets. */
    List<String> headerLines() {
        return headers.entrySet().stream()
                .filter(header -> !NOISE.contains(header.getKey().toLowerCase(Locale.ROOT)))
                .flatMap(header -> header.getValue().stream()
                        .map(value -> spelled(header.getKey()) + ": " + masked(header.getKey(), value)))
                .toList();
    }

    /** Keeps the scheme of {@code Authorization}, which is no secret. */
    private static String masked(String name, String value) {
        if (!SECRET.contains(name.toLowerCase(Locale.ROOT))) {
            return value;
        }
        int scheme = value.indexOf(' ');
        return scheme < 0 ? MASK : value.substring(0, scheme + 1) + MASK;
    }

    /** The JDK's server changes the case of names, which does not matter; people know them as {@code X-API-Key}. */
    private static String spelled(String name) {
        return Arrays.stream(name.toLowerCase(Locale.ROOT).split("-"))
                .map(word -> Set.of("api", "id").contains(word)
                        ? word.toUpperCase(Locale.ROOT)
                        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("-"));
    }
}
