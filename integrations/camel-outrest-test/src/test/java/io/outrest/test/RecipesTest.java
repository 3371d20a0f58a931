package io.outrest.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Message;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of the documentation, as they are printed there, each with what it does when the API fails. */
@Timeout(60)
class RecipesTest extends CamelTestSupport {

    private static final Path RECIPES = Path.of("../../docs/recipes.md");

    @TempDir
    static Path folder;

    private final StubApi api = StubApi.start();

    // Samples

    static class RetryRoutes extends RouteBuilder {
        @Override
        public void configure() {
            errorHandler(deadLetterChannel("file:{{folder}}/dead")
                    .maximumRedeliveries(3)
                    .redeliveryDelay(10)
                    .useExponentialBackOff()
                    .useOriginalMessage()
                    .retryAttemptedLogLevel(LoggingLevel.WARN));

            from("direct:order")
                    .setHeader("Idempotency-Key", simple("${exchangeId}"))
                    .to("outrest:Orders API?method=POST&throwExceptionOnFailure=true");
        }
    }

    static class DeliverRoutes extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:accept")
                    .to("file:{{folder}}/outbox?fileName=${exchangeId}.json")
                    .setBody(constant("accepted"));

            from("file:{{folder}}/outbox?delete=true&moveFailed=../failed&delay=50&initialDelay=0")
                    .setHeader("Idempotency-Key", header("CamelFileName"))
                    .convertBodyTo(String.class)
                    .to("outrest:Orders API?method=POST&throwExceptionOnFailure=true");
        }
    }

    static class PollRoutes extends RouteBuilder {

        private final AtomicReference<String> etag = new AtomicReference<>();

        @Override
        public void configure() {
            from("timer:prices?period=50")
                    .process(poll -> poll.getMessage().setHeader("If-None-Match", etag.get()))
                    .to("outrest:Prices?outputType=map")
                    .filter(header("CamelHttpResponseCode").isEqualTo(200))
                    .process(changed -> etag.set(changed.getMessage().getHeader("ETag", String.class)))
                    .to("seda:changed-prices");
        }
    }

    static class PageRoutes extends RouteBuilder {

        private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]page=(\\d+)[^>]*>; *rel=\"?next\"?");

        @Override
        public void configure() {
            from("direct:all-orders")
                    .setProperty("page", constant(1))
                    .setProperty("all", ArrayList::new)
                    .loopDoWhile(exchangeProperty("page").isNotNull())
                    .toD("outrest:All Orders?outputType=map&query.page=${exchangeProperty.page}"
                            + "&throwExceptionOnFailure=true")
                    .process(PageRoutes::collect)
                    .end()
                    .setBody(exchangeProperty("all"));
        }

        @SuppressWarnings("unchecked")
        private static void collect(Exchange exchange) {
            Message answer = exchange.getMessage();
            exchange.getProperty("all", List.class)
                    .addAll((List<?>) answer.getBody(Map.class).get("orders"));
            Matcher next = NEXT.matcher(answer.getHeader("Link", "", String.class));
            exchange.setProperty("page", next.find() ? next.group(1) : null);
            answer.removeHeader("Link");
        }
    }

    static class FanOutRoutes extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:stock")
                    .setBody(constant(List.of("pets/cats", "pets/dogs", "pets/birds")))
                    .split(body(), AggregationStrategies.groupedBody())
                    .parallelProcessing()
                    .doTry()
                    .toD("outrest:${body}?throwExceptionOnFailure=true")
                    .doCatch(HttpOperationFailedException.class)
                    .setBody(simple("unknown: ${exception.statusCode}"))
                    .end()
                    .end();
        }
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Path document = Files.writeString(
                folder.resolve("outrest.yaml"),
                """
                openapi:
                  pets: {spec: "classpath:pets.yaml"}
                connections:
                  Orders API:
                    baseUrl: https://orders.example.com/v2
                    path: /orders
                  Prices:
                    baseUrl: https://prices.example.com
                    path: /prices
                  All Orders:
                    baseUrl: https://orders.example.com/v2
                    path: /orders{?page}
                """);
        camel.getPropertiesComponent().addInitialProperty("folder", folder.toString());
        OutrestComponent component = new OutrestComponent();
        component.setConfiguration("file:" + document);
        camel.addComponent("outrest", component);
        return camel;
    }

    @BeforeEach
    void standIn() {
        api.standsFor(context);
    }

    @AfterEach
    void stopApi() throws Exception {
        context.stop();
        api.close();
        for (String name : List.of("dead", "outbox", "failed")) {
            try (var files = Files.exists(folder.resolve(name))
                    ? Files.list(folder.resolve(name))
                    : java.util.stream.Stream.<Path>of()) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static List<String> contents(String name) throws IOException {
        if (!Files.exists(folder.resolve(name))) {
            return List.of();
        }
        List<String> contents = new ArrayList<>();
        try (var files = Files.list(folder.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.add(Files.readString(file));
            }
        }
        return contents;
    }

    private void routes(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
    }

    private List<?> keys() {
        return api.requests("POST", "/v2/orders").stream()
                .map(request -> request.header("Idempotency-Key"))
                .toList();
    }

    @Test
    void anOrderIsTriedAgainWithTheSameKey() throws Exception {
        routes(new RetryRoutes());
        api.on("POST", "/v2/orders").reply(503).fail().reply(201, Map.of("id", 7));

        assertThat(template.requestBody("direct:order", Map.of("item", "tea"))).isEqualTo(Map.of("id", 7));
        assertThat(keys()).hasSize(3).doesNotContainNull();
        assertThat(keys().stream().distinct()).hasSize(1);
    }

    @Test
    void anOrderThatCannotBeDeliveredIsADeadLetter() throws Exception {
        routes(new RetryRoutes());
        api.on("POST", "/v2/orders").reply(503);

        template.sendBody("direct:order", "{\"item\": \"tea\"}");

        assertThat(contents("dead")).containsExactly("{\"item\": \"tea\"}");
        api.verify(4, "POST", "/v2/orders");
    }

    @Test
    void whatIsAcceptedIsDelivered() throws Exception {
        routes(new DeliverRoutes());
        api.on("POST", "/v2/orders").reply(201);

        assertThat(template.requestBody("direct:accept", "{\"item\": \"tea\"}")).isEqualTo("accepted");
        await().untilAsserted(() -> api.verify(1, "POST", "/v2/orders"));
        assertThat(api.requests().get(0).json()).isEqualTo(Map.of("item", "tea"));
        await().untilAsserted(() -> assertThat(contents("outbox")).isEmpty());
    }

    @Test
    void whatCannotBeDeliveredIsPutAside() throws Exception {
        routes(new DeliverRoutes());
        api.on("POST", "/v2/orders").reply(400);

        template.requestBody("direct:accept", "{\"item\": \"tea\"}");

        await().untilAsserted(() -> assertThat(contents("failed")).containsExactly("{\"item\": \"tea\"}"));
        assertThat(contents("outbox")).isEmpty();
    }

    @Test
    void onlyWhatHasChangedGoesOn() throws Exception {
        api.on("GET", "/prices")
                .reply(200, Map.of("tea", 3))
                .header("ETag", "\"a\"")
                .reply(503)
                .reply(304)
                .reply(304)
                .reply(200, Map.of("tea", 4))
                .header("ETag", "\"b\"")
                .reply(304);
        routes(new PollRoutes());

        assertThat(consumer().receiveBody("seda:changed-prices", 5000)).isEqualTo(Map.of("tea", 3));
        assertThat(consumer().receiveBody("seda:changed-prices", 5000)).isEqualTo(Map.of("tea", 4));
        await().untilAsserted(() -> assertThat(api.requests()).hasSizeGreaterThan(5));
        assertThat(api.requests().stream().limit(6).map(request -> request.header("If-None-Match")))
                .containsExactly(null, "\"a\"", "\"a\"", "\"a\"", "\"a\"", "\"b\"");
        assertThat(consumer().receiveBodyNoWait("seda:changed-prices")).isNull();
    }

    @Test
    void pagesAreReadToTheLastOne() throws Exception {
        routes(new PageRoutes());
        api.on("GET", "/v2/orders?page=1")
                .reply(200, Map.of("orders", List.of("a", "b")))
                .header(
                        "Link",
                        "<https://elsewhere.example.com/v2/orders?size=2&page=2>; rel=\"next\", <x>; rel=\"last\"");
        api.on("GET", "/v2/orders?page=2").reply(200, Map.of("orders", List.of("c")));

        assertThat((Object) template.requestBody("direct:all-orders", (Object) null, List.class))
                .isEqualTo(List.of("a", "b", "c"));
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void aPageThatFailsEndsAll() throws Exception {
        routes(new PageRoutes());
        api.on("GET", "/v2/orders?page=1").reply(500);

        Exchange exchange = template.request("direct:all-orders", each -> {});

        assertThat(exchange.getException()).isInstanceOf(HttpOperationFailedException.class);
    }

    @Test
    void severalOperationsAreAskedAtOnceAndOneThatFailsIsTold() throws Exception {
        routes(new FanOutRoutes());
        api.on("GET", "/v1/cats").reply(200, Map.of("cats", 3));
        api.on("GET", "/v1/dogs").reply(503);
        api.on("GET", "/v1/birds").reply(200, Map.of("birds", 9));

        assertThat((Object) template.requestBody("direct:stock", (Object) null, List.class))
                .isEqualTo(List.of(Map.of("cats", 3), "unknown: 503", Map.of("birds", 9)));
    }

    @Test
    void aConnectionIsMocked() throws Exception {
        try (StubApi orders = StubApi.start().standsFor(context, "Orders API")) {
            orders.on("POST", "/v2/orders").reply(201, Map.of("id", 7));

            OutrestClient.of(context).connection("Orders API").post(Map.of("item", "tea"));

            orders.verify(1, "POST", "/v2/orders");
            assertThat(orders.requests().get(0).json()).isEqualTo(Map.of("item", "tea"));
        }
    }

    @Test
    void theRecipesAreThoseOfThisClass() throws IOException {
        String here = squeezed(Files.readString(Path.of("src/test/java/io/outrest/test/RecipesTest.java")));
        Matcher samples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(RECIPES));

        assertThat(samples.results().map(sample -> squeezed(sample.group(1))).toList())
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(sample -> assertThat(here).contains(sample));
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
