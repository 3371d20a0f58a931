package io.outrest.examples.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.outrest.OutrestClient;
import io.outrest.test.StubApi;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ShopTest {

    @Inject
    CamelContext camel;

    @Inject
    ProducerTemplate messages;

    private StubApi api;

    @BeforeEach
    void startApi() {
        api = StubApi.start().standsFor(camel);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void theConnectionOfThePropertiesIsCalledByARoute() {
        api.on("POST", "/v2/customers/1/orders").reply(201, Map.of("id", 7));

        Object created = messages.requestBodyAndHeader("direct:order", Map.of("item", "tea"), "customer_id", 1);

        assertEquals(Map.of("id", 7), created);
        assertEquals("only-for-this-example", api.requests().get(0).header("X-API-Key"));
        assertEquals(Map.of("item", "tea"), api.requests().get(0).json());
    }

    @Test
    void theConnectionThatIsABeanIsCalledByTheClient() {
        api.on("GET", "/prices/tea").reply(200, Map.of("price", 3));

        assertEquals(
                Map.of("price", 3),
                OutrestClient.of(camel)
                        .connection("Prices")
                        .get(Map.of("item", "tea"))
                        .data());
    }
}
