package io.outrest;

import io.outrest.connection.LiveConnection;
import io.outrest.request.CallFailure;
import io.outrest.request.Origin;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;
import org.jspecify.annotations.Nullable;

/**
 * What the span of a call says, where Camel's telemetry is there: OpenTelemetry's stable attributes of HTTP clients, one span for a
 * call and all its attempts. Nothing that was filled in is in it. Camel's telemetry finds this class by itself; all attributes are
 * texts, as it knows no others.
 */
public final class OutrestSpanDecorator extends AbstractSpanDecorator {

    @Override
    public String getComponent() {
        return "outrest";
    }

    @Override
    public String getComponentClassName() {
        return OutrestComponent.class.getName();
    }

    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        LiveConnection live = live(endpoint);
        return live == null ? "outrest" : ((OutrestEndpoint) endpoint).methodOf(live) + " " + live.template();
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        span.setComponent("camel-outrest");
        span.setTag("exchangeId", exchange.getExchangeId());
        span.setTag("camel.uri", endpoint.toString());
        LiveConnection live = live(endpoint);
        if (live != null) {
            Origin origin = live.origin();
            span.setTag("outrest.connection", live.name());
            span.setTag("http.request.method", ((OutrestEndpoint) endpoint).methodOf(live));
            span.setTag("url.template", live.template().toString());
            span.setTag("url.scheme", origin.scheme());
            span.setTag("server.address", origin.host());
            span.setTag("server.port", Integer.toString(origin.port()));
        }
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        Integer status = exchange.getMessage().getHeader(OutrestConstants.HTTP_RESPONSE_CODE, Integer.class);
        Integer attempts = exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS, Integer.class);
        if (status != null) {
            span.setTag("http.response.status_code", status.toString());
        }
        if (attempts != null && attempts > 1) {
            span.setTag("http.request.resend_count", Integer.toString(attempts - 1));
        }
        String error = error(status, exchange.getException());
        if (error != null) {
            span.setTag("error.type", error);
            span.setError(true);
        }
    }

    private static @Nullable String error(@Nullable Integer status, @Nullable Exception thrown) {
        if (thrown instanceof OutrestException failure) {
            return failure.getKind().name();
        }
        if (status != null && status >= 400) {
            return status.toString();
        }
        return thrown == null ? null : thrown.getClass().getName();
    }

    /** The connection of an endpoint, or null where it cannot be called; that is the call's to tell. */
    private static @Nullable LiveConnection live(Endpoint endpoint) {
        try {
            return endpoint instanceof OutrestEndpoint outrest ? outrest.connection() : null;
        } catch (CallFailure e) {
            return null;
        }
    }
}
