package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coded bodies of answers that decoders take for shorter than they are. */
class ContentCodingTest {

    /** Regression: zlib's format with a preset dictionary (RFC 1950 section 2.2) gave an empty body, and no failure. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dataThatNeedsADictionaryCannotBeRead(boolean streamed) {
        byte[] needsOne = {0x78, (byte) 0xBB, 0, 0, 0, 1, 3, 0};

        assertThatThrownBy(() -> removed("deflate", needsOne, streamed))
                .isInstanceOfSatisfying(
                        CallFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.DECODE));
    }

    /** Regression: of a stream, what stood behind the first member of gzip was lost when it came later. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allMembersOfGzipAreRead(boolean streamed) {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(gzip("one, "));
        members.writeBytes(gzip("two"));

        assertThat(removed("gzip", members.toByteArray(), streamed)).isEqualTo("one, two");
    }

    /** Regression: a stream without a byte was refused, where the same body at once was none. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void bodyWithoutAByteIsEmpty(String coding) {
        assertThat(removed(coding, new byte[0], true)).isEmpty();
    }

    private static String removed(String coding, byte[] body, boolean streamed) {
        Payload payload = streamed ? new Payload.Incoming(new BytesThatComeLater(body)) : new Payload.Complete(body);
        Headers headers = new Headers(List.of(new Headers.Field("Content-Encoding", coding)));
        Response decoded = ContentCoding.removed(new Response(200, "", headers, payload), 1_000);
        return new String(decoded.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return coded.toByteArray();
    }

    /** Bytes of which none is there before it is asked for. */
    private static final class BytesThatComeLater extends InputStream {

        private final ByteArrayInputStream bytes;

        BytesThatComeLater(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, Math.min(1, length));
        }
    }
}
