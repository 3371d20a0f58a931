package io.outrest;

import static io.outrest.request.FailureKind.DECODE;
import static io.outrest.request.FailureKind.LIMIT;
import static io.outrest.request.FailureKind.PROTOCOL;
import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RawServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer can have wrong with it. */
class AnswerFaultTest extends FaultTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String JSON = OK + "Content-Type: application/json\r\n";

    /** 300 MB in members of 1 MB. */
    private static final String BOMB = gzip("\0".repeat(1024 * 1024)).repeat(300);

    /** An answer that nobody has asked for. */
    private static final String EVIL = JSON + "Content-Length: 6\r\n\r\n\"EVIL\"";

    private final AtomicReference<@Nullable Throwable> readFailure = new AtomicReference<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream").toD("outrest:API?outputType=stream").process(exchange -> {
                    try (InputStream stream = exchange.getMessage().getBody(InputStream.class)) {
                        stream.readAllBytes();
                    } catch (IOException e) {
                        readFailure.set(e);
                    }
                });
            }
        };
    }

    static Stream<Arguments> endsTooEarly() {
        return Stream.of(
                arguments("before any byte", ""),
                arguments("within the status line", "HTTP/1.1 20"),
                arguments("behind the status, without a line end", "HTTP/1.1 200"),
                arguments("behind the status line", OK),
                arguments("within a header's name", OK + "Content-Le"),
                arguments("within a header's value", OK + "Content-Length: 1"),
                arguments("behind a header line", OK + "Content-Length: 10\r\n"),
                arguments("before the body", OK + "Content-Length: 10\r\n\r\n"),
                arguments("within the body", OK + "Content-Length: 10\r\n\r\n12"),
                arguments("within a chunk's size", OK + "Transfer-Encoding: chunked\r\n\r\n5"),
                arguments("within a chunk", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"),
                arguments("between chunks", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endsTooEarly")
    @Fault({8, 9})
    void endBeforeTheEndIsTruncated(String where, String sent) {
        assertFault(TRUNCATED, conversation -> {
            conversation.readRequest();
            conversation.send(sent);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endsTooEarly")
    @Fault({8, 10})
    void resetBeforeTheEndIsTruncated(String where, String sent) {
        assertFault(TRUNCATED, conversation -> {
            conversation.readRequest();
            conversation.send(sent);
            conversation.pause(50);
            conversation.reset();
        });
    }

    static Stream<Arguments> noHttp() {
        return Stream.of(
                arguments("garbage", "\u0000\u0001garbage\r\n\r\n"),
                arguments("HTTP/0.9", "<html><body>hello</body></html>"),
                arguments("another protocol", "SSH-2.0-OpenSSH_9.2\r\n"),
                arguments("a status below 100", "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"),
                arguments("a status above 599", "HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n"),
                arguments("the status 999", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"),
                arguments("no status", "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n"),
                arguments("HTTP/3", "HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
                arguments("two lengths", OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
                arguments("the same length twice", OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
                arguments("a negative length", OK + "Content-Length: -2\r\n\r\nab"),
                arguments("a length in words", OK + "Content-Length: two\r\n\r\nab"),
                arguments(
                        "a length beside chunks",
                        OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments("an unknown transfer coding", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                arguments("a header without a colon", OK + "Content-Length\r\n\r\n"),
                arguments("a chunk size that is none", OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n"),
                arguments("a chunk size below zero", OK + "Transfer-Encoding: chunked\r\n\r\n-2\r\nab\r\n0\r\n\r\n"),
                arguments(
                        "a chunk size of 17 digits",
                        OK + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nab\r\n0\r\n\r\n"),
                arguments(
                        "a chunk that is longer than it says", OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n"),
                arguments(
                        "a switch of protocols that nobody asked for",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noHttp")
    @Fault({11, 17})
    void whatIsNoHttpIsAProtocolFailure(String what, String sent) {
        assertFault(PROTOCOL, conversation -> {
            conversation.readRequest();
            conversation.send(sent);
        });
    }

    /** An echo service answers with the request itself: its line, with the key in the query, must not be quoted. */
    @Test
    @Fault(11)
    void echoOfTheRequestIsNotQuoted() {
        RawServer raw = raw(RawServer.wellBehaved());
        raw.follow(conversation -> {
            conversation.readRequest();
            conversation.send(raw.requests().get(raw.requests().size() - 1));
        });
        api(to(raw.url()));

        assertFails(this::get, PROTOCOL, 1);
        assertNextCallWorks(raw);
    }

    /** The same one step later: in the place of a header, of a length, and of a chunk's size. */
    @ParameterizedTest(name = "{index}") // Camel logs the name
    @ValueSource(
            strings = {
                "S3CR3T-canary\r\n\r\n",
                "Content-Length: S3CR3T-canary\r\n\r\n",
                "Transfer-Encoding: S3CR3T-canary\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nS3CR3T-canary\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\naS3CR3T-canary\r\n",
                "Content-Type: application/json\r\n\r\n{S3CR3T-canary}",
                "Content-Type: text/plain; charset=S3CR3T-canary\r\n\r\nx",
                "Content-Encoding: S3CR3T-canary\r\n\r\nx"
            })
    void contentOfTheAnswerIsNotQuoted(String sent) {
        RawServer raw = answering(OK + sent);
        api(to(raw.url()));

        assertThat(stackTrace(failure(get()))).doesNotContain(CANARY);
        assertNextCallWorks(raw);
    }

    static Stream<Arguments> tooMuch() {
        return Stream.of(
                arguments("a status line", "HTTP/1.1 200 " + "x".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n"),
                arguments("a header line", OK + "X: " + "x".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n"),
                arguments("headers", OK + "X: y\r\n".repeat(20_000) + "Content-Length: 0\r\n\r\n"),
                arguments(
                        "a chunk extension",
                        OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(100_000) + "\r\na"),
                arguments(
                        "trailers",
                        OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "X: y\r\n".repeat(20_000) + "\r\n"),
                arguments("a body", OK + "Content-Length: 2000\r\n\r\n" + "x".repeat(2000)),
                arguments("a body to the end of the connection", OK + "\r\n" + "x".repeat(2000)),
                arguments("a gzip bomb", codedBomb()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooMuch")
    @Fault({13, 14, 15, 17})
    void tooMuchOfAnythingIsALimitFailure(String what, String sent) {
        assertFault(LIMIT, conversation -> {
            conversation.readRequest();
            conversation.send(sent);
        });
    }

    @Test
    @Fault(14)
    void endlessBodyIsStoppedByItsSize() {
        assertFault(LIMIT, conversation -> {
            conversation.readRequest();
            conversation.send(OK + "Transfer-Encoding: chunked\r\n\r\n");
            while (true) {
                conversation.send("400\r\n" + "x".repeat(1024) + "\r\n");
            }
        });
    }

    @Test
    @Fault(15)
    void sizeIsCountedAfterDecompression() {
        String twice = "x".repeat(2000);
        RawServer raw = answering(OK + "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n" + gzip(twice));
        Connection connection = to(raw.url());
        connection.setMaxResponseSize(2000L);
        api(connection);
        assertThat(get().getMessage().getBody()).isEqualTo(twice);

        connection.setMaxResponseSize(1999L);
        api(connection);
        assertFails(this::get, LIMIT, 1);
        assertNextCallWorks(raw);
    }

    static Stream<Arguments> badCodings() {
        String plain = gzip("{\"some\": \"content that is long enough to be cut\"}");
        String brokenSum = plain.substring(0, plain.length() - 8) + "\1\2\3\4" + plain.substring(plain.length() - 4);
        return Stream.of(
                arguments("a sum that is wrong", "gzip", brokenSum),
                arguments("the end cut off", "gzip", plain.substring(0, plain.length() - 4)),
                arguments("the middle cut off", "gzip", plain.substring(0, 20)),
                arguments("a header that is cut", "gzip", plain.substring(0, 5)),
                arguments("content that is not coded", "gzip", "{}"),
                arguments("gzip called deflate", "deflate", plain),
                arguments("two codings", "gzip, gzip", gzip(plain)),
                arguments("a coding that nobody asked for", "br", "abc"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCodings")
    @Fault({15, 16})
    void codingThatCannotBeReadIsADecodeFailure(String what, String coding, String body) {
        assertFault(DECODE, conversation -> {
            conversation.readRequest();
            conversation.send(
                    JSON + "Content-Encoding: " + coding + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        });
    }

    static Stream<Arguments> neverReady() {
        return Stream.of(
                arguments("silence", dripping("", "")),
                arguments("a dripping status line", dripping("", "H")),
                arguments("a dripping head", dripping(OK, "X")),
                arguments("headers without end", dripping(OK, "X: y\r\n")),
                arguments("a dripping body", dripping(OK + "Content-Length: 100000\r\n\r\n", "x")),
                arguments("a dripping chunk", dripping(OK + "Transfer-Encoding: chunked\r\n\r\nFFFF\r\n", "x")),
                arguments("chunks without end", dripping(OK + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")),
                arguments("interim answers without end", dripping("", "HTTP/1.1 100 Continue\r\n\r\n")));
    }

    private static Script dripping(String start, String drop) {
        return conversation -> {
            conversation.readRequest();
            conversation.send(start);
            while (true) {
                conversation.pause(20);
                conversation.send(drop);
            }
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("neverReady")
    @Fault({5, 6, 7})
    void deadlineEndsWhatNeverGetsReady(String what, Script script) {
        RawServer raw = raw(script);
        Connection connection = to(raw.url());
        connection.setTimeout("400ms");
        api(connection);

        assertFault(raw, this::get, TIMEOUT, 1, 1);
        assertFault(raw, () -> call("POST", Map.of("a", 1)), TIMEOUT, 1, 1);
        connection.setTimeout("12s");
        api(connection);
        assertNextCallWorks(raw);
    }

    /** HttpClient forgets what it has to cancel where a socket is at hand at once; such a socket stayed leased. */
    @Test
    @Fault(6)
    void deadlineEndsACallOnASocketThatHadServedBefore() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(OK + "Content-Length: 2\r\n\r\n{}");
            conversation.readRequest();
            conversation.send(OK + "Content-Length: 100000\r\n\r\n");
            conversation.waitForEnd();
        });
        Connection connection = to(raw.url());
        connection.setTimeout("600ms");
        api(connection);

        assertThat(status(get())).isEqualTo(200);
        assertFails(this::get, TIMEOUT, 1);
        assertThat(raw.connections()).isEqualTo(1);
        assertNextCallWorks(raw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "POST"})
    @Fault(7)
    void silenceEndsWithTheResponseTimeoutAndIsAskedOnce(String method) {
        RawServer raw = raw(dripping("", ""));
        Connection connection = to(raw.url());
        connection.setResponseTimeout("200ms");
        api(connection);

        assertFails(() -> call(method, Map.of("a", 1)), TIMEOUT, 1);
        assertThat(raw.requests()).hasSize(1);
        assertNextCallWorks(raw);
    }

    /** HttpClient by itself sends a POST again after 503. */
    @Test
    void unavailableIsAnAnswerAndIsAskedOnce() {
        RawServer raw = alsoStop(RawServer.keepingAlive(
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"));
        api(to(raw.url()));

        assertThat(status(call("POST", Map.of()))).isEqualTo(503);
        assertThat(status(get())).isEqualTo(503);
        assertThat(raw.requests()).hasSize(2);
        assertNextCallWorksElsewhere();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cutBodies")
    @Fault({8, 11, 14, 16})
    void brokenStreamIsAnErrorForItsReader(FailureKind kind, String sent) {
        RawServer raw = answering(sent);
        Connection connection = to(raw.url());
        connection.setMaxResponseSize(1000L);
        api(connection);

        send("direct:stream");

        Throwable failure = readFailure.get();
        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(failure.getCause()).isInstanceOfSatisfying(CallFailure.class, cause -> assertThat(cause.kind())
                .isEqualTo(kind));
        note(failure);
        assertNextCallWorks(raw);
    }

    static Stream<Arguments> cutBodies() {
        String gzip = gzip("x".repeat(100));
        return Stream.of(
                arguments(TRUNCATED, OK + "Content-Length: 10\r\n\r\n12"),
                arguments(TRUNCATED, OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"),
                arguments(PROTOCOL, OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
                arguments(LIMIT, OK + "\r\n" + "x".repeat(2000)),
                arguments(DECODE, OK + "Content-Encoding: gzip\r\n\r\n" + gzip.substring(0, gzip.length() - 5)));
    }

    static Stream<Arguments> leftovers() {
        return Stream.of(
                arguments("a short length", "GET", JSON + "Content-Length: 1\r\n\r\n1", 200),
                arguments("a short length, after a body was sent", "POST", JSON + "Content-Length: 1\r\n\r\n1", 200),
                arguments("the last chunk", "GET", JSON + "Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n", 200),
                arguments("the head of an answer without a body", "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204),
                arguments("an unchanged one", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", 304),
                arguments("the answer to HEAD", "HEAD", JSON + "Content-Length: 6\r\n\r\n", 200));
    }

    /** Leftovers are an attack on whoever uses the socket next. */
    @ParameterizedTest(name = "behind {0}")
    @MethodSource("leftovers")
    @Fault(12)
    void bytesBehindTheAnswerAreNobodysAnswer(String what, String method, String sent, int status) {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(sent + EVIL);
            conversation.waitForEnd();
        });
        api(to(raw.url()));
        assertAnswer(raw, () -> call(method, Map.of()), status, 1, 1);
        raw.follow(RawServer.wellBehaved());

        assertThat(get().getMessage().getBody()).isEqualTo(Map.of());
        assertThat(raw.connections()).isEqualTo(2);
        assertNextCallWorks(raw);
    }

    /** They may also come when the socket has been put aside. */
    @ParameterizedTest(name = "behind {0}")
    @MethodSource("leftovers")
    @Fault(12)
    void bytesThatComeWhileNobodyCallsAreNobodysAnswer(String what, String method, String sent, int status)
            throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(sent);
            late.await(10, TimeUnit.SECONDS);
            conversation.send(EVIL);
            arrived.countDown();
            conversation.waitForEnd();
        });
        api(to(raw.url()));
        assertAnswer(raw, () -> call(method, Map.of()), status, 1, 1);
        raw.follow(RawServer.wellBehaved());

        late.countDown();

        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
        if (!component().isSynchronous()) { // nobody looks at a socket that waits for a thread's next call
            await().atMost(PATIENCE).until(() -> transports().idle() == 0 || raw.openConnections() == 0);
        }
        assertThat(get().getMessage().getBody()).isEqualTo(Map.of());
        assertNextCallWorks(raw);
    }

    /** What has not been asked for is not taken: the server notices that nobody reads on, and that the socket is closed. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(14)
    void endlessBodyIsTakenNoFurtherThanItsLimit(String method) {
        AtomicLong sent = new AtomicLong();
        byte[] piece = new byte[64 * 1024];
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.send(OK + "Content-Type: application/octet-stream\r\n\r\n");
            while (true) {
                conversation.send(piece);
                sent.addAndGet(piece.length);
            }
        });
        Connection connection = to(raw.url());
        connection.setMaxResponseSize(1024L * 1024);
        api(connection);

        assertFault(raw, () -> call(method, Map.of()), LIMIT, 1, 1);

        await().atMost(PATIENCE).until(() -> raw.openConnections() == 0);
        assertThat(sent.get()).as("with what the buffers of the sockets hold").isLessThan(64L * 1024 * 1024);
        assertNextCallWorks(raw);
    }

    /** 300 KB that become 300 MB; one coding around another would hide ever more. */
    @ParameterizedTest
    @CsvSource({"gzip, LIMIT", "'gzip, gzip', DECODE", "br, DECODE", "zstd, DECODE"})
    @Fault(15)
    void bombIsNotLetOff(String coding, FailureKind kind) {
        RawServer raw = answering(OK + "Content-Type: application/octet-stream\r\nContent-Encoding: " + coding
                + "\r\nContent-Length: " + BOMB.length() + "\r\n\r\n" + BOMB);
        Connection connection = to(raw.url());
        connection.setMaxResponseSize(1024L * 1024);
        api(connection);

        assertFault(raw, this::get, kind, 1, 1);
        assertFault(raw, () -> call("POST", Map.of()), kind, 1, 1);
        assertNextCallWorks(raw);
    }

    private void assertFault(FailureKind kind, Script script) {
        RawServer raw = raw(script);
        Connection connection = to(raw.url());
        connection.setMaxResponseSize(1000L);
        api(connection);
        for (String method : new String[] {"GET", "POST"}) {
            raw.follow(script);
            assertFails(() -> call(method, Map.of("a", 1)), kind, 1);
            assertNextCallWorks(raw);
        }
        assertThat(raw.requests()).hasSize(4);
    }

    private static String codedBomb() {
        String coded = gzip("x".repeat(500_000));
        return OK + "Content-Encoding: gzip\r\nContent-Length: " + coded.length() + "\r\n\r\n" + coded;
    }

    private static String gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Keeps out: time-outs were looked at once a second, so that an answer could come a second too late. */
    @Test
    @Fault(7)
    void responseTimeoutBelowASecondHolds() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.pause(900);
            conversation.send(OK + "Content-Length: 0\r\n\r\n");
        });
        Connection connection = to(raw.url());
        connection.setResponseTimeout("200ms");
        api(connection);

        assertFault(raw, this::get, TIMEOUT, 1, 1);
        assertNextCallWorks(raw);
    }
}
