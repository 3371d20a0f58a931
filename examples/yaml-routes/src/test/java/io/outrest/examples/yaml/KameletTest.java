package io.outrest.examples.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.test.ReceivedRequest;
import io.outrest.test.StubApi;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Kamelet {@code outrest-action}, which comes with the component's jar. */
@Timeout(30)
class KameletTest extends CamelTestSupport {

    private final StubApi api = StubApi.start();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Connection orders = new Connection();
        orders.setBaseUrl("https://orders.example.com/v2");
        orders.setPath("/customers/{customer_id}/orders{?status}");
        OutrestComponent component = new OutrestComponent();
        component.getConnections().put("Mapped Orders", orders);
        component.setLazy(true);
        camel.addComponent("outrest", component);
        return camel;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:open")
                        .to(
                                "kamelet:outrest-action?connection=Mapped Orders"
                                        + "&parameters=RAW(path.customer_id=${header.customer}&query.status=open&header.X-Tenant=t1)");
                from("direct:order")
                        .to("kamelet:outrest-action?connection=Mapped Orders&method=POST"
                                + "&parameters=path.customer_id=5&request=${body[order]}&response=${body[id]}");
                from("direct:any-status")
                        .to("kamelet:outrest-action?connection=Mapped Orders&throwExceptionOnFailure=false"
                                + "&parameters=path.customer_id=5&response=${header.CamelHttpResponseCode}");
                from("direct:nobody").to("kamelet:outrest-action?connection=Nobody");
                from("direct:without").to("kamelet:outrest-action?connection=Mapped Orders");
            }
        };
    }

    @BeforeEach
    void standIn() {
        api.standsFor(context);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    private Exchange call(String route, Object body) {
        return template.request(route, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("customer", "a&b=c");
        });
    }

    @Test
    void parametersAreFilledInFromTheMessage() {
        api.on("GET", "/v2/customers/{id}/orders").reply(200, Map.of("orders", 3));

        assertThat(call("direct:open", null).getMessage().getBody()).isEqualTo(Map.of("orders", 3));
        ReceivedRequest request = api.requests().get(0);
        assertThat(request).hasToString("GET /v2/customers/a%26b%3Dc/orders?status=open");
        assertThat(request.header("X-Tenant")).isEqualTo("t1");
    }

    @Test
    void requestAndAnswerAreMapped() {
        api.on("POST", "/v2/customers/5/orders").reply(201, Map.of("id", 7));

        Exchange exchange = call("direct:order", Map.of("order", Map.of("item", "tea"), "note", "not sent"));

        assertThat(exchange.getMessage().getBody()).isEqualTo(7);
        assertThat(api.requests().get(0).json()).isEqualTo(Map.of("item", "tea"));
    }

    @Test
    void aFailingStatusIsAnException() {
        api.on("POST", "/v2/customers/5/orders").reply(409, Map.of("why", "sold out"));

        Exception thrown =
                call("direct:order", Map.of("order", Map.of("item", "tea"))).getException();

        assertThat(thrown).isInstanceOfSatisfying(HttpOperationFailedException.class, e -> assertThat(e.getStatusCode())
                .isEqualTo(409));
    }

    @Test
    void orAnAnswerLikeAnyOther() {
        api.on("GET", "/v2/customers/5/orders").reply(404);

        assertThat(call("direct:any-status", null).getMessage().getBody()).isEqualTo(404);
    }

    @Test
    void whatIsMissingIsTold() {
        assertThat(call("direct:nobody", null).getException())
                .isInstanceOfSatisfying(
                        OutrestException.class, e -> assertThat(e.getKind()).isEqualTo(FailureKind.CONFIGURATION));
        assertThat(call("direct:without", null).getException()).hasMessageContaining("customer_id");
    }
}
