package io.outrest.examples.quarkus;

import io.outrest.OutrestClient;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.CamelEvent.CamelContextStartedEvent;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Calls an API by a route and by a client when Camel has started, prints what came back, and ends the application. */
@ApplicationScoped
public class Shop {

    private final CamelContext camel;
    private final ProducerTemplate messages;
    private final boolean open;

    Shop(CamelContext camel, ProducerTemplate messages, @ConfigProperty(name = "shop.open") boolean open) {
        this.camel = camel;
        this.messages = messages;
        this.open = open;
    }

    void camelHasStarted(@Observes CamelContextStartedEvent event) {
        if (open) {
            Quarkus.asyncExit(served() ? 0 : 1);
        }
    }

    private boolean served() {
        try (DemoApi api = DemoApi.start()) {
            order();
            price();
            return true;
        } catch (Exception e) {
            System.err.println("the calls failed: " + e);
            return false;
        }
    }

    private void order() throws Exception {
        Exchange order = messages.request("direct:order", exchange -> {
            exchange.getMessage().setHeader("customer_id", 12345);
            exchange.getMessage().setBody(Map.of("item", "tea"));
        });
        if (order.getException() != null) {
            throw order.getException();
        }
        Map<?, ?> created = order.getMessage().getBody(Map.class);
        System.out.println(
                "order " + created.get("id") + ": status " + order.getMessage().getHeader("CamelHttpResponseCode"));
    }

    private void price() {
        Map<?, ?> price = (Map<?, ?>) OutrestClient.of(camel)
                .connection("Prices")
                .get(Map.of("item", "tea"))
                .data();
        System.out.println("price of tea: " + price.get("price"));
    }
}
