package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer.Answer;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class EndpointTest extends OutrestTest {

    record Order(int id) {}

    @Override
    protected String document() {
        return """
                connections:
                  Orders API: {baseUrl: SERVER/v2, path: "/orders/{id}{?status}", timeout: 20s}
                  Orders API 2: {baseUrl: SERVER, path: /o2}
                  Order API: {baseUrl: SERVER, path: /o3}
                  Ordes API: {baseUrl: SERVER, path: /o4}
                  Plain: {baseUrl: SERVER, path: /things, timeout: 20s}
                  Posted: {baseUrl: SERVER, method: POST}
                  Strict: {baseUrl: SERVER, throwExceptionOnFailure: true}
                """;
    }

    /** Sends over a route that exists for this one call. */
    private Exchange over(String uri, Object body, Map<String, Object> headers) {
        return sent(route -> route.to(uri), body, headers);
    }

    private Exchange over(String uri) {
        return over(uri, "", Map.of());
    }

    private Exchange overDynamic(String uri, Map<String, Object> headers) {
        return sent(route -> route.toD(uri), "", headers);
    }

    private Exchange sent(Consumer<RouteDefinition> end, Object body, Map<String, Object> headers) {
        String from = "direct:route" + context.getRoutesSize();
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    end.accept(from(from));
                }
            });
        } catch (Exception e) {
            throw new AssertionError("the route does not start", e);
        }
        return send(from, body, headers);
    }

    private Throwable refusal(String uri) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:refused").to(uri);
                }
            });
        } catch (Exception e) {
            Throwable deepest = e;
            while (deepest.getCause() != null && !(deepest instanceof OutrestException)) {
                deepest = deepest.getCause();
            }
            return deepest;
        }
        throw new AssertionError("the route was not refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
    void theMethodIsTheEndpoints(String method) {
        assertThat(status(over("outrest:Plain?method=" + method))).isEqualTo(200);

        assertThat(server.request().line()).isEqualTo(method + " /things");
    }

    @Test
    void theMethodIsTheConnectionsElseGet() {
        over("outrest:Posted");
        over("outrest:Plain");

        assertThat(server.requests()).extracting(RecordedRequest::method).containsExactly("POST", "GET");
    }

    @Test
    void theMethodIsNeverTakenFromTheMessage() {
        over("outrest:Plain", "{\"method\": \"DELETE\"}", Map.of("CamelHttpMethod", "DELETE", "method", "PUT"));

        assertThat(server.request().method()).isEqualTo("GET");
    }

    @Test
    void camelsHttpHeadersHaveNoEffect() {
        over(
                "outrest:Plain",
                "",
                Map.of(
                        "CamelHttpUri", "http://127.0.0.1:1/other",
                        "CamelHttpPath", "/other",
                        "CamelHttpQuery", "a=1",
                        "CamelHttpRawQuery", "a=1",
                        "CamelHttpHost", "other",
                        "CamelRestHttpUri", "/other"));

        assertThat(server.request().line()).isEqualTo("GET /things");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outrest:Posted?method=GET | CONFIGURATION | fixed to POST",
                "outrest:Orders API?path.idd=1 | CONFIGURATION | path.idd names no parameter of the path",
                "outrest:Orders API?path.status=1 | CONFIGURATION | path.status names no parameter of the path",
            })
    void whatDoesNotFitTheConnectionIsRefusedAtStart(String uri, FailureKind kind, String problem) {
        assertThat(refusal(uri))
                .isInstanceOfSatisfying(
                        OutrestException.class, e -> assertThat(e.getKind()).isEqualTo(kind))
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outrest:Plain?method=TRACE | TRACE",
                "outrest:Plain?timeout=soon | soon",
                "outrest:Plain?timeout=-1s | timeout",
                "outrest:Plain?outputType=no.such.Type | no.such.Type",
                "outrest:Plain?deleteWithBodi=true | did you mean 'deleteWithBody'?",
                "outrest:Plain?zzzzzzzz=true | there is no option 'zzzzzzzz'",
                "outrest:Plain?querry.a=1 | there is no option 'querry.a'",
            })
    void anOptionThatCannotBeIsRefusedAtStart(String uri, String problem) {
        assertThat(refusal(uri)).hasMessageContaining(problem);
    }

    @Test
    void anUnknownOptionThatIsLikeNoneGetsNoSuggestion() {
        assertThat(refusal("outrest:Plain?zzzzzzzz=true")).hasMessageNotContaining("did you mean");
    }

    @Test
    void anUnknownConnectionListsUpToThreeSimilarNames() {
        Throwable refusal = refusal("outrest:Orders AP");

        assertThat(refusal)
                .isInstanceOf(OutrestException.class)
                .hasMessageContaining("there is no connection 'Orders AP'")
                .hasMessageContaining("'Orders API'")
                .hasMessageNotContaining("Plain");
        assertThat(refusal.getMessage().replaceAll(".*did you mean", "").split("', '", -1))
                .hasSize(3);
    }

    @Test
    void anUnknownConnectionThatIsLikeNoneListsNone() {
        assertThat(refusal("outrest:Weather"))
                .hasMessageContaining("there is no connection 'Weather'")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void aLazyComponentKnowsItAtTheFirstCall() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            OutrestComponent lazy = new OutrestComponent();
            lazy.setLazy(true);
            Connection plain = new Connection();
            plain.setBaseUrl(server.url());
            lazy.setConnections(new HashMap<>(Map.of("Plain", plain)));
            camel.addComponent("outrest", lazy);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:a").to("outrest:Plian");
                }
            });
            camel.start();

            Exchange answer = camel.createProducerTemplate().send("direct:a", e -> {});
            OutrestException failure = failure(answer);
            assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION);
            assertThat(failure).hasMessageContaining("did you mean 'Plain'?");
            assertThat(failure.getAttempts()).isZero();
            assertThat(answer.getMessage().getHeader("CamelOutrestAttempts")).isEqualTo(0);

            lazy.getRegistry().put("Plian", plain);
            assertThat(status(camel.createProducerTemplate().send("direct:a", e -> {})))
                    .isEqualTo(200);
        }
    }

    @Test
    void theTimeoutIsTheEndpointsAndTheCallsBeforeThat() {
        server.answersAfter(Duration.ofSeconds(10), Answer.json("{}"));
        assertThat(failure(over("outrest:Plain?timeout=100ms")).getKind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure(over("outrest:Plain", "", Map.of("CamelOutrestTimeout", 100)))
                        .getKind())
                .isEqualTo(FailureKind.TIMEOUT);

        server.answersAfter(Duration.ofMillis(400), Answer.json("{}"));
        assertThat(status(over("outrest:Plain?timeout=100ms", "", Map.of("CamelOutrestTimeout", "20s"))))
                .isEqualTo(200);
        assertThat(status(over("outrest:Plain?timeout=100ms", "", Map.of("CamelOutrestTimeout", Duration.ZERO))))
                .as("zero is no deadline")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "PT-1S"})
    void aTimeoutOfTheCallThatIsNoneIsRefused(String timeout) {
        OutrestException failure = failure(over("outrest:Plain", "", Map.of("CamelOutrestTimeout", timeout)));

        assertThat(failure.getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(failure.getAttempts()).isZero();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void valuesInTheRouteAreConstantsOrExpressions() {
        over(
                "outrest:Orders API?path.id=${header.no}&query.status=a b&query.more=${body}&header.X-A=${header.no}!"
                        + "&header.X-B=fixed",
                "tea & cake",
                Map.of("no", 7));

        assertThat(server.request().line()).isEqualTo("GET /v2/orders/7?status=a%20b&more=tea%20%26%20cake");
        assertThat(server.request().header("X-A")).isEqualTo("7!");
        assertThat(server.request().header("X-B")).isEqualTo("fixed");
    }

    @Test
    void anExpressionThatGivesAListGivesAListAndOneThatGivesNothingIsAbsent() {
        over(
                "outrest:Plain?query.tag=${header.tags}&query.none=${header.none}&header.X-T=${header.tags}"
                        + "&header.X-None=${header.none}",
                "",
                Map.of("tags", List.of("x", "y")));

        assertThat(server.request().line()).isEqualTo("GET /things?tag=x&tag=y");
        assertThat(server.request().headers("X-T")).containsExactly("x", "y");
        assertThat(server.request().headers("X-None")).isEmpty();
    }

    @Test
    void whatAMessageHoldsIsNeverEvaluated() {
        over("outrest:Plain?query.q=${body}", "${header.secret} {{env:PATH}}", Map.of("secret", "shown"));

        assertThat(server.request().line()).isEqualTo("GET /things?q=%24%7Bheader.secret%7D%20%7B%7Benv%3APATH%7D%7D");
    }

    @Test
    void theOutputTypeIsAClassOrOneOfTheShortNames() {
        server.answers(200, "{\"id\": 7, \"unknown\": 1}");

        assertThat(over("outrest:Plain?outputType=" + Order.class.getName())
                        .getMessage()
                        .getBody())
                .isEqualTo(new Order(7));
        assertThat(over("outrest:Plain?outputType=map").getMessage().getBody())
                .isEqualTo(Map.of("id", 7, "unknown", 1));
        assertThat(over("outrest:Plain?outputType=string").getMessage().getBody())
                .isEqualTo("{\"id\": 7, \"unknown\": 1}");
        assertThat(over("outrest:Plain?outputType=bytes").getMessage().getBody())
                .isEqualTo("{\"id\": 7, \"unknown\": 1}".getBytes(StandardCharsets.UTF_8));
        Exchange streamed = sent(
                route -> route.to("outrest:Plain?outputType=stream").process(e -> {
                    InputStream in = (InputStream) e.getMessage().getBody();
                    e.getMessage().setBody(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }),
                "",
                Map.of());
        assertThat(streamed.getMessage().getBody()).isEqualTo("{\"id\": 7, \"unknown\": 1}");
    }

    @Test
    void theEndpointSaysWhetherAStatusIsAnException() {
        server.answers(404, "{}");

        assertThat(over("outrest:Strict").getException()).isInstanceOf(OutrestOperationFailedException.class);
        assertThat(over("outrest:Plain?throwExceptionOnFailure=true").getException())
                .isInstanceOf(OutrestOperationFailedException.class);
        assertThat(status(over("outrest:Strict?throwExceptionOnFailure=false"))).isEqualTo(404);
        assertThat(status(over("outrest:Plain"))).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,false,",
        "HEAD,false,",
        "OPTIONS,false,",
        "DELETE,false,",
        "GET,true,",
        "HEAD,true,",
        "OPTIONS,true,",
        "DELETE,true,tea",
        "POST,false,tea",
        "PUT,false,tea",
        "PATCH,false,tea"
    })
    void onlySomeMethodsSendABody(String method, boolean deleteWithBody, String body) {
        over("outrest:Plain?method=" + method + "&deleteWithBody=" + deleteWithBody, "tea", Map.of());

        assertThat(server.request().body()).isEqualTo(body == null ? "" : body);
        assertThat(server.request().header("Content-Type")).isEqualTo(body == null ? null : "application/json");
    }

    @Test
    void aSynchronousEndpointGoesOnOnTheCallersThread() {
        Thread[] threads = new Thread[2];
        sent(
                route -> route.process(e -> threads[0] = Thread.currentThread())
                        .to("outrest:Plain?synchronous=true")
                        .process(e -> threads[1] = Thread.currentThread()),
                "",
                Map.of());

        assertThat(threads[0]).isNotNull().isSameAs(threads[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b c",
                "100%",
                "Größe",
                "a#b",
                "a&b",
                "Orders+API",
                "petstore/getPetById",
                "GET /x/{y}",
                "a=b",
                "a:b"
            })
    void aNameMayHoldAnyCharacter(String name) {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url() + "/odd");
        registry().put(name, connection);

        assertThat(status(over("outrest:" + name))).isEqualTo(200);
        assertThat(status(over("outrest:" + name + "?query.a=1"))).isEqualTo(200);
        assertThat(status(overDynamic("outrest:" + name, Map.of()))).isEqualTo(200);
        assertThat(status(overDynamic("outrest:" + name + "?query.a=1", Map.of())))
                .isEqualTo(200);
        assertThat(status(overDynamic("outrest:${header.n}", Map.of("n", name))))
                .isEqualTo(200);
        assertThat(status(overDynamic("outrest:${header.n}?query.a=1", Map.of("n", name))))
                .isEqualTo(200);
        assertThat(OutrestClient.of(context).connection(name).get().status()).isEqualTo(200);
        assertThat(server.requests())
                .extracting(RecordedRequest::target)
                .containsExactly("/odd", "/odd?a=1", "/odd", "/odd?a=1", "/odd", "/odd?a=1", "/odd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a?b", "a\tb", "a{{b", "a%20b", "/a", " a", "a "})
    void aNameThatCouldNotBeWrittenInARouteIsRefusedWhereItIsRegistered(String name) {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());

        assertThatThrownBy(() -> registry().put(name, connection)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyDynamicValuesAreOneEndpointForEachConnectionAndItsFixedOptions() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:many")
                        .toD("outrest:${header.api}?method=${header.m}&query.n=${header.n}&header.X-N=${header.n}");
            }
        });
        IntStream.range(0, 40)
                .forEach(n -> send(
                        "direct:many",
                        Map.of("api", n % 2 == 0 ? "Plain" : "Order API", "m", n % 4 < 2 ? "GET" : "PUT", "n", n)));

        assertThat(server.requests()).hasSize(40);
        assertThat(server.requests().get(39).line()).isEqualTo("PUT /o3?n=39");
        assertThat(server.requests().get(39).header("X-N")).isEqualTo("39");
        assertThat(context.getEndpoints())
                .filteredOn(endpoint -> endpoint instanceof OutrestEndpoint)
                .hasSize(4);
    }

    @Test
    void dynamicValuesDoNotOutliveTheirCall() {
        sent(
                route -> route.toD("outrest:Plain?query.a=${header.a}&header.X-A=${header.a}")
                        .to("outrest:Plain"),
                "",
                Map.of("a", 1));

        assertThat(server.requests())
                .extracting(RecordedRequest::line)
                .containsExactly("GET /things?a=1", "GET /things");
        assertThat(server.lastRequest().headers("X-A")).isEmpty();
    }

    /** A constant that was written behind {@code toD} went out as it stood there, encoded once more. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query.q=a%20b | q=a%20b",
                "query.q=a b | q=a%20b",
                "query.q=a+b | q=a%20b",
                "query.q=RAW(a+b) | q=a%2Bb",
                "query.q=50%25 | q=50%25",
                "query.q=RAW(a&b=c%20d+e) | q=a%26b%3Dc%2520d%2Be",
                "query.q=RAW{a)b} | q=a%29b",
                "query.q=RAW(a{b)&query.r=1 | q=a%7Bb&r=1",
                "query.q=a{b&query.r=1 | q=a%7Bb&r=1",
                "query.q=Größe | q=Gr%C3%B6%C3%9Fe",
                "query.q=%C3%A4 | q=%C3%A4",
                "query.a%5Bb%5D=1 | a%5Bb%5D=1",
                "query.q=a=b | q=a%3Db",
                "query.q= | q=",
                "query.q=x%20${header.h}&query.r=1 | q=x%20a%2520b%26c&r=1",
                "query.q={{text}} | q=from%20properties",
            })
    void constantsMeanTheSameInBothKindsOfRoute(String options, String query) {
        context.getPropertiesComponent().addInitialProperty("text", "from properties");
        context.getPropertiesComponent().addOverrideProperty("text", "from properties");
        Map<String, Object> headers = Map.of("h", "a%20b&c");

        assertThat(status(over("outrest:Plain?" + options, "", headers))).isEqualTo(200);
        assertThat(status(overDynamic("outrest:Plain?" + options, headers))).isEqualTo(200);
        assertThat(server.requests())
                .extracting(RecordedRequest::target)
                .containsExactly("/things?" + query, "/things?" + query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&method=DELETE", "${header.h}", "{{env:PATH}}", "RAW(a)", "#bean", "a%20b", "?", ""})
    void valuesOfMessagesAreValuesWhateverTheyHold(String value) {
        overDynamic("outrest:Plain?query.q=${header.v}&query.r=RAW(a&b)", Map.of("v", value));
        over("outrest:Plain?query.q=${header.v}&query.r=RAW(a&b)", "", Map.of("v", value));

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).line())
                .isEqualTo(server.requests().get(1).line())
                .startsWith("GET /things?q=")
                .endsWith("&r=a%26b");
        assertThat(URLDecoder.decode(
                        server.requests().get(0).target().replaceAll(".*q=|&r=.*", ""), StandardCharsets.UTF_8))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Plain?method=DELETE&query.z=1",
                "Plain?method=DELETE",
                "Plain?query.z=1",
                "Plain%3Fquery.z=1",
                "{{text}}",
                "/Plain",
                ""
            })
    void aNameFromAMessageIsANameAndNothingElse(String name) {
        context.getPropertiesComponent().addOverrideProperty("text", "Plain");

        Exchange answer = overDynamic("outrest:${header.n}?query.a=1", Map.of("n", name));

        assertThat(answer.getException()).isNotNull();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aFixedOptionFromAMessageAddsNoOther() {
        Exchange answer = overDynamic("outrest:Plain?outputType=${header.t}", Map.of("t", "map&method=DELETE"));

        assertThat(answer.getException()).isInstanceOf(OutrestException.class);
        assertThat(server.requests()).isEmpty();
        assertThat(status(overDynamic("outrest:Plain?outputType=${header.t}", Map.of("t", Order.class.getName()))))
                .isEqualTo(200);
    }

    @Test
    void aDynamicExpressionThatFailsEndsTheCallBeforeAnyIo() {
        Exchange answer = overDynamic("outrest:Plain?query.q=${body.noSuchMethod()}", Map.of());

        assertThat(answer.getException()).isNotNull();
        assertThat(server.requests()).isEmpty();
    }

    /** Keeps out: an expression that failed through a bean sent the call without its value. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExpressionWhoseBeanThrowsIsRefused(boolean dynamic) {
        Thrower thrower = new Thrower();
        context.getRegistry().bind("thrower", thrower);
        String uri = "outrest:Plain?query.q=${bean:thrower?method=fail}";

        OutrestException failure = failure(dynamic ? overDynamic(uri, Map.of()) : over(uri));

        assertThat(thrower.called).isTrue();
        assertThat(failure.getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(server.requests()).isEmpty();
    }

    /** A bean of the application that has a bad day. */
    public static final class Thrower {

        private volatile boolean called;

        public String fail() {
            called = true;
            throw new IllegalStateException("hidden");
        }
    }

    /** Keeps out: an endpoint that an interceptor calls meanwhile got the values of the toD. */
    @Test
    void dynamicValuesAreNotThoseOfAnInterceptor() throws Exception {
        for (String name : List.of("T", "S")) {
            Connection connection = new Connection();
            connection.setBaseUrl(server.url() + "/" + name);
            registry().put(name, connection);
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                interceptSendToEndpoint("outrest:T*").to("outrest:S");
                from("direct:intercepted").toD("outrest:T?query.secret=${header.z}");
            }
        });

        assertThat(status(send("direct:intercepted", Map.of("z", "s3")))).isEqualTo(200);

        assertThat(server.requests()).extracting(RecordedRequest::target).containsExactly("/S", "/T?secret=s3");
    }

    /** Keeps out: a misspelt path name behind toD went to the query. */
    @Test
    void anUnknownPathNameOfADynamicEndpointIsRefused() {
        OutrestException failure =
                failure(overDynamic("outrest:Orders API?path.idd=${header.z}", Map.of("id", 1, "z", 2)));

        assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(server.requests()).isEmpty();
    }

    /** Keeps out: Camel starts endpoints within these while it prepares their routes, before it starts the component. */
    @ParameterizedTest
    @ValueSource(strings = {"split", "multicast", "choice in split"})
    void routesThatStartTheirEndpointsEarlyStart(String kind) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            OutrestComponent component = new OutrestComponent();
            component.setConfiguration("file:" + folder.resolve("outrest.yaml"));
            camel.addComponent("outrest", component);
            camel.addRoutes(early(kind, "outrest:Plain"));
            camel.start();

            camel.createProducerTemplate().sendBody("direct:early", List.of("a", "b"));

            assertThat(server.requests()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "multicast"})
    void unknownConnectionIsAnErrorAtStartThereToo(String kind) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            OutrestComponent component = new OutrestComponent();
            component.setConfiguration("file:" + folder.resolve("outrest.yaml"));
            camel.addComponent("outrest", component);
            camel.addRoutes(early(kind, "outrest:Plian"));

            assertThatThrownBy(camel::start).hasStackTraceContaining("'Plian'").hasStackTraceContaining("'Plain'");
        }
    }

    private static RouteBuilder early(String kind, String uri) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                switch (kind) {
                    case "split" -> from("direct:early").split(body()).to(uri).end();
                    case "multicast" ->
                        from("direct:early").multicast().to(uri, uri).end();
                    default ->
                        from("direct:early")
                                .split(body())
                                .choice()
                                .when(body().isNotNull())
                                .to(uri)
                                .end()
                                .end();
                }
            }
        };
    }
}
