package io.outrest.http;

import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.DNS;
import static io.outrest.request.FailureKind.TLS;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each step that a call takes on its socket fails once, from the first to the last. */
class TortureTest extends TransportTest {

    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"a\": true}";

    /** More than any call has here: the first number that no step reaches ends the test. */
    private static final int TOO_MANY = 200;

    @TempDir
    private static Path folder;

    private static TestIdentity identity;

    private final FaultySockets sockets = new FaultySockets();

    @BeforeAll
    static void makeIdentity() {
        identity = TestIdentity.of(folder, "dns:localhost");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  http,  false, ERROR, 3",
        "GET,  http,  true,  ERROR, 2",
        "GET,  https, false, ERROR, 7",
        "GET,  https, true,  ERROR, 2",
        "POST, http,  false, ERROR, 3",
        "POST, http,  true,  ERROR, 2",
        "POST, https, false, ERROR, 7",
        "POST, https, true,  ERROR, 2",
        "GET,  http,  false, END,   3",
        "GET,  http,  true,  END,   2",
        "GET,  https, false, END,   7",
        "GET,  https, true,  END,   2",
        "POST, http,  false, END,   3",
        "POST, http,  true,  END,   2",
        "POST, https, false, END,   7",
        "POST, https, true,  END,   2"
    })
    @Fault(47)
    void stepThatFailsEndsTheCallAndNothingElse(
            String method, String scheme, boolean reused, FaultySockets.Failing failing, int atLeast) throws Exception {
        try (RawServer server = server(scheme)) {
            int step = 1;
            while (reaches(step, server, method, reused, failing)) {
                step++;
                assertThat(step).isLessThan(TOO_MANY);
            }
            assertThat(step - 1).as("steps of a call").isGreaterThanOrEqualTo(atLeast);
        }
    }

    /** Half a line, half a number, half a record of TLS: whatever may come in two parts, does. */
    @ParameterizedTest
    @CsvSource({"GET, http", "POST, http", "GET, https", "POST, https"})
    @Fault(47)
    void oneByteAtATimeIsNoFault(String method, String scheme) throws Exception {
        try (RawServer server = server(scheme);
                HttpTransport transport = transport()) {
            for (int i = 0; i < 2; i++) {
                sockets.fail(1, FaultySockets.Failing.ONE_BYTE);
                Request request = request(method, server, "/");

                assertThat(failureOf(transport, request)).isNull();
                assertThat(request.lifetime().attempts()).isEqualTo(1);
                assertThat(sockets.steps()).isGreaterThan(100);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** One call of which that step fails; whether it came to that step. */
    private boolean reaches(int step, RawServer server, String method, boolean reused, FaultySockets.Failing failing)
            throws Exception {
        String path = "/" + step;
        try (HttpTransport transport = transport()) {
            if (reused) {
                assertThat(failureOf(transport, request("GET", server, "/before")))
                        .isNull();
                await().until(() -> transport.idle() == 1);
            }
            sockets.fail(step, failing);
            Request request = request(method, server, path);
            CallFailure failure = failureOf(transport, request);
            boolean reached = sockets.steps() >= step;
            sockets.work();

            await().atMost(PATIENCE).until(() -> transport.leased() == 0);
            assertThat(failureOf(transport, request("GET", server, "/after"))).isNull();
            long seen = server.requests().stream()
                    .filter(received -> received.startsWith(method + " " + path + " "))
                    .count();
            check(request, failure, seen, step);
            return reached;
        }
    }

    private static void check(Request request, @Nullable CallFailure failure, long seen, int step) {
        int attempts = request.lifetime().attempts();
        assertThat(attempts).isBetween(1, 2);
        if (failure == null) {
            assertThat(seen).as("requests with a failure of step " + step).isBetween(1L, (long) attempts);
        } else {
            assertThat(failure.kind())
                    .as("failure of step " + step + ": " + failure.getMessage())
                    .isIn(DNS, CONNECT, TLS, TRUNCATED);
            assertThat(seen)
                    .as("requests with a failure of step " + step)
                    .isLessThanOrEqualTo(failure.unsent() ? 0 : attempts);
        }
        if (request.method().equals("POST")) {
            assertThat(seen).as("POSTs with a failure of step " + step).isLessThanOrEqualTo(1);
        }
    }

    private HttpTransport transport() {
        TransportSettings.Tls tls = new TransportSettings.Tls(identity.certificate(), null, null, null, true, false);
        return new HttpTransport(
                settings(tls), executor, new Network(sockets, Duration.ofMinutes(5), Duration.ofMinutes(1), sockets));
    }

    private static RawServer server(String scheme) {
        RawServer.Script script = conversation -> {
            while (conversation.readRequest()) {
                conversation.send(ANSWER);
            }
        };
        return scheme.equals("http")
                ? RawServer.start(script)
                : RawServer.startTls(identity.server(null), false, script);
    }

    private static Request request(String method, RawServer server, String path) {
        Body body = method.equals("POST")
                ? new Body.Bytes("{\"b\": 1}".getBytes(StandardCharsets.UTF_8), "application/json")
                : Body.none();
        return request(method, server.url().replace("127.0.0.1", "localhost"), body)
                .to(method, path, body);
    }

    /** How a call fails; null when it has its answer. */
    private static @Nullable CallFailure failureOf(HttpTransport transport, Request request) throws Exception {
        try {
            Response response = transport
                    .call(null, 1_000, 1_000)
                    .send(request)
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.payload().stream().readAllBytes()).asString().isEqualTo("{\"a\": true}");
            return null;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(CallFailure.class);
            return (CallFailure) e.getCause();
        }
    }
}
