package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.request.FailureKind;
import io.outrest.request.Part;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import jakarta.activation.DataHandler;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.Exchange;
import org.apache.camel.WrappedFile;
import org.apache.camel.attachment.DefaultAttachment;
import org.apache.camel.converter.stream.CachedOutputStream;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.TypeConverterSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class BodyTest extends OutrestTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

    record Order(int id, String item, String due) {}

    public static final class Bean {
        public String getItem() {
            return "tea";
        }

        public @Nullable String getNothing() {
            return null;
        }
    }

    @XmlRootElement(name = "order")
    public static class XmlOrder {
        public String item = "Größe";
    }

    @Override
    protected String document() {
        return """
                connections:
                  Posts: {baseUrl: SERVER, path: /p, method: POST}
                  Forms: {baseUrl: SERVER, method: POST, contentType: application/x-www-form-urlencoded}
                  Latin: {baseUrl: SERVER, method: POST, contentType: text/plain; charset=ISO-8859-1}
                  Fixed: {baseUrl: SERVER, method: POST, headers: {Content-Type: text/csv}}
                """;
    }

    private RecordedRequest sent(String uri, @Nullable Object body, Map<String, Object> headers) {
        assertThat(status(send(uri, body, headers))).isEqualTo(200);
        return server.lastRequest();
    }

    private RecordedRequest sent(@Nullable Object body) {
        return sent("outrest:Posts", body, Map.of());
    }

    private RecordedRequest sentAs(String contentType, @Nullable Object body) {
        return sent("outrest:Posts", body, Map.of("Content-Type", contentType));
    }

    private OutrestException refused(String contentType, Object body) {
        OutrestException failure = failure(send("outrest:Posts", body, Map.of("Content-Type", contentType)));
        assertThat(failure.getKind()).isEqualTo(FailureKind.BODY);
        assertThat(failure.getAttempts()).isZero();
        assertThat(failure).hasMessageNotContaining("hidden");
        assertThat(server.requests()).isEmpty();
        return failure;
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    static Stream<Arguments> objects() throws IOException {
        return Stream.of(
                Arguments.of(map("a", 1, "b", List.of("x", map("c", true))), "{\"a\":1,\"b\":[\"x\",{\"c\":true}]}"),
                Arguments.of(List.of(1, "ü"), "[1,\"ü\"]"),
                Arguments.of(new ObjectMapper().readTree("{\"a\": [1.25, null]}"), "{\"a\":[1.25,null]}"),
                Arguments.of(new Order(7, "tea", "soon"), "{\"id\":7,\"item\":\"tea\",\"due\":\"soon\"}"),
                Arguments.of(new Bean(), "{\"item\":\"tea\",\"nothing\":null}"),
                Arguments.of(new int[] {1, 2}, "[1,2]"),
                Arguments.of(7, "7"),
                Arguments.of(Map.of(), "{}"));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void objectsAreWrittenAsJson(Object body, String json) {
        RecordedRequest request = sent(body);

        assertThat(request.body()).isEqualTo(json);
        assertThat(request.headers("Content-Type")).containsExactly("application/json");
    }

    static Stream<Arguments> content() throws IOException {
        byte[] bytes = "<tea & Größe>".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("text", "<tea & Größe>"),
                Arguments.of("bytes", bytes),
                Arguments.of("stream", new ByteArrayInputStream(bytes)),
                Arguments.of("buffer", ByteBuffer.wrap(bytes)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("content")
    void textBytesAndStreamsGoOutAsTheyAreInAnyType(String kind, Object body) {
        RecordedRequest request = sentAs("application/vnd.tea", body);

        assertThat(request.body()).isEqualTo("<tea & Größe>");
        assertThat(request.headers("Content-Type")).containsExactly("application/vnd.tea");
    }

    @Test
    void filesGoOutAsTheyAre() throws IOException {
        Path file = Files.writeString(folder.resolve("tea.txt"), "from a file");

        assertThat(sent(file.toFile()).body()).isEqualTo("from a file");
        assertThat(sent(file).body()).isEqualTo("from a file");
        assertThat(sent(new Wrapped(file.toFile(), "")).body()).isEqualTo("from a file");
        assertThat(sent(new Wrapped("remote", "its content")).body()).isEqualTo("its content");
        assertThat(server.requests().get(0).header("Content-Length")).isEqualTo("11");
    }

    /** What the file components put into a message. */
    private record Wrapped(Object file, Object content) implements WrappedFile<Object> {

        @Override
        public Object getFile() {
            return file;
        }

        @Override
        public Object getBody() {
            return content;
        }

        @Override
        public long getFileLength() {
            return -1;
        }
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        refused("text/plain", new File(folder.toFile(), "none"));
    }

    @Test
    void aStreamCacheIsReadFromItsBeginningWheneverItIsSent() throws IOException {
        for (int size : new int[] {10, 300_000}) {
            Exchange exchange = new DefaultExchange(context);
            try (CachedOutputStream cached = new CachedOutputStream(exchange)) {
                cached.write("x".repeat(size).getBytes(StandardCharsets.UTF_8));
                Object cache = cached.newStreamCache();
                ((InputStream) cache).read();

                assertThat(sent(cache).body()).hasSize(size);
                assertThat(sent(cache).body()).hasSize(size);
            }
        }
    }

    @Test
    void aLongStreamIsSentWhole() {
        byte[] megabytes = new byte[3 << 20];
        Arrays.fill(megabytes, (byte) 'x');

        assertThat(sent(new ByteArrayInputStream(megabytes)).content()).isEqualTo(megabytes);
        assertThat(server.lastRequest().header("Transfer-Encoding")).isEqualTo("chunked");
    }

    @Test
    void aStreamThatBreaksIsBody() {
        OutrestException failure = failure(send(
                "outrest:Posts",
                new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("hidden");
                    }
                },
                Map.of()));

        assertThat(failure.getKind()).isEqualTo(FailureKind.BODY);
    }

    @Test
    void noBodyNoContentType() {
        RecordedRequest request = sentAs("text/csv", null);

        assertThat(request.content()).isEmpty();
        assertThat(request.headers("Content-Type")).isEmpty();
        assertThat(sent("outrest:Fixed", null, Map.of()).headers("Content-Type"))
                .isEmpty();
        assertThat(sent("outrest:Posts?method=POST", null, Map.of()).headers("Content-Type"))
                .isEmpty();
    }

    @Test
    void theContentTypeIsTheMessagesElseTheConnections() {
        assertThat(sent("outrest:Forms", map("a", 1), Map.of()).body()).isEqualTo("a=1");
        assertThat(server.lastRequest().header("Content-Type")).isEqualTo(FORM);
        assertThat(sent("outrest:Forms", map("a", 1), Map.of("content-type", "application/vnd.x+json"))
                        .body())
                .isEqualTo("{\"a\":1}");
        assertThat(server.lastRequest().headers("Content-Type")).containsExactly("application/vnd.x+json");
        assertThat(sent("outrest:Fixed", "a", Map.of()).headers("Content-Type")).containsExactly("text/csv");
        assertThat(sent("outrest:Fixed", "a", Map.of("Content-Type", "a/b")).headers("Content-Type"))
                .containsExactly("a/b");
        assertThat(sent("outrest:Posts", "a", Map.of("CamelOutrestHeaders", Map.of("content-type", "a/c")))
                        .headers("Content-Type"))
                .containsExactly("a/c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | UTF-8",
                "text/plain; charset=ISO-8859-1 | ISO-8859-1",
                "text/plain; CHARSET=\"utf-16le\" | UTF-16LE",
                "application/json; charset=iso-8859-1 | ISO-8859-1",
            })
    void aTextIsSentInTheCharsetThatItsTypeNames(String contentType, String charset) {
        assertThat(new String(sentAs(contentType, "Größe").content(), Charset.forName(charset)))
                .isEqualTo("Größe");
        assertThat(server.lastRequest().header("Content-Type")).isEqualTo(contentType);
    }

    @Test
    void theConnectionsCharsetCountsToo() {
        assertThat(sent("outrest:Latin", "ü", Map.of()).content()).containsExactly(0xFC);
    }

    @ParameterizedTest
    @CsvSource({"text/plain; charset=none-such", "text/plain; charset=\"!\""})
    void anUnknownCharsetIsRefused(String contentType) {
        refused(contentType, "hidden");
    }

    @Test
    void aTextThatItsCharsetCannotHoldIsRefused() {
        refused("text/plain; charset=US-ASCII", "hidden Größe");
    }

    @Test
    void jsonAndFormsAreUtf8() {
        assertThat(sentAs("application/json; charset=ISO-8859-1", map("a", "ü")).body())
                .isEqualTo("{\"a\":\"ü\"}");
        assertThat(sentAs(FORM + "; charset=ISO-8859-1", map("a", "ü")).body()).isEqualTo("a=%C3%BC");
    }

    @Test
    void aFormHasAFieldForEachValue() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("a b", "c&d=e+ü");
        fields.put("list", List.of(1, true));
        fields.put("none", null);
        fields.put("empty", "");

        RecordedRequest request = sentAs(FORM, fields);
        assertThat(request.body()).isEqualTo("a+b=c%26d%3De%2B%C3%BC&list=1&list=true&empty=");
        assertThat(request.header("Content-Type")).isEqualTo(FORM);
        assertThat(sentAs(FORM, new Order(1, "x", "soon")).body()).isEqualTo("id=1&item=x&due=soon");
        assertThat(sentAs(FORM, "a=1&b").body()).isEqualTo("a=1&b");
    }

    @Test
    void whatAFormHasNoPlaceForIsRefused() {
        refused(FORM, map("a", Map.of("b", "hidden")));
        refused(FORM, List.of("hidden"));
    }

    @Test
    void aMultipartBodyHasAPartForEachValue() throws IOException {
        Path file = Files.writeString(folder.resolve("tea \"green\".txt"), "file");

        RecordedRequest request = sentAs(
                MULTIPART,
                map(
                        "text",
                        "ü",
                        "number",
                        7,
                        "object",
                        Map.of("a", 1),
                        "file",
                        file.toFile(),
                        "bytes",
                        "raw".getBytes(StandardCharsets.UTF_8),
                        "stream",
                        new ByteArrayInputStream("flow".getBytes(StandardCharsets.UTF_8)),
                        "part",
                        new Part("<a/>", "a.xml", "text/xml"),
                        "two",
                        List.of("1", "2")));

        String contentType = String.valueOf(request.header("Content-Type"));
        assertThat(contentType).startsWith("multipart/form-data; boundary=");
        String boundary = contentType.substring(contentType.indexOf('=') + 1);
        List<String> parts = new ArrayList<>(List.of(request.body().split("--" + boundary, -1)));
        assertThat(parts.remove(0)).isEmpty();
        assertThat(parts.remove(parts.size() - 1)).isEqualTo("--\r\n");
        assertThat(parts)
                .containsExactly(
                        part("name=\"text\"", "text/plain; charset=UTF-8", "ü"),
                        part("name=\"number\"", "text/plain; charset=UTF-8", "7"),
                        part("name=\"object\"", "application/json", "{\"a\":1}"),
                        part("name=\"file\"; filename=\"tea %22green%22.txt\"", "application/octet-stream", "file"),
                        part("name=\"bytes\"; filename=\"bytes\"", "application/octet-stream", "raw"),
                        part("name=\"stream\"; filename=\"stream\"", "application/octet-stream", "flow"),
                        part("name=\"part\"; filename=\"a.xml\"", "text/xml", "<a/>"),
                        part("name=\"two\"", "text/plain; charset=UTF-8", "1"),
                        part("name=\"two\"", "text/plain; charset=UTF-8", "2"));
    }

    private static String part(String disposition, String type, String content) {
        return "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: " + type + "\r\n\r\n" + content
                + "\r\n";
    }

    @Test
    void noNameOfAPartCanEndItsHeader() {
        String body = sentAs(MULTIPART, map("a\"\r\nX: y", new Part("c", "f\r\n\"\r\n", null)))
                .body();

        assertThat(body).contains("name=\"a%22%0D%0AX: y\"; filename=\"f%0D%0A%22%0D%0A\"");
    }

    @Test
    void aPartWhoseTypeHasALineBreakIsRefused() {
        refused(MULTIPART, map("a", new Part("hidden", null, "text/plain\r\nX: y")));
    }

    @Test
    void camelsAttachmentsAreParts() throws IOException {
        Path file = Files.writeString(folder.resolve("cup.txt"), "cup");
        DataHandler handler = new DataHandler(file.toUri().toURL());

        String body = sentAs(MULTIPART, map("one", handler, "several", List.of(new DefaultAttachment(handler))))
                .body();

        assertThat(body)
                .contains("name=\"one\"; filename=\"")
                .contains("cup.txt\"")
                .contains("Content-Type: text/plain\r\n\r\ncup\r\n")
                .contains("name=\"several\"; filename=\"");
    }

    @Test
    void anObjectThatJaxbKnowsIsWrittenAsXml() {
        for (String type : List.of("application/xml", "text/xml", "application/vnd.tea+xml")) {
            RecordedRequest request = sentAs(type, new XmlOrder());

            assertThat(request.body()).startsWith("<?xml").contains("<order>").contains("<item>Größe</item>");
            assertThat(request.header("Content-Type")).isEqualTo(type);
        }
    }

    @Test
    void anObjectThatATypeConverterKnowsIsWrittenAsXml() {
        context.getTypeConverterRegistry().addTypeConverter(InputStream.class, Order.class, new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                return type.cast(new ByteArrayInputStream("<own/>".getBytes(StandardCharsets.UTF_8)));
            }
        });

        assertThat(sentAs("application/xml", new Order(1, "x", "soon")).body()).isEqualTo("<own/>");
    }

    @Test
    void aDocumentIsXmlAlready() throws Exception {
        Object document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream("<a>1</a>".getBytes(StandardCharsets.UTF_8)));

        assertThat(sentAs("application/xml", document).body()).contains("<a>1</a>");
    }

    static Stream<Arguments> unwritable() {
        return Stream.of(
                Arguments.of("application/xml", new Order(1, "hidden", "soon")),
                Arguments.of("application/xml", Map.of("a", "hidden")),
                Arguments.of("application/xml", List.of("hidden")),
                Arguments.of("text/plain", Map.of("a", "hidden")),
                Arguments.of("application/octet-stream", new Order(1, "hidden", "soon")),
                Arguments.of("image/png", 7),
                Arguments.of("application/json", new Object()),
                Arguments.of("application/json", new Unreadable()),
                Arguments.of("application/json", Optional.of(Thread.currentThread())));
    }

    public static final class Unreadable {
        public String getItem() {
            return Objects.requireNonNull(null, "hidden");
        }
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void whatCannotBeWrittenInThatTypeIsBody(String contentType, Object body) {
        refused(contentType, body);
    }

    record Delivery(Instant at, LocalDate day) {}

    /** Keeps out: times could not be written, or became numbers. */
    @Test
    void timesAreIsoTextInJson() {
        Instant at = Instant.parse("2026-11-23T12:00:00Z");

        assertThat(sent(new Delivery(at, LocalDate.of(2026, 11, 24))).body())
                .isEqualTo("{\"at\":\"2026-11-23T12:00:00Z\",\"day\":\"2026-11-24\"}");
        assertThat(sent(Map.of("at", at)).body()).isEqualTo("{\"at\":\"2026-11-23T12:00:00Z\"}");
    }
}
