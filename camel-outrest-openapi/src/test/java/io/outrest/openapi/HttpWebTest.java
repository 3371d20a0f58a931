package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.imports.ImportLimits;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportSettings;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpWebTest {

    private static final String DOCUMENT = "openapi: 3.0.3\npaths: {}\n";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpTransports transports = new HttpTransports(executor);
    private final RestServer server = RestServer.start().answers(Answer.of("text/yaml", DOCUMENT));

    @AfterEach
    void close() {
        transports.close();
        server.close();
        executor.shutdownNow();
    }

    @Test
    void fetchesADocumentWithItsQueryAndNothingThatTellsWhoAsks() {
        Loaded loaded = load(server.url() + "/api/spec.yaml?format=yaml#part", Limits.standard());

        assertThat(loaded.version().text()).isEqualTo("3.0.3");
        assertThat(loaded.source().address()).isEqualTo(URI.create(server.url() + "/api/spec.yaml?format=yaml"));
        assertThat(server.request().line()).isEqualTo("GET /api/spec.yaml?format=yaml");
        assertThat(server.request().header("Authorization")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 304, 401, 403, 404, 500})
    void anotherStatusThan200IsNamed(int status) {
        server.answers(Answer.status(status));

        assertThatThrownBy(() -> load(server.url() + "/x?key=secret", Limits.standard()))
                .isInstanceOf(RefusedDocument.class)
                .hasMessage(server.url() + "/x: the server answered with the status " + status);
    }

    @Test
    void aLoginPageIsSaidToBeOne() {
        server.answers(Answer.of("text/html", "<!doctype html><html><body>Sign in</body></html>"));

        assertThatThrownBy(() -> load(server.url() + "/x", Limits.standard())).hasMessageContaining("an HTML page");
    }

    @Test
    void whatIsTooLongIsNotReadToItsEnd() {
        try (RawServer endless = RawServer.start(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                conversation.send("400\r\n" + "a".repeat(1024) + "\r\n");
            }
        })) {
            assertThatThrownBy(() -> load(endless.url() + "/x", size(100_000)))
                    .hasMessage(endless.url() + "/x: has more than 100000 bytes (limits.size)");
        }
    }

    @Test
    void whatIsTooLongOnceUnpackedIsNotUnpackedToItsEnd() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new byte[10_000_000]);
        }
        server.answers(Answer.of("text/yaml", bomb.toByteArray()).with("Content-Encoding", "gzip"));

        assertThatThrownBy(() -> load(server.url() + "/x", size(100_000))).hasMessageEndingWith("(limits.size)");
    }

    @Test
    void aPackedAnswerIsUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(DOCUMENT.getBytes(StandardCharsets.UTF_8));
        }
        server.answers(Answer.of("text/yaml", packed.toByteArray()).with("Content-Encoding", "gzip"));

        assertThat(load(server.url() + "/x", Limits.standard()).version().text())
                .isEqualTo("3.0.3");
    }

    @Test
    void aServerThatDripsIsLeftWhenTheTimeIsOver() {
        try (RawServer drip = RawServer.start(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true) {
                conversation.send(" ");
                conversation.pause(20);
            }
        })) {
            ImportLimits limits = new ImportLimits();
            limits.setTime(Duration.ofMillis(500));

            assertThatThrownBy(() -> load(drip.url() + "/x", Limits.of(limits)))
                    .hasMessage(drip.url() + "/x: took longer than 500 ms (limits.time)");
        }
        assertThat(transports.leased()).isZero();
    }

    @Test
    void anAnswerThatIsCutIsNoDocument() {
        try (RawServer cut =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nopenapi: 3.0.3\npaths: {}\n")) {
            assertThatThrownBy(() -> load(cut.url() + "/x", Limits.standard()))
                    .hasMessageContaining("the connection ended before the answer did");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirects(int status) {
        server.answers(request -> request.target().equals("/old")
                ? Answer.status(status).with("Location", "/new/spec.yaml")
                : Answer.of("text/yaml", DOCUMENT));

        assertThat(load(server.url() + "/old", Limits.standard()).source().address())
                .isEqualTo(URI.create(server.url() + "/new/spec.yaml"));
    }

    @Test
    void followsFiveRedirectsAndNoMore() {
        server.answers(request -> Answer.status(302).with("Location", request.target() + "x"));

        assertThatThrownBy(() -> load(server.url() + "/x", Limits.standard()))
                .hasMessage(server.url() + "/x: the server redirects more than 5 times");
        assertThat(server.requests()).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/passwd, what is no URL of http or https",
        "ftp://127.0.0.1/x, what is no URL of http or https",
        "http://user:password@127.0.0.1/x, what is no URL of http or https",
        "http://[, what is no URL of http or https"
    })
    void redirectsOnlyToUrls(String location, String problem) {
        server.answers(Answer.status(302).with("Location", location));

        assertThatThrownBy(() -> load(server.url() + "/x", Limits.standard())).hasMessageEndingWith(problem);
    }

    @Test
    void aRedirectMayOnlyLeadToWhatIsAllowed() {
        server.answers(Answer.status(302).with("Location", "/elsewhere"));
        Loader loader = new Loader(Limits.standard(), access(true));

        assertThatThrownBy(() -> loader.read(
                        Source.of(server.url() + "/x"), to -> !to.label().contains("elsewhere")))
                .hasMessageContaining("below none of the prefixes");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "0x7f.0.0.1", "127.1", "0.0.0.0"})
    void noPrivateAddressIsConnectedToUnlessAllowed(String host) {
        String url = "http://" + host + ":" + server.port() + "/x";

        assertThatThrownBy(() -> new Loader(Limits.standard(), access(false)).load(Source.of(url)))
                .isInstanceOf(RefusedDocument.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void saysWhichSettingAllowsPrivateAddresses() {
        assertThatThrownBy(() -> new Loader(Limits.standard(), access(false)).load(Source.of(server.url() + "/x")))
                .hasMessage(server.url() + "/x: cannot be fetched: the host has no public address, and no other is"
                        + " allowed (allowPrivate)");
    }

    /** A proxy once allowed private addresses to all that is reached without it. */
    @ParameterizedTest
    @CsvSource({"false, http://example.com/x, true", "false, SERVER/x, false", "true, SERVER/x, false"})
    void aProxyAllowsWhatIsReachedThroughItAlone(boolean system, String url, boolean fetched) {
        ProxySettings proxy = new ProxySettings();
        if (system) {
            proxy.setSystem(true);
        } else {
            proxy.setHost("127.0.0.1");
            proxy.setPort(server.port());
            proxy.setNonProxyHosts("127.*");
        }
        Connection connection = new Connection();
        connection.setProxy(proxy);
        ImportRequest request = new ImportRequest("x", new ImportSettings(), connection, null, "");
        Source source = Source.of(url.replace("SERVER", server.url()));

        try (Fetching web = new Fetching(request)) {
            Loader loader = new Loader(Limits.standard(), new Access(getClass().getClassLoader(), web));
            if (fetched) {
                assertThat(loader.load(source).version().text()).isEqualTo("3.0.3");
            } else {
                assertThatThrownBy(() -> loader.load(source)).hasMessageEndingWith("(allowPrivate)");
            }
        }
        assertThat(server.requests()).hasSize(fetched ? 1 : 0);
    }

    @Test
    void aCertificateMustBeTrustedByTheJvm(@TempDir Path folder) {
        TestIdentity own = TestIdentity.of(folder, "ip:127.0.0.1");
        try (RawServer tls = RawServer.startTls(own.server(null), false, RawServer.wellBehaved())) {
            assertThatThrownBy(() -> load(tls.url() + "/x", Limits.standard()))
                    .hasMessageContaining("no secure connection");
            assertThat(tls.requests()).isEmpty();
        }
    }

    private Loaded load(String url, Limits limits) {
        return new Loader(limits, access(true)).load(Source.of(url));
    }

    private Access access(boolean allowPrivate) {
        return new Access(getClass().getClassLoader(), new HttpWeb(transports, allowPrivate));
    }

    private static Limits size(long bytes) {
        ImportLimits limits = new ImportLimits();
        limits.setSize(bytes);
        return Limits.of(limits);
    }
}
