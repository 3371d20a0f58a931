package io.outrest.examples.quickstart;

import org.apache.camel.builder.RouteBuilder;

/** What an application writes: routes that say the names of connections. What the names mean stands in outrest.yaml. */
public final class Routes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:get-customer")
                .routeId("get-customer")
                .routeDescription("Get a customer")
                .to("outrest:Customer API");

        from("direct:create-order")
                .routeId("create-order")
                .routeDescription("Create an order from a Map")
                .to("outrest:Orders API?method=POST");

        from("direct:list-orders")
                .routeId("list-orders")
                .routeDescription("Fill in path and query parameters")
                .to("outrest:Orders API?query.status=${header.state}");

        from("direct:send-headers")
                .routeId("send-headers")
                .routeDescription("Send headers and the correlation id along")
                .to("outrest:Customer API?header.Cache-Control=no-cache");

        from("direct:check-status")
                .routeId("check-status")
                .routeDescription("Look at the status: 400 and up are answers, not exceptions")
                .to("outrest:Customer API")
                .choice()
                .when(header("CamelHttpResponseCode").isEqualTo(200))
                .setVariable("decision", constant("go on with the customer"))
                .when(header("CamelHttpResponseCode").isEqualTo(404))
                .setVariable("decision", constant("create the customer first"))
                .otherwise()
                .setVariable("decision", constant("tell somebody, try again later"));

        from("direct:set-billing-info")
                .routeId("set-billing-info")
                .routeDescription("Body, path, query, headers and an API key at once")
                .to("outrest:Set Billing Info");

        from("direct:get-invoice")
                .routeId("get-invoice")
                .routeDescription("Call with an OAuth2 token, which is fetched once and kept")
                .to("outrest:Invoices API");
    }
}
