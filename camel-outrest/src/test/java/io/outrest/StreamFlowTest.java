package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.request.Body;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever reads slowly slows the other side down: nothing piles up in between but what the sockets of both sides hold. */
class StreamFlowTest extends WireTest {

    private static final int MB = 1 << 20;

    /** The kernel's buffers of a socket on each side grow to 4 and 6 MB. */
    private static final long IN_BETWEEN = 14 * MB;

    private static final long SIZE = 24 * MB;

    private static TestIdentity identity;

    private final FlowingBodies flow = new FlowingBodies(SIZE);

    @BeforeAll
    static void makeCertificate(@TempDir Path shared) {
        identity = TestIdentity.of(shared, "ip:127.0.0.1");
    }

    @ParameterizedTest(name = "tls={0} coded={1} synchronous={2}")
    @CsvSource({
        "false, false, false",
        "false, false, true",
        "false, true, false",
        "false, true, true",
        "true, false, false",
        "true, false, true",
        "true, true, false",
        "true, true, true",
    })
    void apiThatIsReadSlowlyWaits(boolean tls, boolean coded, boolean synchronous) throws Exception {
        serve(tls, coded ? flow.codedAnswers() : flow.answers());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:read")
                        .to("outrest:API?outputType=stream&synchronous=" + synchronous)
                        .process(exchange -> readSlowly(exchange.getMessage().getBody(InputStream.class)));
            }
        });

        assertThat(status(send("direct:read"))).isEqualTo(200);
        assertNothingLeased();
    }

    private void readSlowly(InputStream stream) throws IOException {
        stream.readNBytes(MB);
        awaitStandstill(flow.given);

        assertThat(flow.given.get()).isBetween(1L * MB, IN_BETWEEN);
        assertThat(FlowingBodies.drained(stream)).isEqualTo(SIZE - MB);
    }

    @ParameterizedTest(name = "tls={0} length known={1} synchronous={2}")
    @CsvSource({
        "false, false, false",
        "false, false, true",
        "false, true, false",
        "false, true, true",
        "true, false, false",
        "true, false, true",
        "true, true, false",
        "true, true, true",
    })
    void sourceOfABodyThatIsTakenSlowlyIsReadSlowly(boolean tls, boolean known, boolean synchronous) {
        serve(tls, flow.takes());
        Object body = known ? new Body.Streamed(flow::source, SIZE, false, "") : flow.source();

        CompletableFuture<Exchange> sent = template.asyncSend(
                "outrest:API?method=POST&synchronous=" + synchronous,
                exchange -> exchange.getMessage().setBody(body));
        awaitStandstill(flow.given);

        assertThat(flow.given.get()).isBetween(1L, IN_BETWEEN);
        flow.read();
        assertThat(status(sent.join())).isEqualTo(200);
        assertThat(flow.received.get()).isEqualTo(SIZE);
        assertNothingLeased();
    }

    private void serve(boolean tls, RawServer.Script script) {
        Connection connection;
        if (tls) {
            RawServer raw = alsoStop(RawServer.startTls(identity.server(null), false, script));
            connection = to(raw.url(), trusting(identity));
        } else {
            connection = to(raw(script).url());
        }
        connection.setTimeout("60s");
        api(connection);
    }

    private static void awaitStandstill(AtomicLong count) {
        AtomicLong last = new AtomicLong();
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            long now = count.get();
            return now > 0 && last.getAndSet(now) == now;
        });
    }
}
