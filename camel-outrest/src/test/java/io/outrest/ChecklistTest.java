package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer.Answer;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody who comes from another product's outgoing REST connections looks for first: one promise, one test. */
@Timeout(30)
class ChecklistTest extends OutrestTest {

    record Address(String city) {}

    record Customer(int id, String name, List<Address> addresses) {}

    public static final class Bean {
        private String name = "tea";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    @XmlRootElement(name = "customer")
    public static class XmlCustomer {
        public String name = "Ann";
    }

    @Override
    protected String document() {
        return """
                security:
                  basic: {type: basic, username: ann, password: "{{test.password}}"}
                  key: {type: apiKey, in: header, name: X-API-Key, apiKey: k1}
                  query key: {type: apiKey, in: query, name: api_key, apiKey: "k 1"}
                  oauth: {type: oauth2, tokenUrl: SERVER/token, clientId: c, clientSecret: s, scopes: [read, write]}
                connections:
                  CRM Orders:
                    baseUrl: SERVER
                    path: /customer/{cust_id}/order/{order_id}
                    timeout: 20s
                  Customers: {baseUrl: SERVER, path: "/customers", timeout: 20s}
                  With Basic: {baseUrl: SERVER, security: basic}
                  With Key: {baseUrl: SERVER, security: key}
                  With Query Key: {baseUrl: SERVER, security: query key}
                  With OAuth: {baseUrl: SERVER, path: /api, security: oauth}
                  With OAuth Too: {baseUrl: SERVER, path: /other, security: oauth}
                  Traced: {baseUrl: SERVER, correlationHeader: X-Request-ID}
                """;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getPropertiesComponent().addOverrideProperty("test.password", "pw");
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one").to("outrest:Customers");
                from("direct:two").to("outrest:Customers?method=POST");
                from("direct:facade")
                        .to("outrest:Customers")
                        .choice()
                        .when(simple("${header.CamelHttpResponseCode} == 200"))
                        .setBody(simple("found ${body[name]}"))
                        .when(simple("${header.CamelHttpResponseCode} == 404"))
                        .setBody(constant("not found"))
                        .otherwise()
                        .throwException(IllegalStateException.class, "API said ${header.CamelHttpResponseCode}");
                from("direct:combined")
                        .to("outrest:CRM Orders?method=POST&timeout=10s&query.source=route&header.X-Route=combined");
            }
        };
    }

    private static Map<String, Object> params(Object... pairs) {
        LinkedHashMap<String, Object> params = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            params.put((String) pairs[i], pairs[i + 1]);
        }
        return Map.of("CamelOutrestParams", params);
    }

    private RecordedRequest sent(String uri, Object body, Map<String, Object> headers) {
        assertThat(status(send(uri, body, headers))).isEqualTo(200);
        return server.lastRequest();
    }

    @Test
    void oneConnectionIsConfiguredOnceAndUsedByAllRoutes() {
        sent("direct:one", "", Map.of());
        sent("direct:two", "{}", Map.of());

        assertThat(server.requests())
                .extracting(RecordedRequest::line)
                .containsExactly("GET /customers", "POST /customers");
    }

    @Test
    void aConnectionIsMadeByCodeWithNameHostPathSecurityAndTimeout() {
        SecurityDefinition login = new SecurityDefinition();
        login.setType("basic");
        login.setUsername("ann");
        login.setPassword("pw");
        Connection made = new Connection();
        made.setBaseUrl(server.url());
        made.setPath("/made/{id}");
        made.setSecurity(List.of("login"));
        made.setTimeout(Duration.ofSeconds(20));
        registry().put("login", login);
        registry().put("Made by code", made);

        RecordedRequest request = sent("outrest:Made by code", "", Map.of("id", 1));
        assertThat(request.line()).isEqualTo("GET /made/1");
        assertThat(request.header("Authorization")).startsWith("Basic ");
        assertThat(registry().names()).contains("Made by code", "Customers");
    }

    @Test
    void aConnectionIsGotByItsExactName() {
        assertThatThrownBy(() -> send("outrest:customers"))
                .hasMessageContaining("there is no connection 'customers'; did you mean 'Customers'?");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theDataOfAnAnswerIsParsed() {
        server.answers(200, "{\"customers\": [{\"id\": 1}]}");

        Exchange answer = send("direct:one");
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("customers", List.of(Map.of("id", 1))));
        assertThat(answer.getMessage().getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(answer.getMessage().getHeader("CamelHttpResponseText")).isEqualTo("OK");
    }

    @Test
    void pathPatternsAreFilledAtRuntime() {
        assertThat(sent("outrest:CRM Orders", "", params("cust_id", 123, "order_id", "a/b"))
                        .line())
                .isEqualTo("GET /customer/123/order/a%2Fb");
        assertThat(sent("outrest:CRM Orders", "", Map.of("cust_id", 123, "order_id", 7))
                        .line())
                .isEqualTo("GET /customer/123/order/7");
    }

    @Test
    void mapsRecordsAndBeansAreWrittenAsJsonNestedOnesToo() {
        Customer customer = new Customer(1, "Ann", List.of(new Address("Graz")));
        String json = "{\"id\":1,\"name\":\"Ann\",\"addresses\":[{\"city\":\"Graz\"}]}";

        assertThat(sent("direct:two", customer, Map.of()).body()).isEqualTo(json);
        assertThat(sent("direct:two", Map.of("a", List.of(Map.of("b", 1))), Map.of())
                        .body())
                .isEqualTo("{\"a\":[{\"b\":1}]}");
        assertThat(sent("direct:two", new Bean(), Map.of()).body()).isEqualTo("{\"name\":\"tea\"}");
        assertThat(server.lastRequest().header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void recordsAndBeansAreReadFromJson() {
        server.answers(200, "{\"id\":1,\"name\":\"Ann\",\"addresses\":[{\"city\":\"Graz\"}]}");

        assertThat(send("outrest:Customers?outputType=" + Customer.class.getName())
                        .getMessage()
                        .getBody())
                .isEqualTo(new Customer(1, "Ann", List.of(new Address("Graz"))));
        assertThat(send("outrest:Customers?outputType=" + Bean.class.getName())
                        .getMessage()
                        .getBody(Bean.class)
                        .getName())
                .isEqualTo("Ann");
    }

    @Test
    void objectsAreWrittenAsXml() {
        assertThat(sent("direct:two", new XmlCustomer(), Map.of("Content-Type", "application/xml"))
                        .body())
                .contains("<customer>")
                .contains("<name>Ann</name>");
    }

    @Test
    void theQueryComesFromAMap() {
        assertThat(sent("outrest:Customers", "", params("status", "in transit", "page", 2, "tag", List.of("x", "y")))
                        .line())
                .isEqualTo("GET /customers?status=in%20transit&page=2&tag=x&tag=y");
    }

    @Test
    void oneMapFillsThePathAndTheRestGoesToTheQuery() {
        assertThat(sent("outrest:CRM Orders", "", params("cust_id", 1, "order_id", 2, "status", "pending"))
                        .line())
                .isEqualTo("GET /customer/1/order/2?status=pending");
    }

    @Test
    void anyHeadersAreSentForOneCall() {
        Map<String, Object> headers = Map.of("CamelOutrestHeaders", Map.of("Accept-Language", "de", "Any", 1));

        assertThat(sent("direct:one", "", headers).header("Any")).isEqualTo("1");
        assertThat(server.lastRequest().header("Accept-Language")).isEqualTo("de");
        assertThat(sent("direct:one", "", Map.of()).headers("Any")).isEmpty();
    }

    @Test
    void basicAuthenticationIsBuiltIn() {
        String expected = "Basic " + Base64.getEncoder().encodeToString("ann:pw".getBytes(StandardCharsets.UTF_8));

        assertThat(sent("outrest:With Basic", "", Map.of()).headers("Authorization"))
                .containsExactly(expected);
    }

    @Test
    void apiKeysAreBuiltIn() {
        assertThat(sent("outrest:With Key", "", Map.of()).headers("X-API-Key")).containsExactly("k1");
        assertThat(sent("outrest:With Query Key", "", Map.of()).line()).isEqualTo("GET /?api_key=k%201");
    }

    @Test
    void oauthIsBuiltInAndAllConnectionsOfADefinitionShareItsToken() {
        server.answers(request -> request.target().equals("/token")
                ? Answer.json("{\"access_token\": \"t1\", \"token_type\": \"Bearer\", \"expires_in\": 3600}")
                : Answer.json("{}"));

        assertThat(sent("outrest:With OAuth", "", Map.of()).header("Authorization"))
                .isEqualTo("Bearer t1");
        assertThat(sent("outrest:With OAuth Too", "", Map.of()).header("Authorization"))
                .isEqualTo("Bearer t1");
        assertThat(server.requests())
                .extracting(RecordedRequest::line)
                .containsExactly("POST /token", "GET /api", "GET /other");
        assertThat(server.requests().get(0).body()).contains("grant_type=client_credentials", "scope=read");
    }

    @Test
    void aMessageCannotChooseTheCredentials() {
        assertThat(sent("outrest:With Key", "", Map.of("X-API-Key", "mine", "Authorization", "mine"))
                        .headers("X-API-Key"))
                .containsExactly("k1");
        assertThat(server.lastRequest().headers("Authorization")).isEmpty();
    }

    @Test
    void callsReuseTheSocket() {
        try (RawServer raw = RawServer.keepingAlive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Connection pooled = new Connection();
            pooled.setBaseUrl(raw.url());
            registry().put("Pooled", pooled);
            for (int i = 0; i < 10; i++) {
                assertThat(status(send("outrest:Pooled"))).isEqualTo(200);
            }

            assertThat(raw.requests()).hasSize(10);
            assertThat(raw.connections()).isEqualTo(1);
        }
    }

    @Test
    void theCorrelationIdIsTheSameHereAndThere() {
        assertThat(sent("outrest:Traced", "", Map.of("X-Request-ID", "cid-1")).headers("X-Request-ID"))
                .containsExactly("cid-1");

        Exchange answer = send("outrest:Traced");
        assertThat(server.lastRequest().header("X-Request-ID")).isEqualTo(answer.getExchangeId());
    }

    @Test
    void aRouteLooksAtTheStatus() {
        server.answers(200, "{\"name\": \"Ann\"}");
        assertThat(send("direct:facade").getMessage().getBody()).isEqualTo("found Ann");

        server.answers(404, "{}");
        assertThat(send("direct:facade").getMessage().getBody()).isEqualTo("not found");

        server.answers(500, "{}");
        assertThat(send("direct:facade").getException())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("API said 500");
    }

    @ParameterizedTest
    @CsvSource({"GET,false", "POST,true", "PUT,true", "PATCH,true", "DELETE,false", "HEAD,false", "OPTIONS,false"})
    void allMethodsTakeParametersAndSomeABody(String method, boolean body) {
        RecordedRequest request = sent(
                "outrest:CRM Orders?method=" + method, Map.of("a", 1), params("cust_id", 1, "order_id", 2, "q", 3));

        assertThat(request.line()).isEqualTo(method + " /customer/1/order/2?q=3");
        assertThat(request.body()).isEqualTo(body ? "{\"a\":1}" : "");
    }

    @Test
    void oneCallHasABodyAndPathAndQueryAndHeaders() {
        Map<String, Object> all = new HashMap<>(params("cust_id", 1, "order_id", 2, "status", "new"));
        all.put("CamelOutrestHeaders", Map.of("X-Priority", "high"));
        all.put("Idempotency-Key", "i-1");

        RecordedRequest request = sent("direct:combined", Map.of("item", "tea"), all);

        assertThat(request.line()).isEqualTo("POST /customer/1/order/2?source=route&status=new");
        assertThat(request.body()).isEqualTo("{\"item\":\"tea\"}");
        assertThat(request.header("X-Priority")).isEqualTo("high");
        assertThat(request.header("X-Route")).isEqualTo("combined");
        assertThat(request.header("Idempotency-Key")).isEqualTo("i-1");
    }

    @Test
    void aCallMayHaveItsOwnTimeout() {
        server.answersAfter(Duration.ofSeconds(10), Answer.json("{}"));

        OutrestException failure =
                failure(send("direct:one", "", Map.of("CamelOutrestTimeout", Duration.ofMillis(200))));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure.getAttempts()).isEqualTo(1);
    }

    @Test
    void aCallThatSetsNoTimeoutHasTwoMinutes() {
        Connection unset = new Connection();
        unset.setBaseUrl(server.url());
        registry().put("Unset", unset);

        assertThat(registry().live("Unset").start(null).remaining())
                .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120));
    }
}
