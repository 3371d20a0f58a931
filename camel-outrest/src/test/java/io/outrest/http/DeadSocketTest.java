package io.outrest.http;

import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.testing.RawServer;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a call when the sockets that wait for one are dead, as they are when a server was restarted. */
class DeadSocketTest extends TransportTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final int SOCKETS = 5;

    /** Says that sockets which have served die unnoticed, before the next request is on them. */
    private final AtomicBoolean dying = new AtomicBoolean();

    private final CountDownLatch together = new CountDownLatch(SOCKETS);
    private RawServer server;
    private HttpTransport transport;

    @BeforeEach
    void haveIdleSockets() throws Exception {
        server = RawServer.start(conversation -> {
            conversation.readRequest();
            together.countDown();
            together.await();
            conversation.send(KEPT);
            conversation.readRequest(); // and ends, with the request that it has read
        });
        transport = transport(settings(TransportSettings.Tls.standard()), this::dyingAtOnce);
        List<CompletableFuture<Response>> calls = Stream.generate(() -> send(request("GET", server.url(), Body.none())))
                .limit(SOCKETS)
                .toList();
        for (CompletableFuture<Response> call : calls) {
            call.get(10, TimeUnit.SECONDS);
        }
        await().until(() -> transport.idle() == SOCKETS);
        server.follow(conversation -> {
            while (conversation.readRequest()) {
                conversation.send(KEPT);
            }
        });
    }

    @AfterEach
    void stopServer() {
        transport.close();
        server.close();
    }

    /** Its one repetition met the next dead socket, when a server reloaded under several callers. */
    @Test
    void oneRepetitionIsEnoughHoweverManySocketsAreDead() throws Exception {
        Request request = request("GET", server.url(), Body.none());

        assertThat(send(request).get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(request.lifetime().attempts()).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(SOCKETS + 1);
        await().until(() -> transport.idle() == 1 && transport.leased() == 0);
    }

    @Test
    void socketOfTheRepetitionIsKept() throws Exception {
        send(request("GET", server.url(), Body.none())).get(10, TimeUnit.SECONDS);
        await().until(() -> transport.idle() == 1);
        send(request("GET", server.url(), Body.none())).get(10, TimeUnit.SECONDS);

        assertThat(server.connections()).isEqualTo(SOCKETS + 1);
    }

    @Test
    void requestThatMayHaveArrivedIsNotRepeatedUnlessItIsIdempotent() {
        Request request = request("POST", server.url(), Body.none());

        assertThat(send(request))
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(CallFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(TRUNCATED);
                    assertThat(failure.unsent()).isFalse();
                });
        assertThat(request.lifetime().attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void requestThatNeverWentOutIsRepeatedWhateverItsMethod(Body body) throws Exception {
        dying.set(true);
        Request request = request("POST", server.url(), body);

        assertThat(send(request).get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(request.lifetime().attempts()).isEqualTo(2);
        assertThat(server.requests())
                .filteredOn(received -> received.startsWith("POST"))
                .hasSize(1);
    }

    static Stream<Body> bodies() {
        return Stream.of(
                Body.none(),
                new Body.Bytes(new byte[] {'{', '}'}, "application/json"),
                new Body.Streamed(() -> new ByteArrayInputStream(new byte[] {'{', '}'}), 2, false, "text/plain"));
    }

    private CompletableFuture<Response> send(Request request) {
        return transport.call(null, 1_000, 1_000).send(request).toCompletableFuture();
    }

    /** A session that can die just when a request is handed to it, so that the request is never taken up. */
    private IOSession dyingAtOnce(IOSession session) {
        return (IOSession) Proxy.newProxyInstance(
                IOSession.class.getClassLoader(), new Class<?>[] {IOSession.class}, (self, method, arguments) -> {
                    if (method.getName().equals("enqueue") && dying.compareAndSet(true, false)) {
                        session.close(CloseMode.IMMEDIATE);
                    }
                    return method.invoke(session, arguments);
                });
    }
}
