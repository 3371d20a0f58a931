package io.outrest.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as a server saw it.
 *
 * @param target path and query as they stood in the request line
 * @param headers by name, case ignored
 */
public record RecordedRequest(String method, String target, Map<String, List<String>> headers, byte[] content) {

    public RecordedRequest {
        Map<String, List<String>> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.putAll(headers);
        headers = ignoringCase;
    }

    /** Method and target. */
    public String line() {
        return method + " " + target;
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** All values of a header. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The body as a form, by name; a name that is there twice has no value to compare with. */
    public Map<String, String> form() {
        Map<String, String> fields = new TreeMap<>();
        for (String field : body().split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.merge(decoded(pair[0]), pair.length < 2 ? "" : decoded(pair[1]), (one, other) -> "twice");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The body as UTF-8 text. */
    public String body() {
        return new String(content, StandardCharsets.UTF_8);
    }
}
