package io.outrest.examples.quickstart;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message for a route, and the status that the API must answer.
 *
 * @param headers of the message, in order
 */
record Call(int expected, Map<String, Object> headers, @Nullable Object body) {

    static Call expecting(int status) {
        return new Call(status, Map.of(), null);
    }

    Call header(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(expected, more, body);
    }

    Call body(Object other) {
        return new Call(expected, headers, other);
    }
}
