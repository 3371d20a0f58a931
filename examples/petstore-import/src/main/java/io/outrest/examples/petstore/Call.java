package io.outrest.examples.petstore;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message for a route, and what must come of it.
 *
 * @param line of the request that the API must see; null when it must see none
 * @param result the status that the route must get, or the kind of the failure instead
 * @param headers of the message, in order
 */
record Call(@Nullable String line, String result, Map<String, Object> headers, @Nullable Object body) {

    static Call expecting(int status, String line) {
        return new Call(line, String.valueOf(status), Map.of(), null);
    }

    /** A call that lacks its credentials. */
    static Call refused() {
        return new Call(null, "CONFIGURATION", Map.of(), null);
    }

    Call header(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(line, result, more, body);
    }

    Call body(Object other) {
        return new Call(line, result, headers, other);
    }
}
