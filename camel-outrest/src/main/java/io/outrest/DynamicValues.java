package io.outrest;

import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Values that a {@code toD} gives for one message; they travel on the exchange, so that all its messages share one endpoint.
 *
 * @param connection whose call they are for: another endpoint that sees the exchange meanwhile has nothing to do with them
 * @param path values of the path's parameters, by name
 * @param query values of query parameters, by name
 * @param headers by name
 */
record DynamicValues(
        String connection,
        Map<String, @Nullable Object> path,
        Map<String, @Nullable Object> query,
        Map<String, @Nullable Object> headers) {

    private static final String PROPERTY = "CamelOutrestDynamicValues";
    private static final DynamicValues NONE = new DynamicValues("", Map.of(), Map.of(), Map.of());

    /** The values for a call of that connection; none where there are no such. */
    static DynamicValues of(Exchange exchange, String connection) {
        return exchange.getProperty(PROPERTY) instanceof DynamicValues values && values.connection.equals(connection)
                ? values
                : NONE;
    }

    void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    static void removeFrom(Exchange exchange) {
        exchange.removeProperty(PROPERTY);
    }

    @Override
    public String toString() {
        return "dynamic values";
    }
}
