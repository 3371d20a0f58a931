package io.outrest.examples.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Routes say the names of connections; what they mean stands in application.yaml, or is a bean. */
@Component
class Routes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:customer").to("outrest:Customer API");
        from("direct:stock").to("outrest:Stock API?method=POST");
    }
}
