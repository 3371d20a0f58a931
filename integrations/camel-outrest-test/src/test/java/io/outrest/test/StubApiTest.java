package io.outrest.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestClient;
import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.request.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of every source, whose API is a stub. */
@Timeout(30)
class StubApiTest extends CamelTestSupport {

    @TempDir
    Path folder;

    private StubApi api;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        Path document = Files.writeString(
                folder.resolve("outrest.yaml"),
                """
                security:
                  orders-oauth:
                    type: oauth2
                    tokenUrl: https://id.example.com/oauth2/token
                    clientId: me
                    clientSecret: secret
                  discovered: {type: oauth2, issuer: "https://id.example.com", clientId: me, clientSecret: secret}
                connections:
                  By Document:
                    baseUrl: https://orders.example.com/v2
                    path: /customers/{customer_id}/orders{?status}
                    security: orders-oauth
                    headers: {X-App: Shop}
                  Several:
                    baseUrls: ["https://one.example.com/a", "https://two.example.com/a"]
                    path: /things
                    proxy: {host: proxy.example.com, port: 3128}
                    security: discovered
                """);
        OutrestComponent component = new OutrestComponent();
        component.setConfiguration("file:" + document);
        Connection property = new Connection();
        property.setBaseUrl("https://property.example.com");
        component.getConnections().put("By Property", property);
        camel.addComponent("outrest", component);
        Connection bean = new Connection();
        bean.setBaseUrl("https://bean.example.com");
        camel.getRegistry().bind("By Bean", bean);
        return camel;
    }

    @BeforeEach
    void startApi() {
        Connection code = new Connection();
        code.setBaseUrl("https://code.example.com");
        context.getComponent("outrest", OutrestComponent.class).getRegistry().put("By Code", code);
        api = StubApi.start();
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    private Response get(String connection, Map<String, ?> parameters) {
        return OutrestClient.of(context).connection(connection).get(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"By Property", "By Bean", "By Code"})
    void takesThePlaceOfAnApiWhereverItsConnectionIsConfigured(String connection) {
        api.standsFor(context, connection).on("GET", "/").reply(200, Map.of("id", 7));

        assertThat(get(connection, Map.of()).data()).isEqualTo(Map.of("id", 7));
    }

    @Test
    void pathsHeadersAndCredentialsStayThoseOfTheConnection() {
        api.standsFor(context)
                .on("GET", "/v2/customers/{id}/orders?status=open")
                .reply(200, List.of());

        assertThat(get("By Document", Map.of("customer_id", "a b", "status", "open"))
                        .status())
                .isEqualTo(200);
        ReceivedRequest request =
                api.requests("GET", "/v2/customers/a%20b/orders").get(0);
        assertThat(request.header("x-app")).isEqualTo("Shop");
        assertThat(request.header("Authorization")).isEqualTo("Bearer stub-token");
        assertThat(request.parameters()).containsEntry("status", "open");
        api.verify(1, "POST", "/oauth2/token");
    }

    @Test
    void takesThePlaceOfSeveralBaseUrlsAProxyAndAnIssuer() {
        api.standsFor(context, "Several").on("GET", "/a/things").reply(200);

        assertThat(get("Several", Map.of()).status()).isEqualTo(200);
        api.verify(1, "POST", "/token");
    }

    /** Kept out: a call that leaves the test because the document was changed while it ran. */
    @Test
    void staysInThePlaceWhenSettingsChange() {
        api.standsFor(context, "By Code").on("GET", "/changed").reply(200);
        Connection changed = new Connection();
        changed.setBaseUrl("https://code.example.com");
        changed.setPath("/changed");
        context.getComponent("outrest", OutrestComponent.class).getRegistry().put("By Code", changed);

        assertThat(get("By Code", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void repliesComeOneAfterTheOther() {
        api.standsFor(context, "By Code")
                .on("GET", "/")
                .reply(503)
                .header("Retry-After", "1")
                .reply(200, "text");

        assertThat(get("By Code", Map.of()).headers()).containsEntry("Retry-After", List.of("1"));
        assertThat(get("By Code", Map.of()).text()).isEqualTo("text");
        assertThat(get("By Code", Map.of()).text()).isEqualTo("text");
    }

    @Test
    void theStubThatWasGivenLastCounts() {
        api.standsFor(context, "By Code").on("GET", "/").reply(500);
        api.on("GET", "/").reply(204);

        assertThat(get("By Code", Map.of()).status()).isEqualTo(204);
    }

    @Test
    void aFailureIsAConnectionThatEnds() {
        api.standsFor(context, "By Code").on("GET", "/").fail();

        assertThatThrownBy(() -> get("By Code", Map.of()))
                .isInstanceOfSatisfying(OutrestException.class, e -> assertThat(e.getKind())
                        .isIn(FailureKind.CONNECT, FailureKind.TRUNCATED, FailureKind.PROTOCOL));
    }

    @Test
    void aReplyMayComeTooLate() {
        api.standsFor(context, "By Code").on("GET", "/").reply(200).after(Duration.ofSeconds(20));

        assertThatThrownBy(() -> OutrestClient.of(context)
                        .connection("By Code")
                        .timeout(Duration.ofMillis(100))
                        .get())
                .hasMessageContaining("TIMEOUT");
    }

    @Test
    void whatHasNoStubIsToldAndSoIsWhatWasNotAsked() {
        api.standsFor(context, "By Code").on("POST", "/orders").reply(201);

        assertThat(get("By Code", Map.of("q", 1)).text()).contains("no stub for GET /?q=1; there are POST /orders");
        assertThatThrownBy(() -> api.verify(1, "POST", "/orders"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("POST /orders was asked 0 times instead of 1; there were [GET /?q=1]");
        api.reset();
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void theBodyIsSeen() {
        api.standsFor(context, "By Code").on("POST", "/").reply(201, new byte[] {1, 2});

        Response r = OutrestClient.of(context).connection("By Code").post(Map.of("item", "tea"));
        assertThat(r.bytes()).containsExactly(1, 2);
        assertThat(api.requests().get(0).json()).isEqualTo(Map.of("item", "tea"));
    }

    @Test
    void theApiIsCalledAgainWithoutStandIn() {
        api.standsFor(context, "By Code");
        context.getComponent("outrest", OutrestComponent.class).getRegistry().standIn("By Code", null);

        assertThatThrownBy(() -> get("By Code", Map.of())).isInstanceOf(OutrestException.class);
        assertThat(api.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/path", "ftp://localhost", "localhost", "http://user:pw@localhost"})
    void aStandInIsAServer(String url) {
        assertThatThrownBy(() -> context.getComponent("outrest", OutrestComponent.class)
                        .getRegistry()
                        .standIn("By Code", url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url")
                .hasMessageNotContaining("pw");
    }

    @Test
    void aConnectionThatIsNotKnownIsTold() {
        assertThatThrownBy(() -> api.standsFor(context, "By Cod")).hasMessageContaining("By Code");
    }
}
