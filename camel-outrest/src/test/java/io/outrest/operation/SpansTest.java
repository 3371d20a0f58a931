package io.outrest.operation;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The spans of calls, by Camel's telemetry and a real OpenTelemetry SDK. */
@Timeout(30)
class SpansTest extends OutrestTest {

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    @Override
    protected String document() {
        return """
                connections:
                  Orders API:
                    baseUrl: SERVER/v2
                    path: /customers/{customer_id}/orders
                    retry: {attempts: 3, backoff: 1ms}
                  Gone: {baseUrl: "http://127.0.0.1:1"}
                """;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        OpenTelemetryTracer telemetry = new OpenTelemetryTracer();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exported))
                .build();
        camel.getRegistry().bind("tracer", provider.get("test"));
        camel.getRegistry().bind("propagators", ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        telemetry.init(camel);
        return camel;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:orders").to("outrest:Orders API?method=DELETE");
                from("direct:gone").to("outrest:Gone");
            }
        };
    }

    private SpanData spanOf(String connection) {
        return Awaitility.await()
                .until(
                        () -> exported.getFinishedSpanItems().stream()
                                .filter(span ->
                                        connection.equals(span.getAttributes().get(stringKey("outrest.connection"))))
                                .toList(),
                        spans -> spans.size() == 1)
                .get(0);
    }

    private static String value(Attributes attributes, String name) {
        return attributes.get(stringKey(name));
    }

    @Test
    void aCallIsOneSpanWhoseIdIsSent() {
        server.answers(200, "{}");
        send("direct:orders", Map.of("customer_id", 12345));

        SpanData span = spanOf("Orders API");
        Attributes attributes = span.getAttributes();
        assertThat(span.getName()).isEqualTo("DELETE " + value(attributes, "url.template"));
        assertThat(value(attributes, "url.template")).contains("/customers/{customer_id}/orders");
        assertThat(value(attributes, "http.request.method")).isEqualTo("DELETE");
        assertThat(value(attributes, "server.address")).isEqualTo("127.0.0.1");
        assertThat(value(attributes, "server.port")).isEqualTo(String.valueOf(server.port()));
        assertThat(value(attributes, "http.response.status_code")).isEqualTo("200");
        assertThat(value(attributes, "http.request.resend_count")).isNull();
        assertThat(server.request().header("traceparent"))
                .isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
        assertThat(attributes.toString()).doesNotContain("12345");
    }

    @Test
    void attemptsAreCountedInOneSpan() {
        server.answers(new Answer(503, List.of(), new byte[0]));
        send("direct:orders", Map.of("customer_id", 1));

        Attributes attributes = spanOf("Orders API").getAttributes();
        assertThat(value(attributes, "http.request.resend_count")).isEqualTo("2");
        assertThat(value(attributes, "error.type")).isEqualTo("503");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aFailureIsToldByItsKind() {
        send("direct:gone");

        SpanData span = spanOf("Gone");
        assertThat(value(span.getAttributes(), "error.type")).isEqualTo("CONNECT");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
}
