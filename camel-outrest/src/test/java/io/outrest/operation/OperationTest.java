package io.outrest.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.outrest.OutrestClient;
import io.outrest.OutrestException;
import io.outrest.observe.Explanation;
import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees of connections that run, and does with them. */
@Timeout(30)
class OperationTest extends OutrestTest {

    @Override
    protected String document() {
        return """
                security:
                  key: {type: apiKey, in: query, name: api_key, apiKey: k-canary}
                  waiting: {type: apiKey, in: header, name: X-Key, apiKey: "{{no.such.key}}"}
                  oauth:
                    type: oauth2
                    tokenUrl: SERVER/token
                    clientId: me
                    clientSecret: s-canary
                connections:
                  Orders API:
                    baseUrl: SERVER/v2
                    path: /customers/{customer_id}/orders{?status}
                    security: key
                    ping: {path: /health}
                    audit: true
                    tags: [sales]
                    circuitBreaker: on
                  Plain: {baseUrl: SERVER, path: /plain}
                  Off: {baseUrl: SERVER, active: false, ping: {}}
                  Unset: {baseUrl: SERVER, security: waiting, ping: {}}
                  Tokens: {baseUrl: SERVER, path: /with-token, security: oauth}
                """;
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withJMX(true);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:plain").to("outrest:Plain");
            }
        };
    }

    private OutrestClient.NamedConnection connection(String name) {
        return OutrestClient.of(context).connection(name);
    }

    private Map<String, Object> order(String id) {
        return Map.of("customer_id", id, "status", "open");
    }

    // Health

    private List<String> ready() {
        return HealthCheckHelper.invokeReadiness(context, "full").stream()
                .filter(result -> result.getCheck().getGroup().equals("outrest"))
                .map(result -> result.getCheck().getId() + " " + result.getState())
                .sorted()
                .toList();
    }

    private HealthCheck.Result health(String connection) {
        return HealthCheckRegistry.get(context)
                .getCheck("outrest:" + connection)
                .orElseThrow()
                .call();
    }

    @Test
    void theHealthOfConnectionsIsLookedAtThatSayHowTheyArePinged() {
        assertThat(ready()).containsExactly("outrest:Off UP", "outrest:Orders API UP", "outrest:Unset DOWN");
        assertThat(server.request().line()).isEqualTo("HEAD /v2/health?api_key=k-canary");
    }

    @Test
    void aConnectionThatARouteCallsIsLookedAtWhereCamelLooksAtProducers() {
        HealthCheckRepository producers =
                HealthCheckHelper.getHealthCheckRepository(context, "producers", HealthCheckRepository.class);
        producers.setEnabled(true);

        assertThat(ready()).contains("outrest:Plain UP");
    }

    @Test
    void anApiThatIsDownIsNotReady() {
        server.answers(503, "{}");

        assertThat(health("Orders API").getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health("Orders API").getDetails())
                .contains(entry("connection", "Orders API"), entry("http.response.code", 503), entry("state", "ready"));
    }

    @Test
    void anApiThatIsNotThereIsNotReadyAndTheReasonIsSaid() {
        server.close();

        assertThat(health("Orders API").getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health("Orders API").getMessage())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("CONNECT", "Orders API").doesNotContain("canary"));
    }

    @Test
    void credentialsThatAreMissingAreToldByName() {
        assertThat(health("Unset").getMessage())
                .hasValueSatisfying(why -> assertThat(why).contains("waiting", "apiKey", "no.such.key"));
        assertThat(health("Unset").getDetails()).containsEntry("state", "unconfigured");
    }

    /** Kept out: a check that was made anew each time, and forgot that it had been switched off. */
    @Test
    void aCheckThatIsSwitchedOffStaysOff() {
        HealthCheckRegistry.get(context)
                .getCheck("outrest:Orders API")
                .orElseThrow()
                .setEnabled(false);

        assertThat(health("Orders API").getState()).isEqualTo(HealthCheck.State.UNKNOWN);
        assertThat(server.requests()).isEmpty();
    }

    // Console

    private String console(String audit) {
        DevConsole console =
                DevConsoleRegistry.get(context).getConsole("outrest").orElseThrow();
        return (String) console.call(DevConsole.MediaType.TEXT, Map.of("audit", audit));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> shown(String connection) {
        DevConsole console =
                DevConsoleRegistry.get(context).getConsole("outrest").orElseThrow();
        Map<String, Object> all =
                (Map<String, Object>) console.call(DevConsole.MediaType.JSON, Map.of("filter", connection));
        return ((List<Map<String, Object>>) all.get("connections")).get(0);
    }

    @Test
    void theConsoleShowsStateAndCounters() {
        connection("Plain").get();
        server.answers(404, "{}");
        connection("Plain").get();

        assertThat(shown("plain"))
                .contains(
                        entry("name", "Plain"),
                        entry("state", "ready"),
                        entry("calls", 2L),
                        entry("errors", 1L),
                        entry("results", Map.of("2xx", 1L, "4xx", 1L)));
        assertThat(shown("Unset")).containsEntry("state", "unconfigured").containsKey("problem");
        assertThat(shown("Off")).containsEntry("state", "inactive");
        assertThat(shown("sales")).containsEntry("name", "Orders API");
        assertThat(console("false"))
                .contains("Plain, state: ready", "GET /plain: 404", "waiting: ", "pool:", "idle: ")
                .doesNotContain("canary");
    }

    @Test
    void theConsoleShowsTheBreakerOnceItIsThere() {
        connection("Orders API").get(order("1"));

        assertThat(shown("Orders API")).containsEntry("circuitBreaker", "closed");
    }

    @Test
    void theConsoleShowsTokensWithoutThem() {
        server.answers(request -> request.target().equals("/token")
                ? Answer.json("{\"access_token\": \"t-canary\", \"token_type\": \"Bearer\", \"expires_in\": 300}")
                : Answer.json("{}"));
        connection("Tokens").get();

        assertThat(console("false"))
                .contains("oauth, ageSeconds: 0, expiresInSeconds: 2", "fetched: 1, failed: 0")
                .doesNotContain("canary");
    }

    @Test
    void theAuditKeepsCallsMaskedAndIsSearched() {
        server.answers(Answer.json("{\"id\": 7, \"access_token\": \"t-canary\"}"));
        connection("Orders API")
                .with(Map.of("X-Correlation-ID", "c-17", "X-Auth-Token", "h-canary"))
                .post(Map.of("item", "tea", "password", "p-canary"), order("123"));
        connection("Plain").get();

        String found = console("c-17");
        assertThat(found)
                .contains(
                        "POST",
                        "/v2/customers/123/orders?status=open",
                        "correlationId: c-17",
                        "\"item\":\"tea\"",
                        "\"id\": 7",
                        "status: 200")
                .contains("\"password\":\"******\"", "\"access_token\": \"******\"", "X-Auth-Token=******")
                .doesNotContain("canary");
        assertThat(console("no such text")).contains("audit: 0");
        assertThat(console("true")).contains("audit: 1");
    }

    // JMX

    /** What is asked of the MBean, as a console asks. */
    private Object jmx(String operation, Object... values) throws Exception {
        MBeanServer beans = context.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName name =
                beans
                        .queryNames(new ObjectName("org.apache.camel:type=services,name=OutrestConnections,*"), null)
                        .stream()
                        .filter(each -> each.getKeyProperty("context").equals(context.getManagementName()))
                        .findFirst()
                        .orElseThrow();
        if (operation.startsWith("get")) {
            return beans.getAttribute(name, operation.substring(3));
        }
        String[] types = java.util.Arrays.stream(values)
                .map(value ->
                        value instanceof Boolean ? "boolean" : value instanceof Integer ? "int" : "java.lang.String")
                .toArray(String[]::new);
        return beans.invoke(name, operation, values, types);
    }

    @Test
    void jmxListsPingsAndCounts() throws Exception {
        connection("Plain").get();

        assertThat((String[]) jmx("getNames")).containsExactly("Off", "Orders API", "Plain", "Tokens", "Unset");
        assertThat((String[]) jmx("getUnconfigured")).singleElement().asString().startsWith("waiting: ");
        assertThat(jmx("getLeasedSockets")).isEqualTo(0);
        assertThat(jmx("getIdleSockets")).isEqualTo(1);
        assertThat((String) jmx("list", "plain"))
                .contains("\"name\":\"Plain\"", "\"calls\":1")
                .doesNotContain("Orders");
        assertThat((String) jmx("counters", "Plain")).contains("\"calls\":1", "\"2xx\":1");
        assertThat((String) jmx("ping", "Orders API")).startsWith("UP: 200");
        assertThat((String) jmx("audit", "", "", 10)).contains("\\/v2\\/health").doesNotContain("canary");
        assertThatThrownBy(() -> jmx("counters", "Nobody")).hasRootCauseMessage("there is no connection 'Nobody'");
    }

    @Test
    void jmxSwitchesAConnectionOffAndOn() throws Exception {
        jmx("setActive", "Plain", false);
        assertThatThrownBy(() -> connection("Plain").get()).hasMessageContaining("not active");
        write(document() + "  Another: {baseUrl: SERVER}\n");
        assertThat(shown("Plain")).containsEntry("state", "inactive");

        jmx("setActive", "Plain", true);
        assertThat(connection("Plain").get().status()).isEqualTo(200);
        jmx("setActive", "Off", true);
        assertThat(connection("Off").get().status()).isEqualTo(200);
        assertThatThrownBy(() -> jmx("setActive", "Plane", true))
                .rootCause()
                .hasMessageContaining("there is no connection 'Plane'");
    }

    /** Kept out: a switch that was forgotten when the connection was made anew. */
    @Test
    void whatIsSwitchedOffStaysOffOverAChangeOfItsSettings() {
        connection("Plain").get();
        registry().setActive("Plain", false);
        io.outrest.connection.Connection changed = new io.outrest.connection.Connection();
        changed.setBaseUrl(server.url());
        registry().put("By Code", changed);
        registry().setActive("By Code", false);
        changed.setPath("/changed");
        registry().put("By Code", changed);

        assertThatThrownBy(() -> connection("By Code").get()).hasMessageContaining("not active");
    }

    @Test
    void jmxExplains() throws Exception {
        assertThat((String) jmx("explain", "Orders API", "post", "{\"customer_id\": 5}", "{\"token\": \"t-canary\"}"))
                .startsWith("POST " + server.url() + "/v2/customers/5/orders?api_key=******\n")
                .contains("Content-Type: application/json", "{\"token\": \"******\"}")
                .doesNotContain("canary");
        assertThat(server.requests()).isEmpty();
        assertThatThrownBy(() -> jmx("explain", "Orders API", "GET", "", ""))
                .rootCause()
                .hasMessageContaining("customer_id");
        assertThatThrownBy(() -> jmx("explain", "Orders API", "GET", "[5]", ""))
                .rootCause()
                .hasMessageContaining("parameters must be a JSON object");
    }

    // Explain

    @Test
    void explainShowsTheRequestThatACallSends() {
        Explanation explained = connection("Orders API")
                .explain("POST", Map.of("item", "tea"), Map.of("customer_id", "a b", "page", 2));
        connection("Orders API").post(Map.of("item", "tea"), Map.of("customer_id", "a b", "page", 2));

        assertThat(explained.url()).isEqualTo(server.url() + "/v2/customers/a%20b/orders?page=2&api_key=******");
        assertThat(explained.url().replace("******", "k-canary"))
                .isEqualTo(server.url() + server.request().target());
        assertThat(explained.body()).isEqualTo(server.request().body());
        assertThat(explained.headers().get("Accept")).isEqualTo(server.request().header("Accept"));
        assertThat(explained.security()).containsExactly("key");
        assertThat(explained.timeout()).isNotNull();
    }

    @Test
    void anExplanationIsPrintedAsItWouldGoOut() {
        Explanation request = OutrestClient.of(context)
                .connection("Orders API")
                .explain("POST", Map.of("item", "tea"), Map.of("customer_id", 12345));
        System.out.println(request);

        assertThat(request.toString())
                .startsWith(
                        "POST " + server.url() + "/v2/customers/12345/orders?api_key=******\nAccept: application/json")
                .endsWith("\n\n{\"item\":\"tea\"}\n");
    }

    @ParameterizedTest
    @CsvSource({"Orders API, GET, customer_id", "Plain, BREW, GET", "Off2, GET, there is no connection"})
    void whatCannotBeSentCannotBeExplained(String name, String method, String why) {
        assertThatThrownBy(() -> connection(name).explain(method))
                .isInstanceOf(OutrestException.class)
                .hasMessageContaining(why);
    }

    @Test
    void explainFetchesNoToken() {
        assertThat(connection("Tokens").explain("GET").headers()).containsEntry("Authorization", "******");
        assertThat(server.requests()).isEmpty();
        assertThatThrownBy(() -> connection("Unset").explain("GET"))
                .isInstanceOfSatisfying(
                        OutrestException.class, e -> assertThat(e.getKind()).isEqualTo(FailureKind.CONFIGURATION));
    }

    // Its own life

    @Test
    void nothingIsLeftWhenTheComponentHasStopped() throws Exception {
        CamelContext camel = context;
        component().stop();

        assertThat(DevConsoleRegistry.get(camel).getConsole("outrest")).isEmpty();
        assertThat(HealthCheckRegistry.get(camel).getCheck("outrest:Orders API"))
                .isEmpty();
        component().start();
        assertThat(DevConsoleRegistry.get(camel).getConsole("outrest")).isPresent();
    }
}
