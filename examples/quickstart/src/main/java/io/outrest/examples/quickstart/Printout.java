package io.outrest.examples.quickstart;

import java.io.PrintStream;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/** What a reader sees: one block for each route, in two columns. */
final class Printout {

    private final PrintStream out;
    private int routes;

    Printout(PrintStream out) {
        this.out = out;
    }

    void welcome() {
        out.println("Outrest quickstart: routes call connections by name, outrest.yaml says what the names mean.");
    }

    /** Title and call of a route, as they stand in {@link Routes}. */
    void route(CamelContext camel, String id) {
        RouteDefinition route =
                camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(id);
        routes++;
        out.printf("%n%d. %s%n", routes, route.getDescriptionText());
        for (ProcessorDefinition<?> step : route.getOutputs()) {
            if (step instanceof ToDefinition to) {
                row("route", "to(\"" + to.getUri() + "\")");
            }
        }
    }

    void call(Call call, List<SeenRequest> seen, Exchange exchange) {
        out.println();
        rows(
                "message",
                call.headers().entrySet().stream()
                        .map(header -> header.getKey() + " = " + header.getValue())
                        .toList());
        if (call.body() != null) {
            row("body", call.body());
        }
        for (SeenRequest request : seen) {
            row("API saw", request.line());
            rows("", request.headerLines());
            if (!request.body().isEmpty()) {
                rows("", List.of("", request.body()));
            }
        }
        Object status = exchange.getMessage().getHeader("CamelHttpResponseCode");
        row("route got", status + " " + exchange.getMessage().getBody());
        if (exchange.getVariable("decision") != null) {
            row("decision", exchange.getVariable("decision"));
        }
    }

    void farewell() {
        out.printf("%nAll as expected. Change outrest.yaml or Routes.java, and run it again.%n");
    }

    /** The label stands beside the first one only. */
    private void rows(String label, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            row(i == 0 ? label : "", texts.get(i));
        }
    }

    private void row(String label, Object text) {
        out.println(String.format("   %-10s %s", label, text).stripTrailing());
    }
}
