package io.outrest;

import io.outrest.connection.LiveConnection;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Invocation;
import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Reads from an exchange what its call asks for. */
final class ExchangeReader {

    private final OutrestEndpoint endpoint;
    private final MessageBodies bodies;

    ExchangeReader(OutrestEndpoint endpoint) {
        this.endpoint = endpoint;
        this.bodies = new MessageBodies(endpoint.getCamelContext());
    }

    /**
     * The invocation of this exchange.
     *
     * @throws CallFailure of kind PARAMETER or BODY
     */
    Invocation read(Exchange exchange, LiveConnection connection) {
        String method = endpoint.methodOf(connection);
        boolean sendsBody = endpoint.sendsBody(method);
        Map<String, Object> headers = RouteHeaders.of(exchange);
        DynamicValues dynamic = DynamicValues.of(exchange, endpoint.getConnection());
        OutrestEndpoint.checkNames(
                connection, dynamic.path().keySet(), dynamic.query().keySet());
        return new Invocation(
                method,
                map(headers, OutrestConstants.PARAMS),
                both(endpoint.pathValues().of(exchange), dynamic.path()),
                both(endpoint.queryValues().of(exchange), dynamic.query()),
                headers,
                both(endpoint.headerValues().of(exchange), dynamic.headers()),
                map(headers, OutrestConstants.HEADERS),
                sendsBody ? bodies.of(exchange) : null,
                sendsBody,
                correlationId(exchange, headers),
                timeout(headers),
                endpoint.answerType());
    }

    /** What the route gives, and in its place what it gives for this message. */
    private static Map<String, @Nullable Object> both(
            Map<String, @Nullable Object> written, Map<String, @Nullable Object> dynamic) {
        if (dynamic.isEmpty()) {
            return written;
        }
        Map<String, @Nullable Object> both = new LinkedHashMap<>(written);
        both.putAll(dynamic);
        return both;
    }

    private static Map<String, Object> map(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw CallFailure.header(
                    name, "must be a Map, not a " + value.getClass().getName());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((key, entry) -> values.put(String.valueOf(key), entry));
        return values;
    }

    private static String correlationId(Exchange exchange, Map<String, Object> headers) {
        return headers.get(Exchange.BREADCRUMB_ID) instanceof String breadcrumb && !breadcrumb.isBlank()
                ? breadcrumb
                : exchange.getExchangeId();
    }

    private @Nullable Duration timeout(Map<String, Object> headers) {
        Object value = headers.get(OutrestConstants.TIMEOUT);
        if (value == null) {
            return endpoint.timeoutOrNull();
        }
        try {
            if (value instanceof Duration duration) {
                return Durations.check(OutrestConstants.TIMEOUT, duration);
            }
            if (value instanceof Number millis) {
                return Durations.check(OutrestConstants.TIMEOUT, Duration.ofMillis(millis.longValue()));
            }
            return Durations.parse(OutrestConstants.TIMEOUT, value.toString());
        } catch (InvalidSetting e) {
            throw new CallFailure(
                    FailureKind.PARAMETER,
                    "header '" + OutrestConstants.TIMEOUT
                            + "' must be a Duration, a number of milliseconds, or text such as 30s; at most 365 days");
        }
    }
}
