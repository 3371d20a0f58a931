package io.outrest.examples.petstore;

import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.imports.ImportReport;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/**
 * Starts the API of petstore.yaml and Camel with {@link Routes}, prints what was imported, sends a message to one route after
 * the other and prints what came of it. Ends with an error as soon as something is not as expected.
 */
public final class PetstoreImport {

    /** The operations that outrest.yaml asks for. */
    private static final int WANTED = 8;

    private static final byte[] PHOTO = "<svg><circle r='9'/></svg>".getBytes(StandardCharsets.US_ASCII);

    private final CamelContext camel;
    private final ProducerTemplate messages;
    private final PetstoreApi api;
    private final Printout printout;

    private PetstoreImport(CamelContext camel, PetstoreApi api, PrintStream out) {
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
        try (PetstoreApi api = PetstoreApi.start()) {
            main.addInitialProperty("demo.api", api.url());
            main.addInitialProperty("demo.client.id", PetstoreApi.CLIENT_ID);
            main.addInitialProperty("demo.client.secret", api.clientSecret());
            main.start();
            new PetstoreImport(main.getCamelContext(), api, out).tour();
        } finally {
            main.stop();
        }
    }

    private void tour() {
        printout.welcome(report());
        show("opening-hours", Call.expecting(200, "GET /v1/shop/opening-hours"));
        show(
                "find-pets",
                Call.expecting(
                                200,
                                "GET /v1/pets?status=in_shop&status=reserved"
                                        + "&filter%5Bspecies%5D=cat&filter%5Bmax_price%5D=80&limit=20")
                        .header("status", List.of("in_shop", "reserved"))
                        .header("filter", inOrder("species", "cat", "max_price", 80))
                        .header("X-Branch", "Harbour"));
        show(
                "place-order",
                Call.expecting(201, "POST /v1/orders").body(inOrder("item", "scratching post", "pet_id", 7)));
        show(
                "update-pet",
                Call.expecting(200, "PATCH /v1/pets/7")
                        .header("pet_id", 7)
                        .body(inOrder("name", "Mia & Co", "status", "reserved")));
        show(
                "add-photo",
                Call.expecting(201, "POST /v1/pets/7/photos")
                        .header("pet_id", 7)
                        .body(inOrder("caption", "asleep", "photo", PHOTO)));
        show("track-order", Call.refused().header("number", "B-31"));
        printout.farewell();
    }

    /** What was imported; all that outrest.yaml asks for must be. */
    private ImportReport report() {
        ImportReport report = camel.getComponent("outrest", OutrestComponent.class)
                .importReports()
                .get("petstore");
        if (report == null || report.operations().size() != WANTED || report.imported() != WANTED) {
            throw new IllegalStateException(WANTED + " operations should be imported, but there is " + report);
        }
        return report;
    }

    /** A Map that is written in this order. */
    private static Map<String, Object> inOrder(String first, Object value, String second, Object other) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, value);
        map.put(second, other);
        return map;
    }

    private void show(String route, Call call) {
        printout.route(camel, route);
        Exchange exchange = messages.send("direct:" + route, message -> {
            message.getMessage().setHeaders(call.headers());
            message.getMessage().setBody(call.body());
        });
        List<SeenRequest> seen = api.takeSeen();
        printout.call(call, seen, exchange);
        check(route, call, seen, exchange);
    }

    private static void check(String route, Call call, List<SeenRequest> seen, Exchange exchange) {
        String line = seen.isEmpty() ? null : seen.get(seen.size() - 1).line();
        if (!Objects.equals(call.line(), line)) {
            throw new IllegalStateException(
                    route + ": the API should have seen " + call.line() + ", but it saw " + line,
                    exchange.getException());
        }
        String result = result(exchange);
        if (!result.equals(call.result())) {
            throw new IllegalStateException(
                    route + ": the result " + call.result() + " was expected, but it is " + result,
                    exchange.getException());
        }
    }

    /** The status, or what kind of failure there was instead. */
    private static String result(Exchange exchange) {
        OutrestException failure = exchange.getVariable("failure", OutrestException.class);
        return failure != null
                ? String.valueOf(failure.getKind())
                : exchange.getMessage().getHeader("CamelHttpResponseCode", "none", String.class);
    }
}
