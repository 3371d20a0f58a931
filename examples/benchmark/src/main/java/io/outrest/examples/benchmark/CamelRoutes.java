package io.outrest.examples.benchmark;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.vertx.http.VertxHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;

/** The routes of the Camel components that are compared. */
final class CamelRoutes {

    private CamelRoutes() {}

    /** @param options of the endpoint, with the question mark, or empty */
    static Client outrest(String server, String options, boolean asynchronous) throws Exception {
        return outrest(new DefaultCamelContext(), server, options, asynchronous);
    }

    /** With threads that wait, and a timer for each kind of call. */
    static Client outrestMetered(String server) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        camel.getRegistry().bind("meters", new SimpleMeterRegistry());
        return outrest(camel, server, "?synchronous=true", false);
    }

    private static Client outrest(CamelContext camel, String server, String options, boolean asynchronous)
            throws Exception {
        OutrestComponent component = camel.getComponent("outrest", OutrestComponent.class);
        for (Work.Kind kind : Work.Kind.values()) {
            Connection connection = new Connection();
            connection.setBaseUrl(server);
            connection.setPath(kind.path());
            connection.setMethod(kind.method());
            connection.setMaxConnections(Peer.CONNECTIONS);
            component.getConnections().put(kind.name(), connection);
        }
        return new CamelClient(camel, routes((route, kind) -> route.to("outrest:" + kind + options)), asynchronous);
    }

    /** As most people write it. */
    static Client http(String server) throws Exception {
        return new CamelClient(
                withHttp(),
                routes((route, kind) -> body(
                        route.setHeader(Exchange.HTTP_METHOD, constant(kind.method())), kind, server + kind.path())),
                false);
    }

    /** With what makes it cheaper: the method on the endpoint, no header copied back, no stream cached. */
    static Client httpTuned(String server) throws Exception {
        CamelContext camel = withHttp();
        camel.setStreamCaching(false);
        return new CamelClient(
                camel,
                routes((route, kind) -> body(
                        route,
                        kind,
                        server + kind.path() + "?httpMethod=" + kind.method()
                                + "&disableStreamCache=true&copyHeaders=false")),
                false);
    }

    static Client vertx(String server) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        camel.getComponent("vertx-http", VertxHttpComponent.class)
                .setWebClientOptions(new WebClientOptions().setMaxPoolSize(Peer.CONNECTIONS));
        return new CamelClient(
                camel,
                routes((route, kind) ->
                        body(route, kind, "vertx-http:" + server + kind.path() + "?httpMethod=" + kind.method())),
                true);
    }

    private static CamelContext withHttp() {
        CamelContext camel = new DefaultCamelContext();
        HttpComponent http = camel.getComponent("http", HttpComponent.class);
        http.setMaxTotalConnections(Peer.CONNECTIONS);
        http.setConnectionsPerRoute(Peer.CONNECTIONS);
        return camel;
    }

    private static org.apache.camel.Expression constant(String value) {
        return org.apache.camel.support.builder.ExpressionBuilder.constantExpression(value);
    }

    /** A Map is written before the call, and one is read after it. */
    private static void body(ProcessorDefinition<?> route, Work.Kind kind, String uri) {
        ProcessorDefinition<?> ready = kind == Work.Kind.POST
                ? route.marshal().json().setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                : route;
        ready.to(uri).unmarshal().json(Map.class);
    }

    @FunctionalInterface
    private interface Step {
        void on(ProcessorDefinition<?> route, Work.Kind kind);
    }

    private static RouteBuilder routes(Step step) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (Work.Kind kind : Work.Kind.values()) {
                    step.on(from("direct:" + kind), kind);
                }
            }
        };
    }
}
