package io.outrest;

import io.outrest.request.CallFailure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Values that are given in a route, {@code path.NAME=}, {@code query.NAME=} and {@code header.NAME=}: constants, or Simple
 * expressions. What an expression gives is a value and is not evaluated again.
 */
final class RouteValues {

    private final Map<String, Object> values;
    private final boolean constant;

    private RouteValues(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
        this.constant = values.values().stream().noneMatch(Expression.class::isInstance);
    }

    /** Compiles the expressions among the values. */
    static RouteValues of(CamelContext context, Map<String, ?> written) {
        Map<String, Object> values = new LinkedHashMap<>();
        written.forEach((name, value) -> values.put(name, compiled(context, value)));
        return new RouteValues(values);
    }

    private static Object compiled(CamelContext context, Object value) {
        if (!(value instanceof String text) || !text.contains("${")) {
            return value;
        }
        Expression expression = context.resolveLanguage("simple").createExpression(text);
        expression.init(context);
        return expression;
    }

    /** The names. */
    Iterable<String> names() {
        return values.keySet();
    }

    /**
     * The values for one message, not to be changed; null where an expression gives none.
     *
     * @throws CallFailure of kind PARAMETER, when an expression fails
     */
    Map<String, @Nullable Object> of(Exchange exchange) {
        if (constant) {
            return values;
        }
        Map<String, @Nullable Object> evaluated = new LinkedHashMap<>();
        values.forEach((name, value) -> evaluated.put(
                name, value instanceof Expression expression ? evaluated(exchange, name, expression) : value));
        return evaluated;
    }

    /** Camel's message of what went wrong may quote the value, so it is not handed on. */
    private static @Nullable Object evaluated(Exchange exchange, String name, Expression expression) {
        Exception before = exchange.getException();
        Object value;
        try {
            value = expression.evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            throw failed(name, e);
        }
        Exception noted = exchange.getException(); // some of Camel's expressions put it there and give null
        if (noted != null && noted != before) {
            exchange.setException(before);
            throw failed(name, noted);
        }
        return value;
    }

    private static CallFailure failed(String name, Exception e) {
        return CallFailure.parameter(
                name, "has an expression that failed: " + e.getClass().getSimpleName());
    }
}
