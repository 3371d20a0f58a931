package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AnswerTest extends OutrestTest {

    record Order(int id, @Nullable String itemName) {}

    @XmlRootElement(name = "order")
    public static class XmlOrder {
        public int id;
    }

    @Override
    protected String document() {
        return """
                connections:
                  Plain: {baseUrl: SERVER, path: "/a{?q}", timeout: 20s, maxConnections: 1}
                  Strict: {baseUrl: SERVER, path: "/a/{id}{?q}", throwExceptionOnFailure: true}
                  Lenient: {baseUrl: SERVER, successStatus: "200-299,404", throwExceptionOnFailure: true}
                """;
    }

    private Exchange answer(Answer answer) {
        server.answers(answer);
        return send("outrest:Plain");
    }

    private @Nullable Object body(Answer answer) {
        return body("outrest:Plain", answer);
    }

    private @Nullable Object body(String uri, Answer answer) {
        server.answers(answer);
        Exchange exchange = send(uri, "what was sent", Map.of());
        status(exchange);
        return exchange.getMessage().getBody();
    }

    private static byte[] bytes(String text, String charset) {
        return text.getBytes(Charset.forName(charset));
    }

    @Test
    void statusReasonAndAttemptsAreOnTheMessage() {
        Exchange exchange = answer(Answer.json("{}").withStatus(404));

        assertThat(exchange.getMessage().getHeader("CamelHttpResponseCode")).isEqualTo(404);
        assertThat(exchange.getMessage().getHeader("CamelHttpResponseText")).isEqualTo("Not Found");
        assertThat(exchange.getMessage().getHeader("CamelOutrestAttempts")).isEqualTo(1);
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void jsonIsAMapAListOrAScalar() {
        assertThat(body(Answer.json("{\"a\": [1, null, true]}"))).isEqualTo(Map.of("a", Arrays.asList(1, null, true)));
        assertThat(body(Answer.json("[1]"))).isEqualTo(List.of(1));
        assertThat(body(Answer.json("\"ü\""))).isEqualTo("ü");
        assertThat(body(Answer.json("7"))).isEqualTo(7);
        assertThat(body(Answer.json("true"))).isEqualTo(true);
        assertThat(body(Answer.json("null"))).isNull();
        assertThat(body(Answer.json(" \n{}\n "))).isEqualTo(Map.of());
        assertThat(body(Answer.of("application/problem+json; charset=utf-8", "{}")))
                .isEqualTo(Map.of());
        assertThat(body(Answer.of("APPLICATION/JSON", "{}"))).isEqualTo(Map.of());
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(body(Answer.json("\uFEFF{\"a\": 1}"))).isEqualTo(Map.of("a", 1));
        assertThat(body(Answer.of("text/plain", "\uFEFFtext"))).isEqualTo("text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | UTF-8",
                "text/plain; charset=ISO-8859-1 | ISO-8859-1",
                "text/html;Charset=\"windows-1252\" | windows-1252",
                "application/xml; charset=UTF-16 | UTF-16",
                "image/svg+xml | UTF-8",
            })
    void textAndXmlAreAStringInTheirCharset(String contentType, String charset) {
        assertThat(body(Answer.of(contentType, bytes("Größe", charset)))).isEqualTo("Größe");
    }

    @Test
    void xmlIsReadInTheCharsetOfItsDeclaration() {
        String xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>ü</a>";

        assertThat(body(Answer.of("application/xml", bytes(xml, "ISO-8859-1")))).isEqualTo(xml);
        assertThat(body(Answer.of("text/xml", bytes(xml.replace('"', '\''), "ISO-8859-1"))))
                .isEqualTo(xml.replace('"', '\''));
    }

    @Test
    void anUnknownCharsetIsDecodeButAnErrorStaysText() {
        Answer unknown = Answer.of("text/plain; charset=none-such", "hidden");

        assertThat(failure(answer(unknown)).getKind()).isEqualTo(FailureKind.DECODE);
        assertThat(failure(answer(unknown))).hasMessageNotContaining("hidden");
        assertThat(failure(answer(Answer.of("text/xml", "<?xml version='1.0' encoding='none-such'?><a/>")))
                        .getKind())
                .isEqualTo(FailureKind.DECODE);
        assertThat(body(unknown.withStatus(500))).isEqualTo("hidden");
    }

    @Test
    void anythingElseIsBytesCachedWhenTheyAreMany() throws IOException {
        assertThat(body(Answer.of("image/png", new byte[] {1, 2}))).isEqualTo(new byte[] {1, 2});
        assertThat(body(new Answer(200, List.of(), new byte[] {1, 2}))).isEqualTo(new byte[] {1, 2});

        byte[] many = new byte[1 << 20];
        Object cached = body(Answer.of("application/octet-stream", many));
        assertThat(cached).isInstanceOf(StreamCache.class).isInstanceOf(InputStream.class);
        assertThat(((StreamCache) cached).length()).isEqualTo(many.length);
    }

    @ParameterizedTest
    @CsvSource({"GET,204", "GET,304", "GET,200", "HEAD,200", "GET,404"})
    void nothingIsNull(String method, int status) {
        String uri = "outrest:Plain?method=" + method;
        Answer empty = Answer.status(status).with("Content-Type", "application/json");

        assertThat(body(uri, method.equals("HEAD") ? Answer.json("{}") : empty)).isNull();
        for (String type : List.of("map", "string", "bytes", "stream", Order.class.getName())) {
            assertThat(body(uri + "&outputType=" + type, empty)).as(type).isNull();
        }
    }

    @Test
    void anOutputTypeHoldsForSuccessOnly() {
        String uri = "outrest:Plain?outputType=" + Order.class.getName();

        assertThat(body(uri, Answer.json("{\"id\": 7, \"itemName\": \"tea\", \"unknown\": {}}")))
                .isEqualTo(new Order(7, "tea"));
        assertThat(body(uri, Answer.json("{\"code\": 1}").withStatus(404))).isEqualTo(Map.of("code", 1));
        assertThat(body(
                        "outrest:Lenient?outputType=" + Order.class.getName(),
                        Answer.json("{\"id\": 7}").withStatus(404)))
                .isEqualTo(new Order(7, null));
    }

    @Test
    void anOutputTypeThatDoesNotFitIsParse() {
        server.answers(Answer.json("{\"id\": \"hidden\"}"));
        OutrestException failure = failure(send("outrest:Plain?outputType=" + Order.class.getName()));
        assertThat(failure.getKind()).isEqualTo(FailureKind.PARSE);
        assertThat(failure).hasStackTraceContaining("Order").hasMessageNotContaining("hidden");

        server.answers(Answer.json("[1]"));
        assertThat(failure(send("outrest:Plain?outputType=map")).getKind()).isEqualTo(FailureKind.PARSE);
    }

    @Test
    void anXmlAnswerIsReadByATypeConverter() {
        Object order = body(
                "outrest:Plain?outputType=" + XmlOrder.class.getName(),
                Answer.of("application/xml", "<order><id>7</id></order>"));

        assertThat(order).isInstanceOfSatisfying(XmlOrder.class, read -> assertThat(read.id)
                .isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hidden\": ",
                "hidden",
                "{} hidden",
                "{}{}",
                "1 2",
                "",
                " ",
                "{\"a\": hidden}",
                "[1,]",
                "<html>hidden</html>"
            })
    void aSuccessThatIsNotOneJsonValueIsParse(String json) {
        Exchange exchange = answer(Answer.json(json));

        if (json.isEmpty()) {
            assertThat(exchange.getMessage().getBody()).isNull();
            return;
        }
        assertThat(failure(exchange).getKind()).isEqualTo(FailureKind.PARSE);
        assertThat(failure(exchange)).hasMessageNotContaining("hidden");
        assertThat(stackTrace(failure(exchange))).doesNotContain("hidden");
        assertThat(failure(exchange).getAttempts()).isEqualTo(1);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"1000,true", "1001,false", "100000,false"})
    void jsonIsAThousandLevelsDeepAtMost(int levels, boolean accepted) {
        Exchange exchange = answer(Answer.json("[".repeat(levels) + "]".repeat(levels)));

        if (accepted) {
            assertThat(status(exchange)).isEqualTo(200);
        } else {
            assertThat(failure(exchange).getKind()).isEqualTo(FailureKind.PARSE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 404, 500, 502})
    void anErrorThatDoesNotParseStaysText(int status) {
        Exchange exchange = answer(Answer.json("<html>Bad Gateway</html>").withStatus(status));

        assertThat(status(exchange)).isEqualTo(status);
        assertThat(exchange.getMessage().getBody()).isEqualTo("<html>Bad Gateway</html>");
    }

    @Test
    void anErrorsBodyIsReadByItsContentType() {
        assertThat(body(Answer.json("{\"a\": 1}").withStatus(500))).isEqualTo(Map.of("a", 1));
        assertThat(body(Answer.of("text/html", "<p>").withStatus(502))).isEqualTo("<p>");
        assertThat(body("outrest:Plain?outputType=string", Answer.json("{}").withStatus(500)))
                .isEqualTo("{}");
    }

    @Test
    void headersOfTheAnswerAreOnTheMessageRepeatedOnesAsAList() {
        Exchange exchange = answer(Answer.json("{}")
                .with("ETag", "e1")
                .with("Set-Cookie", "a=1")
                .with("Set-Cookie", "b=2")
                .with("camelhttpmethod", "DELETE")
                .with("CAMEL-x", "y")
                .with("CamelOutrestParams", "y")
                .with("X-Named", "hop")
                .with("Proxy-Authenticate", "Basic")
                .with("Upgrade", "h2c")
                .with("Keep-Alive", "timeout=5")
                .with("Connection", "X-Named"));
        Map<String, Object> headers = exchange.getMessage().getHeaders();

        assertThat(headers).containsEntry("etag", "e1").containsEntry("Set-Cookie", List.of("a=1", "b=2"));
        assertThat(headers)
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKeys(
                        "Connection",
                        "X-Named",
                        "Keep-Alive",
                        "Upgrade",
                        "Proxy-Authenticate",
                        "Transfer-Encoding",
                        "CamelHttpMethod",
                        "CAMEL-x",
                        "CamelOutrestParams");
    }

    @Test
    void gzipIsDecodedAndItsHeadersAreGone() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        }
        Answer answer = Answer.of("application/json", zipped.toByteArray()).with("Content-Encoding", "gzip");
        Exchange exchange = answer(answer);

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("a", 1));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKeys("Content-Encoding", "Content-Length");
        assertThat(server.lastRequest().header("Accept-Encoding")).isEqualTo("gzip");

        Answer broken = Answer.json("{}").with("Content-Encoding", "gzip");
        assertThat(failure(answer(broken)).getKind()).isEqualTo(FailureKind.DECODE);
        assertThat(failure(answer(Answer.json("{}").with("Content-Encoding", "br")))
                        .getKind())
                .isEqualTo(FailureKind.DECODE);
    }

    @Test
    void theMapperOfTheRegistryIsUsed() {
        Registry registry = context.getRegistry();
        registry.bind(
                "mapper",
                new ObjectMapper()
                        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
        String uri = "outrest:Plain?method=POST&outputType=" + Order.class.getName();

        server.answers(Answer.json("{\"id\": 1, \"item_name\": \"tea\"}"));
        Exchange exchange = send(uri, new Order(2, "cup"), Map.of());
        assertThat(exchange.getMessage().getBody()).isEqualTo(new Order(1, "tea"));
        assertThat(server.request().body()).isEqualTo("{\"id\":2,\"item_name\":\"cup\"}");

        server.answers(Answer.json("{\"id\": 1, \"unknown\": 1}"));
        assertThat(failure(send(uri, new Order(2, "cup"), Map.of())).getKind()).isEqualTo(FailureKind.PARSE);
        server.answers(Answer.json("{\"id\": 1} 2"));
        assertThat(failure(send(uri, new Order(2, "cup"), Map.of())).getKind()).isEqualTo(FailureKind.PARSE);
    }

    @Test
    void aFailedStatusIsAnExceptionWhereThatIsAskedFor() {
        server.answers(Answer.json("{\"code\": \"gone\"}")
                .withStatus(410)
                .with("Location", "/b?hidden=1")
                .with("X-A", "1"));
        Exchange exchange = send("outrest:Strict", Map.of("id", 7, "q", "hidden"));

        assertThat(exchange.getException()).isInstanceOfSatisfying(OutrestOperationFailedException.class, e -> {
            assertThat(e.getStatusCode()).isEqualTo(410);
            assertThat(e.getHttpResponseStatus()).isEqualTo("Gone");
            assertThat(e.getUri()).isEqualTo(server.url() + "/a/7");
            assertThat(e.getResponseBody()).isEqualTo("{\"code\": \"gone\"}");
            assertThat(e.getResponseHeaders()).containsEntry("X-a", "1");
            assertThat(e.getKind()).isEqualTo(FailureKind.STATUS);
            assertThat(e.getConnection()).isEqualTo("Strict");
            assertThat(e.getMethod()).isEqualTo("GET");
            assertThat(e.getPath()).isEqualTo("/a/{id}{?q}");
            assertThat(e.getAttempts()).isEqualTo(1);
            assertThat(stackTrace(e)).doesNotContain("hidden");
            assertThat(String.valueOf(e.getRedirectLocation())).doesNotContain("hidden");
        });
        assertThat(exchange.getMessage().getHeader("CamelHttpResponseCode")).isEqualTo(410);
        assertThat(exchange.getMessage().getHeader("CamelHttpResponseText")).isEqualTo("Gone");
        assertThat(exchange.getMessage().getHeader("CamelOutrestAttempts")).isEqualTo(1);
    }

    @Test
    void theBodyInAnExceptionIs64KibAtMost() {
        for (String letter : List.of("x", "ü", "€")) {
            server.answers(Answer.of("text/plain", letter.repeat(100_000)).withStatus(500));
            Exchange exchange = send("outrest:Strict", Map.of("id", 7));

            OutrestOperationFailedException failure = (OutrestOperationFailedException) exchange.getException();
            assertThat(failure.getResponseBody().getBytes(StandardCharsets.UTF_8).length)
                    .as(letter)
                    .isBetween(60_000, 65_536);
            assertThat(failure.getResponseBody()).matches(letter + "+");
        }
    }

    @Test
    void whichStatusesAreSuccessIsASetting() {
        server.answers(404, "{}");
        assertThat(status(send("outrest:Lenient"))).isEqualTo(404);
        server.answers(400, "{}");
        assertThat(send("outrest:Lenient").getException()).isInstanceOf(OutrestOperationFailedException.class);
        server.answers(Answer.status(302).with("Location", "/b"));
        assertThat(send("outrest:Lenient").getException()).isInstanceOf(OutrestOperationFailedException.class);
    }

    @Test
    void camelsOwnExceptionClauseGoesOnWorking() throws Exception {
        server.answers(503, "{}");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(HttpOperationFailedException.class)
                        .handled(true)
                        .setBody(simple("handled ${exception.statusCode} ${header.CamelHttpResponseCode}"));
                from("direct:strict").to("outrest:Strict");
            }
        });

        assertThat(send("direct:strict", Map.of("id", 1)).getMessage().getBody())
                .isEqualTo("handled 503 503");
    }

    @Test
    void aCallThatFailsLeavesNoStatusOfAnEarlierOne() {
        Exchange exchange = send("outrest:Strict", Map.of("CamelHttpResponseCode", 200, "CamelHttpResponseText", "OK"));

        assertThat(failure(exchange).getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys("CamelHttpResponseCode", "CamelHttpResponseText")
                .containsEntry("CamelOutrestAttempts", 0);
    }

    /**
     * Streams of this size are not yet read to their end when the route gets them, unless Camel's stream caching, which these
     * routes switch off, has done that already.
     */
    private static final int LARGE = 8 << 20;

    private @Nullable InputStream streamed(boolean readIt) throws Exception {
        server.answers(Answer.of("application/octet-stream", new byte[LARGE]));
        AtomicReference<InputStream> stream = new AtomicReference<>();
        AtomicReference<Long> length = new AtomicReference<>(0L);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:streamed")
                        .streamCache("false")
                        .to("outrest:Plain?outputType=stream")
                        .process(exchange -> {
                            InputStream in = (InputStream) exchange.getMessage().getBody();
                            stream.set(in);
                            if (readIt) {
                                length.set(in.transferTo(OutputStream.nullOutputStream()));
                            }
                            exchange.getMessage().setBody(null);
                        });
            }
        });
        assertThat(status(send("direct:streamed"))).isEqualTo(200);
        assertThat(length.get()).isEqualTo(readIt ? LARGE : 0L);
        return stream.get();
    }

    @Test
    void aStreamIsReadByTheRouteAndGivesItsSlotBackAtItsEnd() throws Exception {
        streamed(true);

        server.answers(Answer.json("{}"));
        assertThat(status(send("outrest:Plain?timeout=10s")))
                .as("the only slot")
                .isEqualTo(200);
    }

    @Test
    void aStreamThatIsLeftOpenIsClosedWhenTheExchangeIsDone() throws Exception {
        InputStream stream = streamed(false);

        assertThat(stream).isNotNull();
        assertThatThrownBy(stream::read).hasMessageContaining("closed");
        server.answers(Answer.json("{}"));
        assertThat(status(send("outrest:Plain?timeout=10s")))
                .as("the only slot")
                .isEqualTo(200);
    }

    @Test
    void aReasonThatTheServerChoseIsOnTheMessage() {
        try (RawServer raw = RawServer.answering("HTTP/1.1 200 Fine by me\r\nContent-Length: 0\r\n\r\n")) {
            Connection connection = new Connection();
            connection.setBaseUrl(raw.url());
            registry().put("Raw", connection);

            assertThat(send("outrest:Raw").getMessage().getHeader("CamelHttpResponseText"))
                    .isEqualTo("Fine by me");
        }
    }

    /** Regression: a CR or NUL that the server sent stood on the message, for whoever writes it into a line of his own. */
    @Test
    void reasonAndHeadersAreOfOneLine() {
        try (RawServer raw =
                RawServer.answering("HTTP/1.1 200 a\rb\0c\r\nX-Odd: a\rb\0c\r\nContent-Length: 0\r\n\r\n")) {
            Connection connection = new Connection();
            connection.setBaseUrl(raw.url());
            registry().put("Raw", connection);

            Map<String, Object> headers = send("outrest:Raw").getMessage().getHeaders();
            assertThat(headers).containsEntry("CamelHttpResponseText", "a b c").containsEntry("X-Odd", "a b c");
        }
    }

    /** A class that cannot be loaded: each use of it is an {@link Error}. */
    public static final class Unloadable {
        public static final int NEVER = Integer.parseInt("no number");
    }

    /** Keeps out: an Error while the answer was read left the exchange hanging. */
    @Test
    void anErrorWhileTheAnswerIsReadEndsTheExchange() throws Exception {
        for (int i = 0; i < 2; i++) { // the first is an ExceptionInInitializerError, the next a NoClassDefFoundError
            Exchange ended = template.asyncSend(
                            "outrest:Plain?outputType=" + Unloadable.class.getName(), exchange -> {})
                    .get(10, TimeUnit.SECONDS);

            assertThat(failure(ended)).hasCauseInstanceOf(LinkageError.class);
        }
    }

    /** Keeps out: times in an answer did not fit a type of the application. */
    @Test
    void timesAreReadIntoARecord() {
        assertThat(body(
                        "outrest:Plain?outputType=" + Delivery.class.getName(),
                        Answer.json("{\"at\": \"2026-11-23T12:00:00Z\", \"day\": \"2026-11-24\"}")))
                .isEqualTo(new Delivery(Instant.parse("2026-11-23T12:00:00Z"), LocalDate.of(2026, 11, 24)));
    }

    record Delivery(Instant at, LocalDate day) {}

    /** Keeps out: Camel's stream caching read the whole stream before the route's next step had it. */
    @Test
    void aStreamReachesTheNextStepBeforeItsEnd() throws Exception {
        assertThat(context.isStreamCaching()).as("Camel's default").isTrue();
        CountDownLatch halfRead = new CountDownLatch(1);
        RawServer raw = RawServer.start(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
            if (halfRead.await(10, TimeUnit.SECONDS)) {
                conversation.send("-half");
            }
        });
        try (raw) {
            Connection connection = new Connection();
            connection.setBaseUrl(raw.url());
            registry().put("Raw", connection);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:halves").to("outrest:Raw?outputType=stream").process(exchange -> {
                        InputStream in = (InputStream) exchange.getMessage().getBody();
                        String first = new String(in.readNBytes(5), StandardCharsets.UTF_8);
                        halfRead.countDown();
                        exchange.getMessage().setBody(first + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    });
                }
            });

            assertThat(send("direct:halves").getMessage().getBody()).isEqualTo("first-half");
        }
    }
}
