package io.outrest;

import static io.outrest.request.FailureKind.BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are read while they are sent. */
class UploadTest extends FaultTest {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000})
    @Fault(46)
    void bodyThatBreaksIsNeverACompleteRequest(int readable) {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            sent.add(conversation.waitForEnd());
        });
        api(to(raw.url()));

        assertFails(() -> call("POST", breakingAfter(readable)), BODY, 1);

        await().until(() -> sent.size() == 1);
        assertThat(raw.requests()) // none where the connection was reset before its head was read
                .allSatisfy(head -> assertThat(head).containsIgnoringCase("transfer-encoding: chunked"));
        assertThat(sent.get(0)).doesNotContain("\r\n0\r\n").isNotEqualTo("0\r\n\r\n");
        assertNextCallWorks(raw);
    }

    /** A body that was read halfway is not tried again, whatever is asked for. */
    @Test
    @Fault(46)
    void bodyThatBreaksIsNotTriedAgain() {
        RawServer raw = raw(RawServer.Conversation::waitForEnd);
        Connection connection = to(raw.url());
        connection.setRetry(new RetrySettings());
        api(connection);

        assertFails(() -> call("PUT", breakingAfter(10)), BODY, 1);

        assertThat(raw.connections()).isEqualTo(1);
        assertNextCallWorks(raw);
    }

    /** A stream with so many bytes, and no end. */
    static InputStream breakingAfter(int readable) {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("no more");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return read();
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(new byte[readable]), broken);
    }

    @Test
    void fileIsSentWithItsLength() throws IOException {
        Path file = Files.writeString(folder.resolve("upload.txt"), "x".repeat(100_000));
        api(to(server.url()));

        assertThat(status(call("outrest:API?method=PUT", file.toFile(), Map.of("Content-Type", "text/plain"))))
                .isEqualTo(200);

        assertThat(server.request().headers("Content-Length")).containsExactly("100000");
        assertThat(server.request().headers("Transfer-Encoding")).isEmpty();
        assertThat(server.request().headers("Content-Type")).containsExactly("text/plain");
        assertThat(server.request().body()).hasSize(100_000);
        assertNextCallWorks();
    }

    @Test
    void streamIsSentInChunks() {
        api(to(server.url()));

        assertThat(status(call("POST", new ByteArrayInputStream(new byte[1_000_000]))))
                .isEqualTo(200);

        assertThat(server.request().headers("Transfer-Encoding")).containsExactly("chunked");
        assertThat(server.request().content()).hasSize(1_000_000);
        assertNextCallWorks();
    }

    @Test
    @Fault(46)
    void fileThatIsGoneIsABodyFailure() {
        api(to(server.url()));

        OutrestException failure =
                failure(inTime(() -> call("POST", folder.resolve("gone").toFile())));

        assertThat(failure.getKind()).isEqualTo(BODY);
        assertThat(server.requests()).isEmpty();
        assertNextCallWorks();
    }

    /** A server that refuses at once need not wait for gigabytes. */
    @Test
    @Fault(46)
    void answerBeforeTheEndOfTheBodyCounts() {
        RawServer raw = alsoStop(RawServer.answering(
                "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        api(to(raw.url()));

        assertThat(status(call("POST", new SlowStream()))).isEqualTo(413);
        assertNextCallWorks(raw);
    }

    @Test
    @Fault(46)
    void deadlineEndsAnUploadThatNobodyReads() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.pause(20_000);
        });
        var connection = to(raw.url());
        connection.setTimeout("400ms");
        api(connection);

        assertFails(
                () -> call("POST", new ByteArrayInputStream(new byte[50_000_000])),
                io.outrest.request.FailureKind.TIMEOUT,
                1);
        assertNextCallWorksElsewhere();
    }

    /** Has always something more. */
    private static final class SlowStream extends InputStream {

        private int left = 2_000_000;

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int next = read();
            if (next < 0) {
                return -1;
            }
            target[offset] = (byte) next;
            return 1;
        }
    }
}
