package io.outrest.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.outrest.OutrestClient;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters of calls, as a scrape of Prometheus sees them. */
@Timeout(30)
class MetersTest extends OutrestTest {

    private static final Path OPERATIONS = Path.of("../integrations/observability");

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Override
    protected String document() {
        return """
                security:
                  oauth: {type: oauth2, tokenUrl: SERVER/token, clientId: me, clientSecret: secret}
                connections:
                  Orders API:
                    baseUrl: SERVER/v2
                    path: /customers/{customer_id}/orders{?status}
                    retry: {attempts: 3, backoff: 1ms}
                    circuitBreaker: {minimumCalls: 1000}
                  Narrow:
                    baseUrl: SERVER
                    rateLimit: {calls: 1, per: 1h}
                    security: oauth
                """;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getRegistry().bind("meters", meters);
        return camel;
    }

    private OutrestClient.NamedConnection connection(String name) {
        return OutrestClient.of(context).connection(name);
    }

    private void everythingHappens() {
        server.answers(request -> request.target().equals("/token")
                ? Answer.json("{\"access_token\": \"t\", \"expires_in\": 300}")
                : request.method().equals("DELETE")
                        ? new Answer(503, java.util.List.of(), new byte[0])
                        : Answer.json("{}"));
        connection("Orders API").get(Map.of("customer_id", 12345, "status", "secret-state"));
        connection("Orders API").delete(Map.of("customer_id", 12345));
        connection("Narrow").get();
        assertThatThrownBy(() -> connection("Narrow").get()).hasMessageContaining("rate limit");
    }

    @Test
    void callsAreTimedByTheirTemplate() {
        everythingHappens();

        assertThat(meters.scrape())
                .contains(
                        "http_client_requests_seconds_count{connection=\"Orders API\",exception=\"none\",method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"")
                .contains("/customers/{customer_id}/orders")
                .contains("outcome=\"SERVER_ERROR\",status=\"503\"")
                .contains("exception=\"REJECTED\",method=\"GET\",outcome=\"UNKNOWN\",status=\"CLIENT_ERROR\"")
                .doesNotContain("12345", "secret-state");
    }

    @Test
    void whatIsOutrestsOwnIsMeteredToo() {
        everythingHappens();

        assertThat(meters.scrape())
                .contains(
                        "outrest_calls_retries_total{connection=\"Orders API\"} 2.0",
                        "outrest_calls_rejected_total{by=\"rate limit\",connection=\"Narrow\"} 1.0",
                        "outrest_calls_active{connection=\"Orders API\"} 0.0",
                        "outrest_calls_waiting{connection=\"Narrow\"} 0.0",
                        "outrest_circuitbreaker_state{connection=\"Orders API\"} 0.0",
                        "outrest_pool_connections{state=\"leased\"} 0.0",
                        "outrest_pool_connections{state=\"idle\"} ",
                        "outrest_token_requests_total{definition=\"oauth\",outcome=\"success\"} 1.0",
                        "outrest_token_requests_total{definition=\"oauth\",outcome=\"failure\"} 0.0",
                        "outrest_token_age_seconds{definition=\"oauth\"} ",
                        "outrest_token_expires_seconds{definition=\"oauth\"} 2");
    }

    /** Kept out: a meter that throws or keeps its last value when its connection is gone. */
    @Test
    void aConnectionThatIsGoneHasNoValue() {
        everythingHappens();
        component().getRegistry().remove("Orders API");
        write(document().replaceAll("(?s) {2}Orders API:.*  Narrow", "  Narrow"));

        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(meters.scrape())
                .contains("outrest_calls_active{connection=\"Orders API\"} NaN"));
    }

    @Test
    void oursCanBeRenamed() {
        MeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                boolean ours = id.getName().equals("http.client.requests") && id.getTag("connection") != null;
                return ours ? id.withName("outrest.client.requests") : id;
            }
        });
        context.getRegistry().unbind("meters");
        context.getRegistry().bind("renamed", registry);
        connection("Orders API").get(Map.of("customer_id", 1));

        assertThat(registry.get("outrest.client.requests").timer().count()).isEqualTo(1);
    }

    // What is shown to operators asks for meters that there are.

    private static final Pattern METER = Pattern.compile("\\b(?:outrest|http_client)_[a-z_]+\\b");

    private Set<String> metersThatThereAre() {
        everythingHappens();
        Set<String> names = meters.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        names.add("http_client_requests_seconds_bucket"); // where the application asks for histograms
        return names;
    }

    private static Set<String> asked(String text) {
        Set<String> names = new TreeSet<>();
        Matcher found = METER.matcher(text);
        while (found.find()) {
            names.add(found.group());
        }
        return names;
    }

    @Test
    void theDashboardAsksForMetersThatThereAre() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(Files.readAllBytes(OPERATIONS.resolve("grafana-dashboard.json")));
        Set<String> asked = new TreeSet<>();
        dashboard.findValuesAsText("expr").forEach(query -> asked.addAll(asked(query)));
        dashboard.findValuesAsText("query").forEach(query -> asked.addAll(asked(query)));

        assertThat(asked).hasSizeGreaterThan(9);
        assertThat(metersThatThereAre()).containsAll(asked);
        assertThat(dashboard.findValuesAsText("expr")).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void theAlertsAskForMetersThatThereAre() throws IOException {
        JsonNode rules = new com.fasterxml.jackson.dataformat.yaml.YAMLMapper()
                .readTree(Files.readAllBytes(OPERATIONS.resolve("prometheus-alerts.yaml")));
        Set<String> asked = new TreeSet<>();
        rules.findValuesAsText("expr").forEach(query -> asked.addAll(asked(query)));

        assertThat(rules.findValuesAsText("alert"))
                .hasSizeGreaterThanOrEqualTo(5)
                .doesNotHaveDuplicates();
        assertThat(asked).isNotEmpty();
        assertThat(metersThatThereAre()).containsAll(asked);
    }
}
