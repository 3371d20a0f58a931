package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer.Answer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** The samples of {@code docs/reliability.md}: they do what it says. {@link DocumentationTest} compares them. */
class ReliabilitySampleTest extends OutrestTest {

    private final int redeliveryDelay = 500;

    @Override
    protected String document() {
        return """
                defaults:
                  retry: {attempts: 2, backoff: 1ms}
                connections:
                  Orders API: {baseUrl: SERVER}
                  Prices API: {baseUrl: "http://127.0.0.1:1"}
                """;
    }

    @Override
    protected RouteBuilder[] createRouteBuilders() {
        return new RouteBuilder[] {
            new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(deadLetterChannel("seda:undelivered").maximumRedeliveries(0));

                    from("direct:order")
                            .setHeader("Idempotency-Key", simple("${exchangeId}"))
                            .to("outrest:Orders API?method=POST&throwExceptionOnFailure=true");
                }
            },
            new RouteBuilder() {
                @Override
                public void configure() {
                    onException(OutrestException.class)
                            .onWhen(exchange -> Set.of(FailureKind.CONNECT, FailureKind.REJECTED)
                                    .contains(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, OutrestException.class)
                                            .getKind()))
                            .maximumRedeliveries(10)
                            .redeliveryDelay(redeliveryDelay)
                            .asyncDelayedRedelivery();

                    from("direct:late").to("outrest:Prices API");
                }
            },
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:price")
                            .doTry()
                            .to("outrest:Prices API")
                            .doCatch(OutrestException.class)
                            .setBody(constant(Map.of("price", "unknown")))
                            .end();
                }
            }
        };
    }

    @Test
    void deadLetterChannelGetsWhatIsLeftOnceAndWithItsKey() {
        AtomicInteger count = new AtomicInteger();
        server.answers(request -> {
            count.incrementAndGet();
            return Answer.status(503);
        });

        template.sendBody("direct:order", Map.of("id", 1));
        Exchange letter = consumer.receive("seda:undelivered", 10_000);

        assertThat(letter).isNotNull();
        assertThat(letter.getProperty(Exchange.EXCEPTION_CAUGHT)).isInstanceOf(OutrestOperationFailedException.class);
        assertThat(count).hasValue(2);
        assertThat(server.requests().stream()
                        .map(request -> request.header("Idempotency-Key"))
                        .distinct())
                .containsExactly(letter.getMessage().getHeader("Idempotency-Key", String.class));
    }

    @Test
    void outageIsWaitedForByTheRoute() {
        Exchange exchange = template.request("direct:late", e -> e.getContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "repair")
                .execute(this::repair));

        assertThat(exchange.getException()).isNull();
        assertThat(status(exchange)).isEqualTo(200);
    }

    private void repair() {
        write("connections:\n  Orders API: {baseUrl: SERVER}\n  Prices API: {baseUrl: SERVER}\n");
        component().reload();
    }

    @Test
    void fallbackTakesThePlaceOfAnApiThatIsDown() {
        assertThat(template.requestBody("direct:price", (Object) null)).isEqualTo(Map.of("price", "unknown"));
    }
}
