package io.outrest;

import static io.outrest.request.FailureKind.LIMIT;
import static io.outrest.request.FailureKind.PARSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 35 to 38 of the fault matrix: answers that arrived whole, and what is in them. */
class JsonRowsTest extends FaultTest {

    private static final String JSON = "application/json";

    static Stream<Arguments> unreadable() {
        return Stream.of(
                unreadable("invalid", "{'a': 1}"),
                unreadable("cut off", "{\"a\": [1, 2"),
                unreadable("HTML", "<html><body>Login</body></html>"),
                unreadable("two values", "{} {}"),
                unreadable("100,000 levels", "[".repeat(100_000) + "]".repeat(100_000)),
                unreadable("a number of 1,001 digits", "1".repeat(1_001)),
                unreadable("NaN", "[NaN]"),
                unreadable("Infinity", "[-Infinity]"),
                arguments("ISO-8859-1", "\"ö\"".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("a byte of no character", new byte[] {'"', (byte) 0xFF, '"'}));
    }

    private static Arguments unreadable(String what, String json) {
        return arguments(what, json.getBytes(StandardCharsets.UTF_8));
    }

    /** A success that cannot be read is a failure which is not asked for again; an error that cannot be read stays text. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    @Fault({35, 36, 37})
    void jsonThatCannotBeReadIsAParseFailureOnce(String what, byte[] body) {
        api(retrying());
        server.answers(Answer.of(JSON, body));

        Exchange exchange = inTime(this::get);

        OutrestException failure = failure(exchange);
        assertThat(failure.getKind()).isEqualTo(PARSE);
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.HTTP_RESPONSE_CODE))
                .isEqualTo(200);
        assertThat(server.requests()).hasSize(1);
        server.answers(Answer.of(JSON, body).withStatus(500));
        assertThat(inTime(this::get).getMessage().getBody()).isInstanceOf(String.class);
        well();
    }

    static Stream<Arguments> readable() {
        return Stream.of(
                arguments("null", null),
                arguments("", null),
                arguments("{\"a\": 1, \"a\": 2}", Map.of("a", 2)),
                arguments("\"\\uD800\"", "\uD800"),
                arguments("\uFEFF{\"a\": 1}", Map.of("a", 1)));
    }

    /** Of keys that are there twice the last counts: no setting changes that. */
    @ParameterizedTest
    @MethodSource("readable")
    @Fault({35, 36, 37})
    void oddJsonIsRead(String json, @Nullable Object expected) {
        api(retrying());
        server.answers(Answer.of(JSON, json));

        assertThat(assertAnswer(server, this::get, 200, 1, 1).getMessage().getBody())
                .isEqualTo(expected);
        well();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    @Fault(37)
    void jsonIsReadInEveryWidthOfUnicode(String charset) {
        api(retrying());
        server.answers(Answer.of(JSON, "{\"a\": \"ö\"}".getBytes(Charset.forName(charset))));

        assertThat(assertAnswer(server, this::get, 200, 1, 1).getMessage().getBody())
                .isEqualTo(Map.of("a", "ö"));
        well();
    }

    @ParameterizedTest
    @CsvSource({"text/plain; charset=ISO-8859-1, ISO-8859-1", "text/plain; charset=utf-16, UTF-16", "text/html, UTF-8"})
    @Fault(37)
    void textIsReadInTheCharsetThatItSays(String type, String charset) {
        api(retrying());
        server.answers(Answer.of(type, "Größe".getBytes(Charset.forName(charset))));

        assertThat(assertAnswer(server, this::get, 200, 1, 1).getMessage().getBody())
                .isEqualTo("Größe");
        well();
    }

    /** Ten million elements are no fault of their own; how much is read is bounded by its size. */
    @Test
    @Fault(36)
    void arrayIsBoundedByItsSize() {
        Connection connection = retrying();
        connection.setMaxResponseSize(1_000_000L);
        api(connection);
        server.answers(Answer.of(JSON, "[" + "1,".repeat(1_000_000) + "1]"));

        assertFault(server, this::get, LIMIT, 1, 1);
        well();
    }

    static Stream<Arguments> bodiless() {
        return Stream.of(
                arguments("HEAD", 200, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"),
                arguments("GET", 304, "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n"),
                arguments("GET", 204, "HTTP/1.1 204 No Content\r\n"),
                arguments("GET", 200, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
                arguments("GET", 200, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n"),
                arguments("GET", 204, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n"));
    }

    @ParameterizedTest
    @MethodSource("bodiless")
    @Fault({35, 38})
    void answerWithoutBodyIsNullAndParsedByNobody(String method, int status, String head) {
        RawServer raw = answering(head + "Content-Type: application/json\r\n\r\n");
        api(to(raw.url()));

        Exchange exchange = assertAnswer(raw, () -> call(method, null), status, 1, 1);

        assertThat(exchange.getMessage().getBody()).isNull();
        assertNextCallWorks(raw);
    }

    @Test
    @Fault(38)
    void oldHttpEndsWithItsConnection() {
        RawServer raw = answering("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[1]");
        api(to(raw.url()));

        assertThat(assertAnswer(raw, this::get, 200, 1, 1).getMessage().getBody())
                .isEqualTo(List.of(1));
        assertNextCallWorks(raw);
    }

    private Connection retrying() {
        Connection connection = to(server.url());
        RetrySettings retry = new RetrySettings();
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        return connection;
    }

    private void well() {
        server.answers(Answer.json("{}"));
        assertNextCallWorks();
    }
}
