package io.outrest;

import static io.outrest.request.FailureKind.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** {@code maxConnections}: who waits, and when a place is free again. */
class SlotTest extends WireTest {

    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream")
                        .streamCache("false")
                        .toD("outrest:API?outputType=stream")
                        .process(exchange -> {
                            release.await(20, TimeUnit.SECONDS);
                            if (exchange.getMessage().getHeader("read") != null) {
                                read(exchange);
                            }
                        });
            }
        };
    }

    private static void read(Exchange exchange) throws IOException {
        InputStream stream = exchange.getMessage().getBody(InputStream.class);
        exchange.getMessage().setBody(stream.readAllBytes().length);
    }

    @Test
    void callsOfOneConnectionNeverOverlapWhereOneIsAllowed() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.answers(request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            now.decrementAndGet();
            return Answer.json("{}");
        });
        api(single(server.url()));

        List<CompletableFuture<Exchange>> calls =
                IntStream.range(0, 10).mapToObj(i -> later("GET")).toList();

        assertThat(calls).allSatisfy(call -> assertThat(status(call.join())).isEqualTo(200));
        assertThat(server.requests()).hasSize(10);
        assertThat(most).hasValue(1);
        assertNothingLeased();
    }

    @Test
    void whoWaitsTooLongWasNeverSent() throws InterruptedException {
        RawServer raw = silentOnce();
        api(single(raw.url()));
        CompletableFuture<Exchange> first = later("GET");
        await().until(() -> raw.requests().size() == 1);

        OutrestException failure = failure(call("outrest:API?timeout=200ms", null, Map.of()));

        assertThat(failure.getKind()).isEqualTo(TIMEOUT);
        assertThat(failure.getAttempts()).isZero();
        assertThat(raw.requests()).hasSize(1);
        release.countDown();
        assertThat(status(first.join())).isEqualTo(200);
        assertThat(status(get())).isEqualTo(200);
        assertNothingLeased();
    }

    @Test
    void placeOfACallThatTimedOutIsFree() {
        RawServer raw = silentOnce();
        api(single(raw.url()));

        assertThat(failure(call("outrest:API?timeout=200ms", null, Map.of())).getAttempts())
                .isEqualTo(1);
        raw.follow(RawServer.wellBehaved());
        assertThat(status(get())).isEqualTo(200);
        assertNothingLeased();
    }

    @Test
    void placeOfACallThatFailedIsFree() {
        RawServer raw = raw(RawServer.Conversation::readRequest);
        api(single(raw.url()));
        for (int i = 0; i < 3; i++) {
            failure(get());
        }

        assertNextCallWorks(raw);
    }

    @Test
    void placeOfAStreamIsFreeWhenItWasRead() {
        server.answers(Answer.of("text/plain", "x".repeat(200_000)));
        api(single(server.url()));
        CompletableFuture<Exchange> streamed = template.asyncSend(
                "direct:stream", exchange -> exchange.getMessage().setHeader("read", true));
        await().until(() -> server.requests().size() == 1);

        assertThat(failure(call("outrest:API?timeout=200ms", null, Map.of())).getAttempts())
                .isZero();
        release.countDown();
        assertThat(streamed.join().getMessage().getBody()).isEqualTo(200_000);
        assertThat(status(get())).isEqualTo(200);
        assertNothingLeased();
    }

    /** A route that forgets its stream: Camel is done with the exchange, so the stream is closed. */
    @Test
    void placeOfAStreamThatNobodyReadsIsFreeWhenTheExchangeIsDone() {
        server.answers(Answer.of("text/plain", "x".repeat(200_000)));
        api(single(server.url()));
        release.countDown();

        assertThat(template.send("direct:stream", exchange -> {}).getException())
                .isNull();

        assertThat(status(get())).isEqualTo(200);
        assertNothingLeased();
    }

    @Test
    void slowReaderHoldsTheServerBackAndLosesNothing() {
        AtomicInteger sent = new AtomicInteger();
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 64000000\r\n\r\n");
            byte[] part = new byte[64_000];
            for (int i = 0; i < 1000; i++) {
                conversation.send(part);
                sent.incrementAndGet();
            }
        });
        api(single(raw.url()));
        CompletableFuture<Exchange> streamed = template.asyncSend(
                "direct:stream", exchange -> exchange.getMessage().setHeader("read", true));

        await().during(500, TimeUnit.MILLISECONDS)
                .atMost(PATIENCE)
                .until(sent::get, parts -> parts > 0 && parts < 500); // what sockets buffer, and no more
        release.countDown();
        assertThat(streamed.join().getMessage().getBody()).isEqualTo(64_000_000);
        assertNothingLeased();
    }

    /** The deadline runs to the last byte, also while nobody reads. */
    @Test
    void deadlineEndsAStreamThatIsNotRead() {
        server.answers(Answer.of("text/plain", "x".repeat(20_000_000)));
        Connection connection = single(server.url());
        connection.setTimeout("500ms");
        api(connection);
        CompletableFuture<Exchange> streamed = template.asyncSend(
                "direct:stream", exchange -> exchange.getMessage().setHeader("read", true));
        await().until(() -> server.requests().size() == 1);

        assertNothingLeased();
        release.countDown();
        assertThat(streamed.join().getException()).hasMessageContaining("deadline");
        server.answers(Answer.json("{}"));
        assertThat(status(get())).isEqualTo(200);
    }

    /**
     * HttpClient loses its handle on an exchange that goes over a used socket: cancelling its future does nothing then.
     */
    @Test
    void socketOfACallThatTimedOutIsClosedAlsoWhenItHadServedBefore() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            conversation.readRequest();
            conversation.waitForEnd();
        });
        api(single(raw.url()));
        assertThat(status(get())).isEqualTo(200);

        assertThat(failure(call("outrest:API?timeout=200ms", null, Map.of())).getKind())
                .isEqualTo(TIMEOUT);

        assertNothingLeased();
        assertNextCallWorks(raw);
    }

    private RawServer silentOnce() {
        AtomicInteger connections = new AtomicInteger();
        return raw(conversation -> {
            if (connections.incrementAndGet() == 1) {
                conversation.readRequest();
                release.await(20, TimeUnit.SECONDS);
                conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            } else {
                RawServer.wellBehaved().run(conversation);
            }
        });
    }

    /** Keeps out: each reload of a connection gave it all its places anew. */
    @Test
    void reloadKeepsThePlacesThatAreTaken() {
        server.answersWhen(release, Answer.json("{}"));
        Connection one = new Connection();
        one.setBaseUrl(server.url());
        one.setMaxConnections(1);
        registry().put("Narrow", one);
        CompletableFuture<Exchange> first = template.asyncSend("outrest:Narrow", exchange -> {});
        await().until(() -> server.requests().size() == 1);

        one.setDescription("changed");
        registry().put("Narrow", one);
        CompletableFuture<Exchange> second = template.asyncSend("outrest:Narrow", exchange -> {});
        await().during(Duration.ofMillis(200)).until(() -> server.requests().size() == 1);
        release.countDown();

        assertThat(status(first.join())).isEqualTo(200);
        assertThat(status(second.join())).isEqualTo(200);
    }
}
