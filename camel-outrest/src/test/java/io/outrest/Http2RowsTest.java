package io.outrest;

import static io.outrest.request.FailureKind.BODY;
import static io.outrest.request.FailureKind.CONNECT;
import static io.outrest.request.FailureKind.LIMIT;
import static io.outrest.request.FailureKind.PROTOCOL;
import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TRUNCATED;
import static io.outrest.testing.Http2Server.CANCEL;
import static io.outrest.testing.Http2Server.CONTINUATION;
import static io.outrest.testing.Http2Server.DATA;
import static io.outrest.testing.Http2Server.END_HEADERS;
import static io.outrest.testing.Http2Server.END_STREAM;
import static io.outrest.testing.Http2Server.ENHANCE_YOUR_CALM;
import static io.outrest.testing.Http2Server.HEADERS;
import static io.outrest.testing.Http2Server.INTERNAL_ERROR;
import static io.outrest.testing.Http2Server.NO_ERROR;
import static io.outrest.testing.Http2Server.PING;
import static io.outrest.testing.Http2Server.PUSH_PROMISE;
import static io.outrest.testing.Http2Server.REFUSED_STREAM;
import static io.outrest.testing.Http2Server.SETTINGS;
import static io.outrest.testing.Http2Server.WINDOW_UPDATE;
import static io.outrest.testing.Http2Server.field;
import static io.outrest.testing.Http2Server.frame;
import static io.outrest.testing.Http2Server.head;
import static io.outrest.testing.Http2Server.ints;
import static io.outrest.testing.Http2Server.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.Http2Server;
import io.outrest.testing.Http2Server.Script;
import io.outrest.testing.TestIdentity;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 45 of the fault matrix: what only HTTP/2 can have wrong with it. */
class Http2RowsTest extends FaultTest {

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    /** Over TLS, with the protocol agreed on in the handshake, as everywhere outside of tests. */
    @Test
    @Fault(45)
    void socketIsUsedForTheNextCallToo() {
        TestIdentity identity = TestIdentity.of(folder, "dns:localhost,ip:127.0.0.1");
        Http2Server h2 = Http2Server.startTls(identity.server(null), Http2Server.wellBehaved());
        alsoStop(h2.raw());
        api(to(h2.url(), trusting(identity)));

        assertAnswer(h2.raw(), this::get, 200, 1, 1);
        assertAnswer(h2.raw(), () -> call("POST", Map.of("a", 1)), 200, 1, 1);

        assertNextCallWorks(this::get);
        assertThat(h2.raw().connections()).isEqualTo(1);
    }

    static Stream<Arguments> resets() {
        return Stream.of(
                arguments("REFUSED_STREAM", resetting(REFUSED_STREAM)),
                arguments("CANCEL", resetting(CANCEL)),
                arguments("INTERNAL_ERROR", resetting(INTERNAL_ERROR)),
                arguments("NO_ERROR", resetting(NO_ERROR)),
                arguments("ENHANCE_YOUR_CALM", leaving(0, ENHANCE_YOUR_CALM)),
                arguments("INTERNAL_ERROR", leaving(1, INTERNAL_ERROR)),
                arguments("", (Script) conversation -> {
                    conversation.readRequest();
                    conversation.goAway(0, NO_ERROR);
                }),
                arguments("", (Script) Http2Server.Conversation::readRequest),
                arguments("", (Script) conversation -> {
                    int stream = conversation.readRequest();
                    conversation.send(HEADERS, END_HEADERS, stream, head(200, Map.of()));
                    conversation.send(DATA, 0, stream, (byte) 'x');
                }));
    }

    private static Script resetting(int error) {
        return conversation -> {
            conversation.reset(conversation.readRequest(), error);
            conversation.waitForEnd();
        };
    }

    private static Script leaving(int lastStream, int error) {
        return conversation -> {
            conversation.readRequest();
            conversation.goAway(lastStream, error);
            conversation.waitForEnd();
        };
    }

    /** Keeps out: a stream that was reset was no HTTP that can be understood. */
    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("resets")
    @Fault(45)
    void endBeforeTheAnswerIsTruncated(String error, Script script) {
        Http2Server h2 = start(script);

        assertThat(assertFault(h2.raw(), this::get, TRUNCATED, 1, 1)).hasMessageContaining(error);
        assertThat(assertFault(h2.raw(), () -> call("POST", Map.of()), TRUNCATED, 1, 1))
                .hasMessageContaining(error);
        assertNextCallWorks(h2);
    }

    static Stream<Arguments> neverTaken() {
        return Stream.of(
                arguments("closed at once", (Script) conversation -> {}),
                arguments("closed after its settings", (Script) Http2Server.Conversation::settle),
                arguments("no stream allowed", settling(MAX_CONCURRENT_STREAMS, 0)),
                arguments("no byte allowed", settling(INITIAL_WINDOW_SIZE, 0)),
                arguments("HTTP/1.1", (Script) conversation -> {
                    conversation.send("HTTP/1.1 505 Not Supported\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
                    conversation.waitForEnd();
                }));
    }

    private static Script settling(int name, int value) {
        return conversation -> {
            conversation.settle(name, value);
            conversation.waitForEnd();
        };
    }

    /** The last settings but one are allowed (RFC 9113 section 6.5.2); HttpCore takes no zero and says goodbye. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("neverTaken")
    @Fault(45)
    void connectionThatTakesNoRequestIsAConnectFailure(String what, Script script) {
        Http2Server h2 = start(script);

        assertTakesNone(h2, "GET");
        assertTakesNone(h2, "POST");
        assertNextCallWorks(h2);
    }

    /** A request whose first bytes cross the end of the socket may have been seen, as far as anybody knows. */
    private void assertTakesNone(Http2Server h2, String method) {
        OutrestException failure = failure(inTime(() -> call(method, Map.of())));

        assertThat(failure.getKind()).isIn(CONNECT, TRUNCATED);
        assertThat(h2.raw().requests()).isEmpty();
    }

    /** Where the goodbye crosses the request, HttpCore 5.4 does not tell the request: its deadline does. */
    @Test
    @Fault(45)
    void goodbyeAtOnceEndsTheCallByItsDeadlineAtLast() {
        Http2Server h2 = start(conversation -> {
            conversation.settle();
            conversation.goAway(0, NO_ERROR);
            conversation.waitForEnd();
        });

        OutrestException failure = failure(call("outrest:API?method=POST&timeout=2s", Map.of(), Map.of()));

        assertThat(failure.getKind()).isIn(CONNECT, TIMEOUT);
        assertNextCallWorks(h2);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(TRUNCATED, "less than it says", answering(Map.of("content-length", "10"), "x")),
                arguments(TRUNCATED, "nothing of what it says", answering(Map.of("content-length", "10"), "")),
                arguments(PROTOCOL, "more than it says", answering(Map.of("content-length", "1"), "xxx")),
                arguments(PROTOCOL, "a length in words", answering(Map.of("content-length", "one"), "x")),
                arguments(
                        PROTOCOL,
                        "a length beside chunks",
                        answering(Map.of("content-length", "1", "transfer-encoding", "chunked"), "x")),
                arguments(
                        PROTOCOL,
                        "two lengths",
                        sending(
                                HEADERS,
                                END_HEADERS,
                                concat(head(200, Map.of("content-length", "1")), field("content-length", "2")))),
                arguments(PROTOCOL, "a name in upper case", answering(Map.of("X-Upper", "y"), "x")),
                arguments(PROTOCOL, "a line end in a value", answering(Map.of("x", "y\r\nz: 1"), "x")),
                arguments(PROTOCOL, "no status", sending(HEADERS, END_HEADERS | END_STREAM, field("x", "y"))),
                arguments(PROTOCOL, "the status 999", sending(HEADERS, END_HEADERS | END_STREAM, head(999, Map.of()))),
                arguments(PROTOCOL, "the status 101", sending(HEADERS, END_HEADERS, head(101, Map.of()))),
                arguments(PROTOCOL, "a body before its head", sending(DATA, END_STREAM, new byte[] {'x'})),
                arguments(PROTOCOL, "what is no header block", sending(HEADERS, END_HEADERS, new byte[] {-1, -1, -1, 15
                })),
                arguments(PROTOCOL, "a frame that is too long", sending(DATA, 0, new byte[1_000_000])),
                arguments(PROTOCOL, "a push that was declined", sending(PUSH_PROMISE, END_HEADERS, ints(2))),
                arguments(PROTOCOL, "an answer to another request", (Script) conversation -> {
                    conversation.answer(conversation.readRequest() + 2, 200, Map.of(), "x");
                    conversation.waitForEnd();
                }),
                arguments(PROTOCOL, "a window beyond its bounds", (Script) conversation -> {
                    conversation.readRequest();
                    conversation.send(WINDOW_UPDATE, 0, 0, ints(Integer.MAX_VALUE));
                    conversation.waitForEnd();
                }));
    }

    private static Script answering(Map<String, String> fields, String body) {
        return conversation -> {
            conversation.answer(conversation.readRequest(), 200, fields, body);
            conversation.waitForEnd();
        };
    }

    private static Script sending(int type, int flags, byte[] payload) {
        return conversation -> {
            conversation.send(type, flags, conversation.readRequest(), payload);
            conversation.waitForEnd();
        };
    }

    /** Keeps out: an answer shorter or longer than its Content-Length was a success (RFC 9113 section 8.1.1). */
    @ParameterizedTest(name = "{1}")
    @MethodSource("malformed")
    @Fault({8, 11, 38, 45})
    void answerThatContradictsItselfIsNone(FailureKind kind, String what, Script script) {
        Http2Server h2 = start(script);

        assertFault(h2.raw(), this::get, kind, 1, 1);
        assertFault(h2.raw(), () -> call("POST", Map.of()), kind, 1, 1);
        assertNextCallWorks(h2);
    }

    static Stream<Arguments> tooMuch() {
        byte[] thousand = times(1_000, field("x", "yyyyyyyy"));
        return Stream.of(
                arguments("headers", headers(2, thousand)),
                arguments("bytes of headers", headers(20, thousand)),
                arguments("CONTINUATION without end", (Script) conversation -> {
                    int stream = conversation.readRequest();
                    conversation.send(HEADERS, 0, stream, head(200, Map.of()));
                    while (true) {
                        conversation.send(CONTINUATION, 0, stream, field("x", "y"));
                    }
                }),
                arguments("a body", answering(Map.of(), "x".repeat(2_000))),
                arguments("a length", sending(HEADERS, END_HEADERS, head(200, Map.of("content-length", "2000")))));
    }

    private static Script headers(int frames, byte[] fields) {
        return conversation -> {
            int stream = conversation.readRequest();
            conversation.send(HEADERS, 0, stream, head(200, Map.of()));
            for (int i = 1; i <= frames; i++) {
                conversation.send(CONTINUATION, i == frames ? END_HEADERS : 0, stream, fields);
            }
            conversation.waitForEnd();
        };
    }

    /** Keeps out: HttpClient takes header lists of 16 MiB. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("tooMuch")
    @Fault({13, 14, 45})
    void tooMuchOfAnythingIsALimitFailure(String what, Script script) {
        Http2Server h2 = start(script);
        Connection connection = http2(h2);
        connection.setMaxResponseSize(1_000L);
        api(connection);

        assertFault(h2.raw(), this::get, LIMIT, 1, 1);
        assertFault(h2.raw(), () -> call("POST", Map.of()), LIMIT, 1, 1);
        assertNextCallWorks(h2);
    }

    static Stream<Arguments> neverReady() {
        return Stream.of(
                arguments("silence", 1, (Script) conversation -> {
                    conversation.readRequest();
                    conversation.waitForEnd();
                }),
                arguments("silence instead of settings", 0, (Script) Http2Server.Conversation::waitForEnd),
                arguments("GOAWAY that leaves the request out, and silence", 1, leaving(0, NO_ERROR)),
                arguments("SETTINGS without end", 1, flooding(frame(SETTINGS, 0, 0))),
                arguments("PING without end", 1, flooding(frame(PING, 0, 0, new byte[8]))),
                arguments(
                        "interim answers without end",
                        1,
                        flooding(frame(HEADERS, END_HEADERS, 1, head(103, Map.of())))),
                arguments("empty CONTINUATION without end", 1, (Script) conversation -> {
                    conversation.send(HEADERS, 0, conversation.readRequest(), head(200, Map.of()));
                    flood(conversation, frame(CONTINUATION, 0, 1));
                }),
                arguments("empty DATA without end", 1, (Script) conversation -> {
                    conversation.send(HEADERS, END_HEADERS, conversation.readRequest(), head(200, Map.of()));
                    flood(conversation, frame(DATA, 0, 1));
                }));
    }

    private static Script flooding(byte[] frame) {
        return conversation -> {
            conversation.readRequest();
            flood(conversation, frame);
        };
    }

    private static void flood(Http2Server.Conversation conversation, byte[] frame) throws Exception {
        byte[] many = times(100, frame);
        while (true) {
            conversation.send(many);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("neverReady")
    @Fault({5, 6, 7, 45})
    void deadlineEndsWhatNeverGetsReady(String what, int requests, Script script) {
        Http2Server h2 = start(script);
        Connection connection = http2(h2);
        connection.setTimeout("400ms");
        api(connection);

        assertFault(h2.raw(), this::get, TIMEOUT, 1, requests);

        api(http2(h2));
        assertNextCallWorks(h2);
    }

    /** Keeps out: HttpCore tells of this timeout by an exception for streams that were reset, which was PROTOCOL. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault({7, 45})
    void silenceEndsWithTheResponseTimeout(String method) {
        Http2Server h2 = start(conversation -> {
            conversation.readRequest();
            conversation.waitForEnd();
        });
        Connection connection = http2(h2);
        connection.setResponseTimeout("200ms");
        api(connection);

        assertFault(h2.raw(), () -> call(method, null), TIMEOUT, 1, 1);
        assertNextCallWorks(h2);
    }

    /** The window is 65,535 bytes and is never opened. */
    @Test
    @Fault({45, 46})
    void deadlineEndsAnUploadIntoAClosedWindow() {
        Http2Server h2 = start(conversation -> {
            conversation.readHead();
            conversation.waitForEnd();
        });
        Connection connection = http2(h2);
        connection.setTimeout("400ms");
        api(connection);

        assertFault(h2.raw(), () -> call("POST", new ByteArrayInputStream(new byte[1_000_000])), TIMEOUT, 1, 0);

        api(http2(h2));
        assertNextCallWorks(h2);
    }

    /** The stream is reset, or the connection ends: never does it end as a complete request does. */
    @Test
    @Fault({45, 46})
    void bodyThatBreaksIsNeverACompleteRequest() {
        Http2Server h2 = start(conversation -> conversation.answer(conversation.readRequest(), 200, Map.of(), ""));

        assertFault(h2.raw(), () -> call("POST", UploadTest.breakingAfter(10)), BODY, 1, 0);
        assertNextCallWorks(h2);
    }

    /** What the API has not looked at may be sent again, a POST too (RFC 9113 section 8.7). */
    @Test
    @Fault(45)
    void refusedStreamIsTriedAgainWhereThatIsAskedFor() {
        Http2Server h2 = start(resetting(REFUSED_STREAM));
        Connection connection = http2(h2);
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(2);
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        api(connection);

        assertFault(h2.raw(), () -> call("POST", Map.of()), TRUNCATED, 2, 2);
        assertNextCallWorks(h2);
    }

    /** A server that says goodbye in good order answers what it has taken, and has no more. */
    @Test
    @Fault(45)
    void answerAfterGoodbyeCountsAndTheNextCallHasASocketOfItsOwn() {
        Http2Server h2 = start(conversation -> {
            int stream = conversation.readRequest();
            conversation.goAway(stream, NO_ERROR);
            conversation.answer(stream, 200, Map.of("content-length", "1"), "x");
            conversation.waitForEnd();
        });

        assertAnswer(h2.raw(), this::get, 200, 1, 1);
        assertAnswer(h2.raw(), () -> call("POST", Map.of()), 200, 1, 1);

        assertThat(h2.raw().connections()).isEqualTo(2);
        assertNextCallWorks(h2);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 304})
    @Fault({38, 45})
    void lengthOfAnAnswerWithoutBodyIsThatOfAnother(int status) {
        Http2Server h2 = start(answering(Map.of("content-length", "1000"), ""));
        h2.follow(conversation -> {
            conversation.answer(conversation.readRequest(), status, Map.of("content-length", "1000"), "");
            conversation.waitForEnd();
        });

        assertAnswer(h2.raw(), () -> call(status == 304 ? "GET" : "HEAD", null), status, 1, 1);
        assertNextCallWorks(() -> {
            api(http2(start(Http2Server.wellBehaved())));
            return get();
        });
    }

    /** Keeps out: a call that gave up closed the socket under all others. */
    @Test
    @Fault({6, 45})
    void callThatGivesUpLeavesTheOthersOnItsSocketAlone() {
        Http2Server h2 = start(conversation -> {
            conversation.readRequest();
            int second = conversation.readRequest();
            conversation.pause(500);
            conversation.answer(second, 200, Map.of("content-type", "application/json"), "{}");
            conversation.waitForEnd();
        });

        CompletableFuture<Exchange> first = template.asyncSend("outrest:API?method=GET&timeout=300ms", sent -> {});
        soon().until(() -> h2.raw().requests().size() == 1);
        CompletableFuture<Exchange> second = later("GET");

        assertThat(failure(first.join()).getKind()).isEqualTo(TIMEOUT);
        assertThat(status(second.join())).isEqualTo(200);
        assertThat(h2.raw().connections()).isEqualTo(1);
        assertNextCallWorks(h2);
        soon().until(() -> h2.raw().openConnections() == 1); // the stream that nobody ended does not keep the first
    }

    /** Keeps out: calls waited for a place that streams had which nobody ended. */
    @Test
    @Fault({6, 45})
    void socketWithTooManyStreamsThatNobodyEndedGetsNoMore() {
        int hanging = 100;
        Http2Server h2 = start(conversation -> {
            int talking = conversation.readRequest();
            conversation.send(HEADERS, END_HEADERS, talking, head(200, Map.of("content-type", "text/plain")));
            for (int i = 1; i < hanging; i++) {
                conversation.readRequest();
            }
            for (int i = 0; i < 40; i++) {
                conversation.send(DATA, 0, talking, (byte) 'x');
                conversation.pause(50);
            }
            conversation.send(DATA, END_STREAM, talking);
            conversation.waitForEnd();
        });
        Connection connection = http2(h2);
        connection.setMaxConnections(2 * hanging);
        api(connection);

        CompletableFuture<Exchange> talking = later("GET");
        soon().until(() -> h2.raw().requests().size() == 1);
        List<CompletableFuture<Exchange>> given = new ArrayList<>();
        for (int i = 1; i < hanging; i++) {
            // all at once: threads that wait would come in waves, as many as the template has
            given.add(template.asyncSend("outrest:API?method=GET&timeout=1s&synchronous=false", sent -> {}));
        }
        given.forEach(call -> assertThat(failure(call.join()).getKind()).isEqualTo(TIMEOUT));
        assertThat(h2.raw().connections()).isEqualTo(1);

        h2.follow(Http2Server.wellBehaved());
        assertThat(status(get())).isEqualTo(200);
        assertThat(h2.raw().connections()).isEqualTo(2);
        assertThat(status(talking.join())).isEqualTo(200);
        assertNextCallWorks(h2);
    }

    private Http2Server start(Script script) {
        Http2Server h2 = Http2Server.start(script);
        alsoStop(h2.raw());
        api(http2(h2));
        return h2;
    }

    private static Connection http2(Http2Server h2) {
        Connection connection = to(h2.url());
        connection.setHttpVersion("2");
        return connection;
    }

    private void assertNextCallWorks(Http2Server h2) {
        h2.follow(Http2Server.wellBehaved());
        assertNextCallWorks(this::get);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Keeps out: what was left of the stream was sent as the whole body. */
    @Test
    @Fault({45, 46})
    void streamThatWasBegunIsNotSentAgainThoughTheServerRefusedIt() {
        Http2Server h2 = start(conversation -> {
            int stream = conversation.readHead();
            Http2Server.Frame frame = conversation.read();
            while (frame != null && (frame.type() != Http2Server.DATA || frame.payload().length == 0)) {
                frame = conversation.read();
            }
            conversation.reset(stream, Http2Server.REFUSED_STREAM);
            conversation.waitForEnd();
        });
        Connection connection = to(h2.url());
        connection.setHttpVersion("2");
        connection.setRetry("on");
        api(connection);

        assertThat(failure(call("POST", new ByteArrayInputStream(new byte[50_000])))
                        .getAttempts())
                .isEqualTo(1);
        assertNextCallWorks(h2);
    }
}
