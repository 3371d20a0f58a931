package io.outrest.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrest.OutrestClient;
import io.outrest.testing.RestServer;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What an application of Spring Boot shows of its connections. */
@SpringBootTest(classes = {Application.class, ObservedTest.Beans.class})
class ObservedTest {

    private static final RestServer SERVER = RestServer.start();

    @Autowired
    private CamelContext camel;

    @Autowired
    private OutrestClient rest;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ApplicationContext spring;

    @Configuration
    static class Beans {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    @DynamicPropertySource
    static void connections(DynamicPropertyRegistry properties) {
        String prefix = "camel.component.outrest.";
        properties.add(prefix + "security.crm.type", () -> "basic");
        properties.add(prefix + "security.crm.username", () -> "shop");
        properties.add(prefix + "security.crm.password", () -> "S3CR3T");
        properties.add(prefix + "connections.billing.base-url", SERVER::url);
        properties.add(prefix + "connections.billing.security", () -> "crm");
        properties.add(prefix + "connections.billing.ping.path", () -> "/health");
    }

    @AfterAll
    static void stopServer() {
        SERVER.close();
    }

    @Test
    void callsAreMeteredInTheRegistryOfTheApplication() {
        rest.connection("billing").get();

        assertThat(meters.get("http.client.requests")
                        .tag("connection", "billing")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void connectionsAreAmongCamelsHealthChecks() {
        assertThat(HealthCheckHelper.invokeReadiness(camel, "full"))
                .extracting(result -> result.getCheck().getId() + " " + result.getState())
                .contains("outrest:billing UP");
    }

    @Test
    void secretsAreNotAmongWhatActuatorShows() throws Exception {
        var environment = new EnvironmentEndpoint(spring.getBean(Environment.class), List.of(), Show.NEVER);
        var beans = new ConfigurationPropertiesReportEndpoint(List.of(), Show.ALWAYS);
        beans.setApplicationContext(spring);
        String shown = new ObjectMapper().writeValueAsString(environment.environment("outrest.*"));
        String bound = new ObjectMapper().writeValueAsString(beans.configurationProperties());

        assertThat(shown)
                .contains("camel.component.outrest.security.crm.password")
                .doesNotContain("S3CR3T");
        assertThat(bound).contains("camel").doesNotContain("S3CR3T");
    }
}
