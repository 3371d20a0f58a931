package io.outrest;

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
     * What answers put on a message.
     *
     * @param values the very objects on the message; names ignore case
     * @param before what the route had set under such a name, where it had; names ignore case
     */
    private record Answered(Map<String, Object> values, Map<String, Object> before) {

        static final Answered NOTHING = new Answered(Map.of(), Map.of());

        static Answered on(Exchange exchange) {
            return exchange.getProperty(PROPERTY) instanceof Answered answered ? answered : NOTHING;
        }

        /** What the route has set, of a value that is on the message; null for nothing. */
        @Nullable
        Object setByRoute(String name, Object value) {
            return values.get(name) == value ? before.get(name) : value;
        }

        /** Nothing of it: it stands in a property of the exchange, which others may print. */
        @Override
        public String toString() {
            return "of answers";
        }
    }

    /** The headers that the route has set; names ignore case. Not to be changed. */
    static Map<String, Object> of(Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        Answered answered = Answered.on(exchange);
        if (answered.values.isEmpty()) {
            return headers;
        }
        Map<String, Object> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            Object set = answered.setByRoute(name, value);
            if (set != null) {
                own.put(name, set);
            }
        });
        return own;
    }

    /**
     * Puts an answer's headers on the message.
     *
     * @param visible kept, and not to be changed any more; names ignore case
     */
    static void answer(Exchange exchange, Map<String, Object> visible) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        Answered earlier = Answered.on(exchange);
        Map<String, Object> before = earlier.before;
        for (Map.Entry<String, Object> header : visible.entrySet()) {
            String name = header.getKey();
            Object present = headers.put(name, header.getValue());
            Object routeHad = present == null ? null : earlier.setByRoute(name, present);
            if (routeHad != before.get(name)) {
                before = before == earlier.before ? copy(before) : before;
                before.compute(name, (same, old) -> routeHad);
            }
        }
        exchange.setProperty(PROPERTY, new Answered(both(earlier.values, visible), before));
    }

    private static Map<String, Object> copy(Map<String, Object> map) {
        Map<String, Object> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(map);
        return copy;
    }

    private static Map<String, Object> both(Map<String, Object> earlier, Map<String, Object> later) {
        if (earlier.isEmpty()) {
            return later;
        }
        Map<String, Object> both = copy(earlier);
        both.putAll(later);
        return both;
    }
}
