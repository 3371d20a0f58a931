package io.outrest.examples.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;

/** The connection is configured in {@code application.properties}; the route says its name. */
@ApplicationScoped
public class Routes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:order").to("outrest:Orders API?method=POST");
    }
}
