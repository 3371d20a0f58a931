package io.outrest;

import static io.outrest.request.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.config.Document;
import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the blocks of reliability are written, what they amount to with preset and defaults, and what is refused. */
class ReliabilitySettingsTest extends OutrestTest {

    @Override
    protected String document() {
        return """
                defaults:
                  retry: {attempts: 2, backoff: 1ms}
                connections:
                  Default: {baseUrl: SERVER}
                  "Off": {baseUrl: SERVER, retry: off}
                  "False": {baseUrl: SERVER, retry: false}
                  Disabled: {baseUrl: SERVER, retry: {enabled: false}}
                  "On": {baseUrl: SERVER, retry: on}
                  Empty: {baseUrl: SERVER, retry: {}}
                  Own: {baseUrl: SERVER, retry: {attempts: 4, backoff: PT0.001S, statuses: [500-599]}}
                  None: {baseUrl: SERVER, resilience: none}
                  Preset: {baseUrl: SERVER, resilience: standard}
                  "No status": {baseUrl: SERVER, retry: {statuses: []}}
                  Limited: {baseUrl: SERVER, rateLimit: {calls: 1, per: 1h}}
                """;
    }

    static Stream<Arguments> attempts() {
        return Stream.of(
                arguments("Default", 2),
                arguments("Off", 1),
                arguments("False", 1),
                arguments("Disabled", 1),
                arguments("On", 3),
                arguments("Empty", 3),
                arguments("Own", 4),
                arguments("None", 2),
                arguments("Preset", 2),
                arguments("No status", 1));
    }

    /** A block of defaults counts like the connection's own: it goes before the preset. */
    @ParameterizedTest
    @MethodSource("attempts")
    void blocksReplaceThoseOfDefaults(String connection, int attempts) {
        server.answers(Answer.status(503).with("Retry-After", "0"));

        Exchange exchange = send("outrest:" + connection);

        assertThat(status(exchange)).isEqualTo(503);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(attempts);
        assertThat(server.requests()).hasSize(attempts);
    }

    @Test
    void rateLimitOfADocument() {
        assertThat(status(send("outrest:Limited"))).isEqualTo(200);
        assertThat(failure(send("outrest:Limited")).getKind()).isEqualTo(REJECTED);
    }

    @Test
    void componentPropertiesMeanTheSame() throws Exception {
        server.answers(Answer.status(503).with("Retry-After", "0"));
        Main main = new Main();
        String api = "camel.component.outrest.connections[API].";
        main.addInitialProperty(api + "base-url", server.url());
        main.addInitialProperty(api + "resilience", "standard");
        main.addInitialProperty(api + "retry.attempts", "4");
        main.addInitialProperty(api + "retry.max-backoff", "10ms");
        main.addInitialProperty(api + "circuit-breaker.failure-rate", "50");
        main.addInitialProperty(api + "circuit-breaker.minimum-calls", "4");
        main.addInitialProperty(api + "bulkhead", "off");
        main.addInitialProperty(api + "rate-limit.calls", "100");
        main.addInitialProperty("camel.main.autoConfigurationEnabled", "true");
        main.start();
        try {
            Exchange exchange = main.getCamelTemplate().request("outrest:API", e -> {});
            assertThat(status(exchange)).isEqualTo(503);
            assertThat(exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS))
                    .isEqualTo(4);
            assertThat(failure(main.getCamelTemplate().request("outrest:API", e -> {}))
                            .getMessage())
                    .contains("circuit breaker");
        } finally {
            main.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retry: {attempts: 0} | retry.attempts | at least 1",
                "retry: {budget: 0} | retry.budget | between 1 and 1000000",
                "retry: {budget: 900000000} | retry.budget | between 1 and 1000000",
                "retry: {backoff: soon} | backoff | 30s",
                "retry: {statuses: 99} | statuses | range",
                "retry: {statusses: 500} | statusses | statuses",
                "retry: never | retry | on, off",
                "retry: {attempts: many} | attempts | whole number",
                "resilience: strict | resilience | none or standard",
                "circuitBreaker: {failureRate: 0} | failureRate | 1 and 100",
                "circuitBreaker: {failureRate: 101} | failureRate | 1 and 100",
                "circuitBreaker: {window: 500ms} | window | whole seconds",
                "circuitBreaker: {window: 0} | window | whole seconds",
                "circuitBreaker: {open: 0s} | open | at least 1ms",
                "circuitBreaker: {halfOpenCalls: 0} | halfOpenCalls | at least 1",
                "rateLimit: {calls: 0} | calls | at least 1",
                "rateLimit: {per: 0} | per | at least 1ms",
                "rateLimit: {onStoreFailure: maybe, shared: x} | onStoreFailure | open or closed",
                "rateLimit: {onStoreFailure: open} | onStoreFailure | shared",
                "bulkhead: {calls: 0} | calls | at least 1",
                "bulkhead: {wait: -1} | wait | 30s",
            })
    void wrongSettingsAreRefusedByTheirNames(String row) {
        String[] parts = row.split(" \\| ", 3);
        String yaml = "connections:\n  API:\n    baseUrl: http://localhost\n    " + parts[0] + "\n";
        ConnectionRegistry registry = registry();

        assertThatThrownBy(() -> registry.replace(
                        List.of(Document.read("x.yaml", yaml.getBytes(StandardCharsets.UTF_8), text -> text)
                                .definitions())))
                .hasMessageContaining(parts[1])
                .hasMessageContaining(parts[2])
                .hasMessageContaining("x.yaml:");
    }

    @Test
    void beansAndCodeAreCheckedToo() {
        Connection connection = new Connection();
        connection.setBaseUrl("http://localhost");
        connection.setResilience("best");

        assertThatThrownBy(() -> registry().put("API", connection)).hasMessageContaining("none or standard");
    }
}
