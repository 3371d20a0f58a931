package io.outrest.examples.quickstart;

import java.io.PrintStream;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/**
 * Starts a demonstration API and Camel with {@link Routes}, sends a message to one route after the other and prints what came
 * of it: what the API saw, and what the route got. Ends with an error as soon as a status is not the expected one.
 */
public final class Quickstart {

    private final CamelContext camel;
    private final ProducerTemplate messages;
    private final DemoApi api;
    private final Printout printout;

    private Quickstart(CamelContext camel, DemoApi api, PrintStream out) {
        this.camel = camel;
        this.messages = camel.createProducerTemplate();
        this.api = api;
        this.printout = new Printout(out);
    }

    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        Main main = new Main();
        main.configure().addRoutesBuilder(new Routes());
        try (DemoApi api = DemoApi.start()) {
            main.addInitialProperty("demo.api", api.url());
            main.addInitialProperty("demo.billing.key", api.billingKey());
            main.addInitialProperty("demo.client.secret", api.clientSecret());
            main.start();
            new Quickstart(main.getCamelContext(), api, out).tour();
        } finally {
            main.stop();
        }
    }

    private void tour() {
        printout.welcome();
        show("get-customer", Call.expecting(200).header("customer_id", 12345));
        show("create-order", Call.expecting(201).header("customer_id", 12345).body(Map.of("item", "tea")));
        show(
                "list-orders",
                Call.expecting(200)
                        .header("customer_id", "EU/12345")
                        .header("state", "in transit")
                        .header("page", 2));
        show(
                "send-headers",
                Call.expecting(200)
                        .header("customer_id", 12345)
                        .header("X-Correlation-ID", "order-4711")
                        .header("X-Tenant", "acme")
                        .header("Accept-Language", "de")
                        .header("internal-note", "matches no pattern of forwardHeaders, stays here"));
        show(
                "check-status",
                Call.expecting(200).header("customer_id", 12345),
                Call.expecting(404).header("customer_id", 99999),
                Call.expecting(500).header("customer_id", DemoApi.UNLUCKY));
        show(
                "set-billing-info",
                Call.expecting(200)
                        .header("cust_id", 12345)
                        .header("phone_no", "+49 30 1234")
                        .header("priority", "high")
                        .header("X-Request-Source", "quickstart")
                        .body(Map.of("iban", "DE02120300000000202051")));
        show(
                "get-invoice",
                Call.expecting(200).header("invoice_no", "2026-17"),
                Call.expecting(200).header("invoice_no", "2026-18"));
        printout.farewell();
    }

    private void show(String route, Call... calls) {
        printout.route(camel, route);
        for (Call call : calls) {
            Exchange exchange = messages.send("direct:" + route, message -> {
                message.getMessage().setHeaders(call.headers());
                message.getMessage().setBody(call.body());
            });
            printout.call(call, api.takeSeen(), exchange);
            check(route, call, exchange);
        }
    }

    private static void check(String route, Call call, Exchange exchange) {
        Integer status = exchange.getMessage().getHeader("CamelHttpResponseCode", Integer.class);
        if (exchange.getException() != null || status == null || status != call.expected()) {
            throw new IllegalStateException(
                    route + ": the status " + call.expected() + " was expected, but it is " + status,
                    exchange.getException());
        }
    }
}
