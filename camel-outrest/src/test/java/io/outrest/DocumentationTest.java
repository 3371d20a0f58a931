package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.outrest.config.Document;
import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.ParameterSettings;
import io.outrest.connection.PingSettings;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.request.Response;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.resilience.BulkheadSettings;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.TokenCache;
import io.outrest.settings.SettingsOf;
import io.outrest.testing.OutrestTest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples of the documentation are those of this class and of {@link SigningTest}, and its tables name every setting, option and header. */
class DocumentationTest extends OutrestTest {

    private static final Path ROOT = Path.of("..");
    private static final List<Path> DOCUMENTS = List.of(
            ROOT.resolve("README.md"),
            ROOT.resolve("docs/reference.md"),
            ROOT.resolve("docs/reliability.md"),
            ROOT.resolve("docs/operation.md"));

    @Override
    protected String document() {
        return """
                connections:
                  Customer API:
                    baseUrl: SERVER
                    path: /customers/{customer_id}
                  Orders API:
                    baseUrl: SERVER/v2
                    path: /customers/{customer_id}/orders{?status,page}
                  Set Billing Info:
                    baseUrl: SERVER
                    path: /customer/{cust_id}/phone/{phone_no}{?priority}
                """;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(OutrestException.class)
                        .onWhen(simple("${exception.kind} == 'TIMEOUT'"))
                        .handled(true)
                        .setBody(constant("later"));

                from("direct:orders").to("outrest:Orders API?method=POST");

                from("direct:customer")
                        .setHeader("customer_id", constant(12345))
                        .to("outrest:Customer API")
                        .choice()
                        .when(header("CamelHttpResponseCode").isEqualTo(200))
                        .setBody(simple("${body[name]}"))
                        .when(header("CamelHttpResponseCode").isEqualTo(404))
                        .setBody(constant("nobody"))
                        .otherwise()
                        .setBody(simple("not now: ${header.CamelHttpResponseCode}"));

                from("direct:open-orders")
                        .to(
                                "outrest:Orders API?query.status=open&header.X-Tenant=${header.tenant}&outputType=map&timeout=5s");

                from("direct:any-status").toD("outrest:Orders API?query.status=${header.wanted}");

                from("direct:billing")
                        .setHeader(
                                "CamelOutrestParams",
                                constant(Map.of("cust_id", 123, "phone_no", "555-0100", "priority", "high")))
                        .setHeader("CamelOutrestHeaders", constant(Map.of("X-Batch", List.of("a", "b"))))
                        .setBody(constant(Map.of("plan", "gold")))
                        .to("outrest:Set Billing Info?method=POST");
            }
        };
    }

    record Order(String item) {}

    @Test
    void theReadmesRouteLooksAtTheStatus() {
        assertThat(customerAfter(200, "{\"name\": \"Ada\"}")).isEqualTo("Ada");
        assertThat(customerAfter(404, "{}")).isEqualTo("nobody");
        assertThat(customerAfter(503, "{}")).isEqualTo("not now: 503");
    }

    private Object customerAfter(int status, String json) {
        server.answers(status, json);
        return template.requestBody("direct:customer", (Object) null);
    }

    @Test
    @SuppressWarnings("UnusedVariable") // what the sample does with it is the reader's
    void theReadmesClientPostsAnOrder() {
        server.answers(201, "{\"item\": \"tea\"}");
        CamelContext camelContext = context;
        Order order = new Order("tea");

        OutrestClient rest = OutrestClient.of(camelContext);
        Response answer = rest.connection("Orders API").post(order, Map.of("customer_id", 12345, "status", "pending"));
        if (answer.status() == 201) {
            Order created = answer.as(Order.class);
        }

        assertThat(answer.as(Order.class)).isEqualTo(order);
        assertThat(server.request().line()).isEqualTo("POST /v2/customers/12345/orders?status=pending");
    }

    @Test
    void theReferencesClientGetsAPage() {
        server.answers(200, "[1, 2]");

        OutrestClient rest = OutrestClient.of(context);
        Response page = rest.connection("Orders API").get(Map.of("customer_id", 12345, "status", "open"));
        List<?> orders = page.as(List.class);

        assertThat(orders).hasSize(2);
    }

    @Test
    void codeAddsAConnection() {
        ConnectionRegistry registry =
                context.getComponent("outrest", OutrestComponent.class).getRegistry();
        Connection orders = new Connection();
        orders.setBaseUrl("https://orders.example.com/v2");
        orders.setPath("/orders/{order_id}");
        registry.put("One Order", orders);

        assertThat(registry.names()).contains("One Order");
    }

    @Test
    void codeFillsInPlaceholdersAnew() throws Exception {
        Files.writeString(folder.resolve("outrest.yaml"), "connections: {Other: {baseUrl: '{{sys:other.url}}'}}");
        component().stop();
        component().start();
        System.setProperty("other.url", server.url());
        try {
            context.getComponent("outrest", OutrestComponent.class).reload();

            assertThat(status(send("outrest:Other"))).isEqualTo(200);
        } finally {
            System.clearProperty("other.url");
        }
    }

    @Test
    void optionsOfTheEndpointFillQueryAndHeader() {
        send("direct:open-orders", Map.of("customer_id", 1, "tenant", "blue"));

        assertThat(server.request().line()).isEqualTo("GET /v2/customers/1/orders?status=open");
        assertThat(server.request().header("X-Tenant")).isEqualTo("blue");
    }

    @Test
    void toDTakesItsStatusFromTheMessage() {
        send("direct:any-status", Map.of("customer_id", 1, "wanted", "a&b"));

        assertThat(server.request().line()).isEqualTo("GET /v2/customers/1/orders?status=a%26b");
    }

    @Test
    void billingSendsBodyPathQueryAndHeaders() {
        Exchange answer = send("direct:billing");

        assertThat(status(answer)).isEqualTo(200);
        assertThat(server.request().line()).isEqualTo("POST /customer/123/phone/555-0100?priority=high");
        assertThat(server.request().headers("X-Batch")).containsExactly("a", "b");
        assertThat(server.request().body()).isEqualTo("{\"plan\":\"gold\"}");
    }

    @Test
    void mutualTlsTakesABean() {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:/etc/outrest/client.p12");
        store.setPassword("{{client.store.password}}");
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(store);
        keys.setKeyPassword("{{client.store.password}}");
        SSLContextParameters partnerTls = new SSLContextParameters();
        partnerTls.setKeyManagers(keys);
        context.getRegistry().bind("partnerTls", partnerTls);

        assertThat(context.getRegistry().lookupByName("partnerTls")).isSameAs(partnerTls);
    }

    @Test
    void javaSamplesAreThoseOfThisClass() throws IOException {
        String here = squeezed(source("DocumentationTest")
                + source("SigningTest")
                + source("ReliabilitySampleTest")
                + source("operation/OperationTest")
                + source("operation/MetersTest")
                + source("testing/LimitedCaller"));

        for (Path document : DOCUMENTS) {
            assertThat(blocks(document, "java")).isNotEmpty().allSatisfy(sample -> assertThat(here)
                    .contains(squeezed(sample)));
        }
    }

    static Stream<String> configurations() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path document : DOCUMENTS) {
            all.addAll(blocks(document, "yaml"));
        }
        all.removeIf(yaml -> yaml.startsWith("openapi:")); // tried by the module that imports
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configurationsOfTheDocumentationCanBeUsed(String yaml) {
        Document.Content content =
                Document.read("sample.yaml", yaml.getBytes(StandardCharsets.UTF_8), text -> "resolved");
        ConnectionRegistry registry = new ConnectionRegistry(
                () -> {
                    throw new AssertionError("nothing is called");
                },
                new TokenCache(System::nanoTime));

        assertThatCode(() -> registry.replace(List.of(content.definitions()))).doesNotThrowAnyException();
        assertThat(registry.names()).isNotEmpty();
    }

    @Test
    void theReferenceNamesEverySettingOptionAndHeader() throws Exception {
        String reference = Files.readString(ROOT.resolve("docs/reference.md"));
        List<String> names = new ArrayList<>();
        for (SettingsOf<?> settings : List.of(
                Connection.SETTINGS,
                SecurityDefinition.SETTINGS,
                SettingsOf.type(TlsSettings.class),
                SettingsOf.type(ProxySettings.class),
                SettingsOf.type(PingSettings.class),
                SettingsOf.type(BaseUrlsSettings.class),
                SettingsOf.type(RetrySettings.class),
                SettingsOf.type(CircuitBreakerSettings.class),
                SettingsOf.type(RateLimitSettings.class),
                SettingsOf.type(BulkheadSettings.class),
                SettingsOf.type(ParameterSettings.class))) {
            names.addAll(settings.settings().keySet());
        }
        names.addAll(new OutrestEndpointUriFactory().propertyNames());
        names.removeAll(List.of("connection", "path", "query", "header"));
        for (Field header : OutrestConstants.class.getFields()) {
            names.add((String) header.get(null));
        }

        assertThat(names).allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    }

    private static String source(String test) throws IOException {
        return Files.readString(Path.of("src/test/java/io/outrest/" + test + ".java"));
    }

    private static List<String> blocks(Path document, String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(document));
        return block.results().map(found -> found.group(1)).toList();
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
