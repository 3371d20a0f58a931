package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class FirstCallTest extends OutrestTest {

    @Override
    protected String document() {
        return """
                connections:
                  Orders API:
                    baseUrl: SERVER/v2
                    path: /customers/{customer_id}/orders{?status,page}
                    timeout: 5s
                """;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:orders").to("outrest:Orders API?method=POST&query.page=${header.p}");
                from("direct:dynamic")
                        .toD("outrest:Orders API?method=GET&query.status=${header.s}&path.customer_id=${header.c}");
            }
        };
    }

    @Test
    void fillsPathAndQueryAndSendsJson() {
        server.answers(201, "{\"id\": 7}");

        Exchange answer = send(
                "direct:orders", Map.of("item", "tea"), Map.of("customer_id", 12345, "status", "in transit", "p", 3));

        assertThat(status(answer)).isEqualTo(201);
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("id", 7));
        assertThat(server.request().line()).isEqualTo("POST /v2/customers/12345/orders?status=in%20transit&page=3");
        assertThat(server.request().body()).isEqualTo("{\"item\":\"tea\"}");
    }

    @Test
    void dynamicValuesShareOneEndpoint() {
        List<String> values = List.of("open", "b&method=DELETE", "{{env:HOME}}", "${header.c}");
        values.forEach(value -> send("direct:dynamic", Map.of("c", "1/2", "s", value)));

        assertThat(server.requests())
                .extracting(RecordedRequest::line)
                .containsExactly(
                        "GET /v2/customers/1%2F2/orders?status=open",
                        "GET /v2/customers/1%2F2/orders?status=b%26method%3DDELETE",
                        "GET /v2/customers/1%2F2/orders?status=%7B%7Benv%3AHOME%7D%7D",
                        "GET /v2/customers/1%2F2/orders?status=%24%7Bheader.c%7D");
        assertThat(context.getEndpoints())
                .filteredOn(endpoint -> endpoint instanceof OutrestEndpoint)
                .hasSize(2);
    }
}
