package io.outrest.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestClient;
import io.outrest.connection.Connection;
import io.outrest.request.Response;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RestServer;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The beans of {@code docs/spring-boot.md}. */
@SpringBootTest(classes = {Application.class, BeansTest.Beans.class})
class BeansTest {

    private static final RestServer SERVER = RestServer.start();

    @Autowired
    private ProducerTemplate messages;

    @Autowired
    private Invoices invoices;

    @DynamicPropertySource
    static void urls(DynamicPropertyRegistry properties) {
        properties.add("crm.url", SERVER::url);
        properties.add("crm.password", () -> "S3CR3T");
        properties.add("camel.component.outrest.connections.billing.base-url", SERVER::url);
        properties.add("camel.component.outrest.connections.billing.path", () -> "/invoices/{id}");
    }

    @BeforeEach
    void forget() {
        SERVER.forget();
    }

    @AfterAll
    static void stopServer() {
        SERVER.close();
    }

    @Test
    void routesCallBeansByTheirNames() {
        messages.sendBodyAndHeader("direct:customer", null, "id", 7);

        assertThat(SERVER.request().line()).isEqualTo("GET /customers/7");
        assertThat(SERVER.request().header("Authorization")).isEqualTo("Basic c2hvcDpTM0NSM1Q=");
    }

    @Test
    void theClientIsInjected() {
        assertThat(invoices.total(8)).isEqualTo("{}");
        assertThat(SERVER.request().line()).isEqualTo("GET /invoices/8");
    }

    @Test
    void theGuideShowsTheseBeans() throws Exception {
        String source = java.nio.file.Files.readString(
                java.nio.file.Path.of("src/test/java/io/outrest/springboot/BeansTest.java"));
        String guide = Guide.text();
        for (String[] sample :
                new String[][] {{"@Bean(\"Customer API\")", "return login;\n}"}, {"@Component\n", "\n}\n"}}) {
            int start = guide.indexOf(sample[0]);
            String shown = guide.substring(start, guide.indexOf(sample[1], start));
            assertThat(plain(source)).contains(plain(shown));
        }
    }

    private static String plain(String java) {
        return java.replaceAll("\\bstatic class\\b", "class").replaceAll("\\s+", " ");
    }

    @Configuration
    @Import(Invoices.class)
    static class Beans {

        @Bean("Customer API")
        Connection customers(@Value("${crm.url}") String url) {
            Connection connection = new Connection();
            connection.setBaseUrl(url);
            connection.setPath("/customers/{id}");
            connection.setSecurity("crm-login");
            return connection;
        }

        @Bean("crm-login")
        SecurityDefinition crmLogin(@Value("${crm.password}") String password) {
            SecurityDefinition login = new SecurityDefinition();
            login.setType("basic");
            login.setUsername("shop");
            login.setPassword(password);
            return login;
        }

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:customer").to("outrest:Customer API");
                }
            };
        }
    }

    @Component
    static class Invoices {

        private final OutrestClient rest;

        Invoices(OutrestClient rest) {
            this.rest = rest;
        }

        String total(int id) {
            Response invoice = rest.connection("billing").get(Map.of("id", id));
            return invoice.status() == 200 ? invoice.text() : "unknown";
        }
    }
}
