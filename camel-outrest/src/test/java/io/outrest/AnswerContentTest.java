package io.outrest;

import static io.outrest.request.FailureKind.DECODE;
import static io.outrest.request.FailureKind.PARSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.request.FailureKind;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
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

/** Bodies and statuses that are odd, and what becomes of them. */
class AnswerContentTest extends WireTest {

    private static final String JSON = "application/json";

    static Stream<String> noJson() {
        return Stream.of(
                "{",
                "{\"a\": ",
                "<html><body>502</body></html>",
                "nothing",
                "{} {}",
                "1 2",
                "NaN",
                "{\"a\": Infinity}",
                "[1,]",
                "{'a': 1}",
                "// no\n1",
                " ",
                "[".repeat(100_000) + "]".repeat(100_000),
                "[".repeat(1001) + "]".repeat(1001),
                "1".repeat(1001));
    }

    @ParameterizedTest
    @MethodSource("noJson")
    void whatIsNoJsonIsAParseFailureUnlessTheStatusTellsOfAnError(String body) {
        api(to(server.url()));
        server.answers(Answer.of(JSON, body));
        Exchange exchange = get();
        assertThat(failure(exchange).getKind()).isEqualTo(PARSE);
        assertThat(failure(exchange).getAttempts()).isEqualTo(1);
        assertThat(stackTrace(failure(exchange))).doesNotContain(CANARY).hasSizeLessThan(20_000);
        assertThat(exchange.getMessage().getHeader(OutrestConstants.HTTP_RESPONSE_CODE))
                .isEqualTo(200);

        server.answers(Answer.of(JSON, body).withStatus(502));
        Exchange error = get();
        assertThat(status(error)).isEqualTo(502);
        assertThat(error.getMessage().getBody()).isEqualTo(body);
        assertNothingLeased();
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                arguments(JSON, "null", null),
                arguments(JSON, "", null),
                arguments(JSON, "\"\"", ""),
                arguments(JSON, "\uFEFF{\"a\": 1}", Map.of("a", 1)),
                arguments(JSON, "{\"a\": 1, \"a\": 2}", Map.of("a", 2)),
                arguments(JSON, "[" + "1,".repeat(99_999) + "1]", Collections.nCopies(100_000, 1)),
                arguments(JSON, "[".repeat(2) + "]".repeat(2), List.of(List.of())),
                arguments("application/problem+json", "{\"a\": 1}", Map.of("a", 1)),
                arguments("text/html", "<html>", "<html>"),
                arguments("text/plain", "", null));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void contentIsReadByItsType(String type, String body, @Nullable Object expected) {
        api(to(server.url()));
        server.answers(Answer.of(type, body));

        Exchange exchange = get();

        assertThat(status(exchange)).isEqualTo(200);
        assertThat(exchange.getMessage().getBody()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=ISO-8859-1, ISO-8859-1",
        "text/plain;charset=\"utf-16\", UTF-16",
        "text/plain, UTF-8",
        "application/xml; charset=ISO-8859-1, ISO-8859-1",
        "application/xml, UTF-8"
    })
    void textIsReadInItsCharset(String type, String charset) {
        api(to(server.url()));
        String text = "Größe œ".replace("œ", charset.startsWith("ISO") ? "" : "œ");
        server.answers(Answer.of(type, text.getBytes(Charset.forName(charset))));

        assertThat(get().getMessage().getBody()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-8"})
    void jsonIsUnicodeOfAnyWidth(String charset) {
        api(to(server.url()));
        server.answers(Answer.of(JSON, "{\"a\": \"ö\"}".getBytes(Charset.forName(charset))));

        assertThat(get().getMessage().getBody()).isEqualTo(Map.of("a", "ö"));
    }

    @Test
    void jsonThatIsNotUnicodeIsAParseFailure() {
        api(to(server.url()));
        server.answers(Answer.of(JSON, "{\"a\": \"ö\"}".getBytes(StandardCharsets.ISO_8859_1)));

        assertFailsReading(PARSE);
    }

    /** Keeps out: read from the socket, a character that there is not was taken for an answer that is cut. */
    @Test
    void jsonOfBrokenUtf32IsAParseFailure() {
        api(to(server.url()));
        server.answers(Answer.of(JSON, new byte[] {0, 0, 0, '"', 0, 0x11, 0, 0, 0, 0, 0, '"'}));

        assertFailsReading(PARSE);
    }

    @Test
    void unknownCharsetIsADecodeFailure() {
        api(to(server.url()));
        server.answers(Answer.of("text/plain; charset=klingon", "x"));

        assertFailsReading(DECODE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: application/json\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 204 Nothing\r\n\r\n"
            })
    void noContentIsNull(String answer) {
        RawServer raw = answering(answer);
        api(to(raw.url()));

        Exchange exchange = call("outrest:API", "a body of before", Map.of());

        assertThat(status(exchange)).isBetween(200, 304);
        assertThat(exchange.getMessage().getBody()).isNull();
        assertNothingLeased();
        assertNextCallWorks(raw);
    }

    @Test
    void headHasNoBodyWhateverItsLength() {
        RawServer raw = alsoStop(RawServer.keepingAlive(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"));
        api(to(raw.url()));

        for (int i = 0; i < 3; i++) {
            Exchange exchange = call("HEAD", null);
            assertThat(status(exchange)).isEqualTo(200);
            assertThat(exchange.getMessage().getBody()).isNull();
        }
        assertThat(raw.connections()).isEqualTo(1);
    }

    @Test
    void oldHttpEndsWithItsConnection() {
        RawServer raw = answering("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[1]");
        api(to(raw.url()));

        assertThat(get().getMessage().getBody()).isEqualTo(List.of(1));
        assertThat(get().getMessage().getBody()).isEqualTo(List.of(1));
    }

    /** Attack S16. */
    @Test
    void namesOfClassesInJsonAreNothingButText() {
        api(to(server.url()));
        server.answers(Answer.json("[\"java.util.Date\", {\"@class\": \"javax.script.ScriptEngineManager\"}]"));

        assertThat(get().getMessage().getBody())
                .isEqualTo(List.of("java.util.Date", Map.of("@class", "javax.script.ScriptEngineManager")));
    }

    /** Attack S9: an answer cannot say anything to Camel or to the next call. */
    @Test
    void headersOfAnAnswerAreNoOrders() {
        api(to(server.url()));
        server.answers(Answer.json("{}")
                .with("CamelFileName", "../../x")
                .with("cAmElExecCommandExecutable", "sh")
                .with("CamelOutrestParams", "x")
                .with("camelhttpuri", "http://evil")
                .with("breadcrumbId", "forged")
                .with("X-Correlation-ID", "forged")
                .with("X-Evil", "1")
                .with("q", "evil"));

        Exchange exchange = context.createFluentProducerTemplate()
                .to("outrest:API")
                .withProcessor(first -> {})
                .send();
        Collection<String> names = exchange.getMessage().getHeaders().keySet();
        Exchange second = template.send("outrest:API", exchange);

        assertThat(names)
                .noneMatch(name -> name.equalsIgnoreCase("CamelFileName")
                        || name.equalsIgnoreCase("CamelExecCommandExecutable")
                        || name.equalsIgnoreCase("CamelOutrestParams")
                        || name.equalsIgnoreCase("CamelHttpUri")
                        || name.equalsIgnoreCase("breadcrumbId"));
        assertThat(status(second)).isEqualTo(200);
        assertThat(server.lastRequest().headers("X-Evil")).isEmpty();
        assertThat(server.lastRequest().headers("X-Correlation-ID")).doesNotContain("forged");
        assertThat(server.lastRequest().target()).doesNotContain("evil");
    }

    /** Attack S10. */
    @Test
    void cookiesAreNotKept() {
        api(to(server.url()));
        server.answers(Answer.json("{}").with("Set-Cookie", "session=1; Path=/"));
        get();
        get();

        assertThat(server.lastRequest().headers("Cookie")).isEmpty();
    }

    private void assertFailsReading(FailureKind kind) {
        OutrestException failure = failure(get());
        assertThat(failure.getKind()).isEqualTo(kind);
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertNothingLeased();
    }
}
