package io.outrest.examples.springboot;

import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** One call after the other, and what came of it. */
@Component
class Tour {

    private final ProducerTemplate messages;
    private final Invoices invoices;

    Tour(ProducerTemplate messages, Invoices invoices) {
        this.messages = messages;
        this.invoices = invoices;
    }

    void show(PrintStream out) {
        out.println("A connection of application.yaml, called by a route");
        Exchange customer = messages.send(
                "direct:customer", exchange -> exchange.getMessage().setHeader("customer_id", 12345));
        out.println("   route got  " + status(customer) + " "
                + customer.getMessage().getBody());

        out.println("A connection that is a bean");
        Exchange stock = messages.send("direct:stock", exchange -> {
            exchange.getMessage().setHeader("item", "tea");
            exchange.getMessage().setBody(Map.of("taken", 2));
        });
        out.println("   route got  " + status(stock) + " " + stock.getMessage().getBody());

        out.println("OutrestClient in a service, with the API key of application.yaml");
        out.println("   client got " + invoices.find("2026-17"));
    }

    private static Object status(Exchange exchange) {
        if (exchange.getException() != null) {
            throw new IllegalStateException(exchange.getException());
        }
        return Objects.requireNonNull(exchange.getMessage().getHeader("CamelHttpResponseCode"));
    }
}
