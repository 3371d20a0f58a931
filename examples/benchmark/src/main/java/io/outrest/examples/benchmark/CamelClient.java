package io.outrest.examples.benchmark;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** A route for each kind of call, {@code direct:GET} and so on, which a template calls. */
final class CamelClient implements Client {

    private final CamelContext camel;
    private final ProducerTemplate template;
    private final boolean asynchronous;
    private final Map<Work.Kind, Endpoint> endpoints = new EnumMap<>(Work.Kind.class);
    private final Map<Work.Kind, AsyncProducer> producers = new EnumMap<>(Work.Kind.class);

    /** @param asynchronous whether no thread waits in these routes */
    CamelClient(CamelContext camel, RouteBuilder routes, boolean asynchronous) throws Exception {
        this.camel = camel;
        this.asynchronous = asynchronous;
        camel.addRoutes(routes);
        camel.start();
        this.template = camel.createProducerTemplate();
        for (Work.Kind kind : Work.Kind.values()) {
            Endpoint endpoint = camel.getEndpoint("direct:" + kind);
            endpoints.put(kind, endpoint);
            AsyncProducer producer = endpoint.createAsyncProducer();
            producer.start();
            producers.put(kind, producer);
        }
    }

    @Override
    public Answer call(Work.Kind kind) throws Exception {
        return answer(template.send(of(endpoints, kind), exchange -> fill(exchange, kind)));
    }

    @Override
    public CompletionStage<Answer> begin(Work.Kind kind) {
        Exchange exchange = of(endpoints, kind).createExchange();
        fill(exchange, kind);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        of(producers, kind).process(exchange, doneSync -> {
            try {
                answer.complete(answer(exchange));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Override
    public boolean isAsynchronous() {
        return asynchronous;
    }

    private static <T> T of(Map<Work.Kind, T> map, Work.Kind kind) {
        T value = map.get(kind);
        if (value == null) {
            throw new IllegalStateException("nothing for " + kind);
        }
        return value;
    }

    private static void fill(Exchange exchange, Work.Kind kind) {
        if (kind == Work.Kind.POST) {
            exchange.getMessage().setBody(Documents.order());
        }
    }

    private static Answer answer(Exchange exchange) throws Exception {
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        return new Answer(status == null ? 0 : status, exchange.getMessage().getBody());
    }

    @Override
    public void close() {
        camel.stop();
    }
}
