package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What contexts leave behind that have stopped: nothing. */
class NothingIsLeftTest {

    private static final int CONTEXTS = 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final RawServer api = RawServer.keepingAlive(json("{}"));
    private final RawServer tokens =
            RawServer.keepingAlive(json("{\"access_token\": \"token\", \"expires_in\": 3600}"));
    private final RawServer silent = RawServer.start(conversation -> {
        conversation.readRequest();
        conversation.waitForEnd();
    });

    @TempDir
    private Path folder;

    private static String json(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    @AfterEach
    void close() {
        List.of(api, tokens, silent).forEach(RawServer::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Fault(42)
    void noThreadAndNoSocketOutlivesItsContext(boolean callsHang) throws Exception {
        Path document = Files.writeString(folder.resolve("outrest.yaml"), document());
        for (int i = 0; i < CONTEXTS; i++) {
            try (DefaultCamelContext context = context(document)) {
                OutrestClient client = OutrestClient.of(context);
                assertThat(client.connection("API").get().status()).isEqualTo(200);
                assertThat(client.connection("Token").get().status()).isEqualTo(200);
                if (callsHang) {
                    hang(context);
                }
            }
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(thread -> thread.getName().toLowerCase(Locale.ROOT))
                        .noneMatch(name -> name.contains("outrest")));
        await().atMost(SOON).untilAsserted(() -> assertThat(List.of(api, tokens, silent))
                .extracting(RawServer::openConnections)
                .containsOnly(0L));
        assertThat(tokens.requests()).hasSize(CONTEXTS);
    }

    private static DefaultCamelContext context(Path document) {
        DefaultCamelContext context = new DefaultCamelContext();
        OutrestComponent component = new OutrestComponent();
        component.setConfiguration("file:" + document);
        context.addComponent("outrest", component);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        context.getShutdownStrategy().setTimeout(50);
        context.start();
        return context;
    }

    /** One call waits for its answer, one for its token, one for its place. */
    private void hang(DefaultCamelContext context) {
        int before = silent.requests().size();
        OutrestClient client = OutrestClient.of(context);
        client.connection("Silent").getAsync();
        client.connection("Silent Token").getAsync();
        await().until(() -> silent.requests().size() == before + 2);
        ProducerTemplate template = context.createProducerTemplate();
        CompletableFuture<Exchange> waiting = template.asyncSend("outrest:Silent", exchange -> {});
        assertThat(waiting).isNotDone();
    }

    private String document() {
        return """
                security:
                  oauth: {type: oauth2, tokenUrl: "TOKENS/token", clientId: me, clientSecret: secret}
                  stuck: {type: oauth2, tokenUrl: "SILENT/token", clientId: me, clientSecret: secret}
                connections:
                  API: {baseUrl: API}
                  Token: {baseUrl: API, security: oauth}
                  Silent: {baseUrl: SILENT, maxConnections: 1}
                  Silent Token: {baseUrl: API, security: stuck}
                """
                .replace("baseUrl: API", "baseUrl: " + api.url())
                .replace("TOKENS", tokens.url())
                .replace("SILENT", silent.url());
    }
}
