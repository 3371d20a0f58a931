package io.outrest;

import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Values that a {@code toD} gives for one message; they travel on the exchange, so that all its messages share one endpoint.
 *
 * @param parameters by name
 * @param headers by name
 */
record DynamicValues(Map<String, @Nullable Object> parameters, Map<String, @Nullable Object> headers) {

    private static final String PROPERTY = "CamelOutrestDynamicValues";
    private static final DynamicValues NONE = new DynamicValues(Map.of(), Map.of());

    static DynamicValues of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof DynamicValues values ? values : NONE;
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
