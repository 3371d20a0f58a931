package io.outrest;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a route has set on a message from what an answer has put there. For the next call an answer's headers do not
 * exist: what the route had set under such a name before still counts, until the route sets the name again. Values of answers
 * are recognised by identity, so that an equal value that the route sets is the route's.
 */
final class RouteHeaders {

    private static final String PROPERTY = "CamelOutrestAnswerHeaders";

    private RouteHeaders() {}

    /**
     * What an answer put in the place of what the route had.
     *
     * @param answered the very object on the message
     * @param before what the route had set, or null
     */
    private record Covered(Object answered, @Nullable Object before) {

        /** Nothing of it: it stands in a property of the exchange, which others may print. */
        @Override
        public String toString() {
            return "of an answer";
        }
    }

    /** The headers that the route has set; names ignore case. Not to be changed. */
    static Map<String, Object> of(Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        Map<String, Covered> covered = covered(exchange);
        if (covered.isEmpty()) {
            return headers;
        }
        Map<String, Object> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            Object set = setByRoute(value, covered.get(name));
            if (set != null) {
                own.put(name, set);
            }
        });
        return own;
    }

    /** Puts an answer's headers on the message. */
    static void answer(Exchange exchange, Map<String, Object> answered) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        Map<String, Covered> before = covered(exchange);
        Map<String, Covered> after = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        after.putAll(before);
        Map<String, Object> routeHad = new HashMap<>();
        answered.keySet().forEach(name -> {
            Object present = headers.get(name);
            routeHad.put(name, present == null ? null : setByRoute(present, before.get(name)));
        });
        answered.forEach((name, value) -> {
            headers.put(name, value);
            after.put(name, new Covered(value, routeHad.get(name)));
        });
        exchange.setProperty(PROPERTY, after);
    }

    private static @Nullable Object setByRoute(Object value, @Nullable Covered covered) {
        return covered != null && covered.answered == value ? covered.before : value;
    }

    @SuppressWarnings("unchecked") // nobody else writes this property
    private static Map<String, Covered> covered(Exchange exchange) {
        Object property = exchange.getProperty(PROPERTY);
        return property instanceof Map<?, ?> map ? (Map<String, Covered>) map : Map.of();
    }
}
