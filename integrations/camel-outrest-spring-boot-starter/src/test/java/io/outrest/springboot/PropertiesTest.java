package io.outrest.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.StatusRanges;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Component properties, as Spring reads them. */
@ExtendWith(OutputCaptureExtension.class)
class PropertiesTest {

    private static final String BILLING = "camel.component.outrest.connections.billing.";
    private static final String URL = BILLING + "base-url: http://127.0.0.1:1\n";

    private final RestServer server = RestServer.start();

    @TempDir
    private Path folder;

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void theGuidesYamlCallsWithItsSettings() {
        String yaml = Guide.sample("Connections in application.yaml", "yaml")
                .replaceAll("https://[a-z]+\\.example\\.com", server.url());
        try (ConfigurableApplicationContext spring =
                Started.with(folder, yaml).variable("ORDERS_KEY", "S3CR3T").run()) {
            OutrestClient rest = spring.getBean(OutrestClient.class);
            rest.connection("Orders API").get(Map.of("customer_id", 7, "status", "open"));

            assertThat(server.request().line()).isEqualTo("GET /v2/customers/7/orders?status=open");
            assertThat(server.request().header("X-API-Key")).isEqualTo("S3CR3T");
            assertThat(server.request().header("X-App-Name")).isEqualTo("Shop");
            assertThat(defaults(spring).getTimeout()).isEqualTo(Duration.ofMinutes(1));
            server.forget();
            server.answers(Answer.status(503));
            rest.connection("billing").get(Map.of("id", 1));
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void theGuidesPropertiesFileDoesToo() {
        String properties = Guide.sample("Connections in application.yaml", "properties")
                .replace("https://orders.example.com", server.url());
        try (ConfigurableApplicationContext spring =
                Started.with(folder, "application.properties", properties).run()) {
            spring.getBean(OutrestClient.class).connection("Orders API").get(Map.of("customer_id", 7));

            assertThat(server.request().line()).isEqualTo("GET /v2/customers/7/orders");
        }
    }

    @Test
    void profilesChangeSingleSettingsAndWholeLists() {
        String yaml = Guide.sample("Profiles and the environment", "yaml");
        try (ConfigurableApplicationContext spring = Started.with(folder, yaml)
                .argument("--spring.profiles.active=staging")
                .run()) {
            Connection billing = connection(spring, "billing");
            assertThat(billing.getBaseUrl()).isEqualTo("https://billing.example.com");
            assertThat(billing.getTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(billing.getTags()).containsExactly("test");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "baseUrl, http://127.0.0.1:2",
        "base-url, http://127.0.0.1:2",
        "base_url, http://127.0.0.1:2",
    })
    void namesOfSettingsAreRelaxed(String name, String url) {
        try (ConfigurableApplicationContext spring =
                Started.with(folder, BILLING + name + ": " + url).run()) {
            assertThat(connection(spring, "billing").getBaseUrl()).isEqualTo(url);
        }
    }

    @Test
    void environmentVariablesAreStrongerAndKeepTheSpellingOfTheFile() {
        String yaml = URL.replace("billing", "Billing") + "camel.component.outrest.refresh-period: 1m\n";
        try (ConfigurableApplicationContext spring = Started.with(folder, yaml)
                .variable("CAMEL_COMPONENT_OUTREST_CONNECTIONS_BILLING_BASEURL", "http://127.0.0.1:3")
                .variable("CAMEL_COMPONENT_OUTREST_CONNECTIONS_BILLING_MAXCONNECTIONS", "3")
                .variable("CAMEL_COMPONENT_OUTREST_LAZY", "true")
                .run()) {
            assertThat(component(spring).getConnections()).containsOnlyKeys("Billing");
            assertThat(connection(spring, "Billing").getBaseUrl()).isEqualTo("http://127.0.0.1:3");
            assertThat(component(spring).isLazy()).isTrue();
            assertThat(component(spring).getRefreshPeriod()).isEqualTo(60_000);
        }
    }

    @Test
    void allFormsOfValuesArrive() {
        String yaml =
                """
                camel.component.outrest:
                  defaults: {tls: {verify-hostname: false}}
                  security:
                    "[a key]": {type: bearer, token: "{{crm.token}}"}
                    other: {type: basic, username: u, password: p}
                  connections:
                    "[api.example.com]":
                      base-urls: ["http://127.0.0.1:1/a,b", "http://127.0.0.1:1"]
                      security:
                        - other: []
                        - "[a key]": [read, write]
                      parameters: {cust_id: 7, "[$top]": 5, "[page.size]": 6, several: [a, b]}
                      headers: {X-App-Name: Shop}
                      declared: {"[query.tags]": {style: form}}
                      proxy: {host: localhost, port: 3128}
                      circuit-breaker: "on"
                      success-status: [200-299, "404"]
                    open: {base-url: "http://127.0.0.1:1", security: []}
                crm.token: S3CR3T
                """;
        try (ConfigurableApplicationContext spring = Started.with(folder, yaml).run()) {
            Connection api = connection(spring, "api.example.com");
            assertThat(api.getBaseUrls().getUrls()).containsExactly("http://127.0.0.1:1/a,b", "http://127.0.0.1:1");
            assertThat(api.getSecurity())
                    .containsExactly(Map.of("other", List.of()), Map.of("a key", List.of("read", "write")));
            assertThat(api.getParameters())
                    .containsOnly(
                            Map.entry("cust_id", "7"),
                            Map.entry("$top", "5"),
                            Map.entry("page.size", "6"),
                            Map.entry("several", List.of("a", "b")));
            assertThat(api.getHeaders()).containsExactly(Map.entry("X-App-Name", "Shop"));
            assertThat(api.getDeclared()).containsOnlyKeys("query.tags");
            assertThat(api.getProxy().getPort()).isEqualTo(3128);
            assertThat(api.getCircuitBreaker()).isNotNull();
            assertThat(api.getSuccessStatus()).isEqualTo(StatusRanges.parse("successStatus", "200-299,404"));
            assertThat(connection(spring, "open").getSecurity()).isEmpty();
            assertThat(defaults(spring).getTls().getVerifyHostname()).isFalse();
            SecurityDefinition key = component(spring).getSecurity().get("a key");
            assertThat(key).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            connections.billing.timeuot: 5s          | component properties: connection 'billing': timeuot is no setting; did you mean 'timeout'?
            connections.billing.tls.trust-al: true   | component properties: connection 'billing': tls.trust-al is no setting; did you mean 'trustAll'?
            connections.billing.timeout: soon        | component properties: connection 'billing': timeout 'soon' is no duration
            connections.billing.timeout.of: 5s       | component properties: camel.component.outrest.connections.billing.timeout must be one value, not keys and values
            connections.billing.parameters.a.b: 1    | component properties: camel.component.outrest.connections.billing.parameters must be one value; a name with dots needs brackets
            connections.billing.path: "{{no.such}}"  | component properties: camel.component.outrest.connections.billing.path has a placeholder without a value
            connections.Orders API.path: /x          | component properties: the name 'Orders API' needs brackets, in YAML also quotes: "[Orders API]"
            connections.billing.parameters.$top: 5   | component properties: the name '$top' needs brackets, in YAML also quotes: "[$top]"
            "connections[Billing].path": /x          | component properties: connections: 'billing' and 'Billing' are two names for Spring
            connectoins.billing.path: /x             | component properties: connectoins is no option; did you mean 'connections'?
            refresh-perod: 5s                        | component properties: refresh-perod is no option; did you mean 'refreshPeriod'?
            connections.billing.path[0]: /x          | component properties: camel.component.outrest.connections.billing.path must not be a list
            lazy: perhaps                            | component properties: lazy must be of the type boolean
            connections.billing: http://127.0.0.1    | component properties: camel.component.outrest.connections.billing must be made of settings
            connections: http://127.0.0.1            | component properties: connections must be made of names, and their settings
            """)
    void whatIsWrongEndsTheStart(String line, String message, CapturedOutput output) {
        String property = line.startsWith("\"")
                ? "\"camel.component.outrest." + line.substring(1)
                : "camel.component.outrest." + line;
        Started application = Started.with(folder, URL + property);

        assertThatThrownBy(application::run)
                .satisfies(failure -> assertThat(messages(failure)).anyMatch(said -> said.startsWith(message)));
        assertThat(output.getErr() + output.getOut()).contains("APPLICATION FAILED TO START", message);
    }

    @Test
    void theGuideShowsWhatIsSaid() {
        for (String wrong : List.of("billing.timeuot: 5s", "Orders API.path: /x")) {
            String yaml = URL + "camel.component.outrest.connections." + wrong;
            assertThatThrownBy(Started.with(folder, yaml)::run).satisfies(failure -> {
                List<String> said = messages(failure);
                assertThat(Guide.text()).contains(said.get(said.size() - 1));
            });
        }
    }

    @Test
    void namesWithoutBracketsAreThoseOfSpring() {
        String yaml = URL + "camel.component.outrest.connections.bil-ling.path: /x";
        try (ConfigurableApplicationContext spring = Started.with(folder, yaml).run()) {
            assertThat(component(spring).getConnections()).containsOnlyKeys("billing");
            assertThat(connection(spring, "billing").getPath()).isEqualTo("/x");
        }
    }

    private static List<String> messages(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()))
                .toList();
    }

    /** Camel 4.22 finds it first, and says so in its own words. */
    @Test
    void placeholdersOfSpringNeedAValue() {
        assertThatThrownBy(Started.with(folder, URL + BILLING + "path: ${NO_SUCH}")::run)
                .satisfies(failure -> assertThat(messages(failure))
                        .last()
                        .isIn(
                                "component properties: camel.component.outrest.connections.billing.path"
                                        + " has a placeholder ${...} without a value",
                                "Could not resolve placeholder 'NO_SUCH' in value \"${NO_SUCH}\""));
    }

    @Test
    void environmentVariablesForNamesInBracketsAreRefused() {
        Started application = Started.with(
                        folder,
                        "camel.component.outrest.connections: {\"[Orders API]\": {base-url: \"http://127.0.0.1:1\"}}")
                .variable("CAMEL_COMPONENT_OUTREST_CONNECTIONS_ORDERSAPI_BASEURL", "http://127.0.0.1:3");

        assertThatThrownBy(application::run)
                .hasStackTraceContaining("environment variables cannot say names in brackets");
    }

    @Test
    void secretsAreNotInTheLog(CapturedOutput output) {
        String yaml =
                """
                camel.component.outrest:
                  security: {key: {type: bearer, token: "S3CR3T", clientSecrt: "S3CR3T"}}
                  connections: {billing: {base-url: "http://127.0.0.1:1", security: key}}
                """;
        assertThatThrownBy(Started.with(folder, yaml)
                        .argument("--logging.level.io.outrest=TRACE")
                        .argument("--debug")::run)
                .hasStackTraceContaining("clientSecrt is no setting; did you mean 'clientSecret'");

        assertThat(output.getAll()).doesNotContain("S3CR3T");
    }

    @Test
    void camelsHealthIsThereWithTheActuator() {
        try (ConfigurableApplicationContext spring = Started.with(folder, URL)
                .argument("--camel.health.enabled=true")
                .run()) {
            assertThat(spring.getBeanDefinitionNames()).contains("camelHealth");
        }
    }

    @Test
    void canBeSwitchedOff() {
        try (ConfigurableApplicationContext spring = Started.with(
                        folder, URL + "camel.component.outrest.enabled: false")
                .run()) {
            assertThat(spring.getBeansOfType(OutrestClient.class)).isEmpty();
            assertThat(component(spring).getConnections()).isEmpty();
        }
    }

    @Test
    void propertiesAloneCanBeSwitchedOff() {
        try (ConfigurableApplicationContext spring = Started.with(
                        folder, URL + "camel.component.outrest.customizer.enabled: false")
                .run()) {
            assertThat(component(spring).getConnections()).isEmpty();
        }
    }

    private static OutrestComponent component(ConfigurableApplicationContext spring) {
        return spring.getBean(CamelContext.class).getComponent("outrest", OutrestComponent.class);
    }

    private static Connection defaults(ConfigurableApplicationContext spring) {
        return component(spring).getDefaults();
    }

    private static Connection connection(ConfigurableApplicationContext spring, String name) {
        assertThat(component(spring).getConnections()).containsKey(name);
        return component(spring).getConnections().get(name);
    }
}
