package io.outrest.examples.petstore;

import io.outrest.OutrestException;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.imports.ImportReport.SecurityUse;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/** What a reader sees: the import as a table, then one block for each route, in two columns. */
final class Printout {

    private final PrintStream out;
    private int routes;

    Printout(PrintStream out) {
        this.out = out;
    }

    void welcome(ImportReport report) {
        out.println("Outrest import: petstore.yaml describes an API, outrest.yaml says what of it is wanted.");
        out.printf("%n   %-24s %-7s %-24s %s%n", "CONNECTION", "METHOD", "PATH", "SECURITY");
        for (Operation operation : report.operations()) {
            out.printf(
                    "   %-24s %-7s %-24s %s%n",
                    operation.name(), operation.method(), operation.path(), security(operation));
        }
    }

    private static String security(Operation operation) {
        return operation.security().isEmpty()
                ? "none"
                : operation.security().stream()
                        .map(together ->
                                together.stream().map(SecurityUse::scheme).collect(Collectors.joining(" and ")))
                        .collect(Collectors.joining(" or "));
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
        out.println();
    }

    void call(Call call, List<SeenRequest> seen, Exchange exchange) {
        rows(
                "message",
                call.headers().entrySet().stream()
                        .map(header -> header.getKey() + " = " + header.getValue())
                        .toList());
        if (call.body() != null) {
            row("body", shown(call.body()));
        }
        for (SeenRequest request : seen) {
            row("API saw", request.line());
            rows("", request.headerLines());
            if (!request.body().isEmpty()) {
                row("", "");
                rows("", request.body().lines().toList());
            }
        }
        OutrestException failure = exchange.getVariable("failure", OutrestException.class);
        row("route got", failure != null ? String.valueOf(failure.getMessage()) : answer(exchange.getMessage()));
    }

    private static String answer(Message message) {
        return message.getHeader("CamelHttpResponseCode") + " " + message.getBody();
    }

    void farewell() {
        out.printf("%nAll as expected. To look at a document without any route, in the folder of the project:%n%n");
        commandLine("list examples/petstore-import/petstore.yaml --include tag:pets");
        commandLine("export examples/petstore-import/petstore.yaml");
        commandLine("diff examples/petstore-import/petstore.yaml petstore-next.yaml");
    }

    private void commandLine(String arguments) {
        out.println("   mvn -q -Popenapi -Dexec.args=\"" + arguments + "\"");
    }

    /** Bytes by their number. */
    private static String shown(Object body) {
        return body instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + (entry.getValue() instanceof byte[] bytes
                                        ? bytes.length + " bytes"
                                        : entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"))
                : body.toString();
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
