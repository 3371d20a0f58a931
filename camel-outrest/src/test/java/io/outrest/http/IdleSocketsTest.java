package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.request.AnswerType;
import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.testing.RawServer;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that nobody uses any more. */
class IdleSocketsTest extends TransportTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** Keeps out: they stayed, of every host that was ever called, as long as the host let them. */
    @ParameterizedTest(name = "synchronous={0}")
    @ValueSource(booleans = {false, true})
    void socketThatIsIdleForTooLongIsClosed(boolean synchronous) throws Exception {
        try (RawServer raw = RawServer.keepingAlive(KEPT);
                HttpTransport transport = new HttpTransport(
                        settings(TransportSettings.Tls.standard()),
                        executor,
                        Network.real().withIdle(Duration.ofMillis(600)))) {

            assertThat(status(transport, raw, synchronous)).isEqualTo(200);
            await().until(() -> transport.leased() == 0);
            assertThat(transport.idle()).isEqualTo(1);
            assertThat(status(transport, raw, synchronous)).isEqualTo(200);
            assertThat(raw.connections()).isEqualTo(1);

            await().until(() -> transport.idle() == 0 && raw.openConnections() == 0);
            assertThat(status(transport, raw, synchronous)).isEqualTo(200);
            assertThat(raw.connections()).isEqualTo(2);
        }
    }

    private int status(HttpTransport transport, RawServer raw, boolean synchronous) throws Exception {
        Lifetime lifetime = synchronous
                ? Lifetime.startHere(System::nanoTime, executor, PATIENCE)
                : Lifetime.start(System::nanoTime, executor, PATIENCE);
        CompletableFuture<Response> answer = transport
                .call(null, 1_000, 1_000)
                .send(new Request(
                        "GET",
                        origin(raw.url()),
                        "/",
                        Headers.none(),
                        Body.none(),
                        AnswerType.of(InputStream.class),
                        lifetime))
                .toCompletableFuture();
        return lifetime.await(answer).status();
    }
}
