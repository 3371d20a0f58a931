package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.request.CallFailure;
import io.outrest.request.ContentCoding;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Coded bodies: whole, cut anywhere, with bits changed, or made up. */
class ContentCodingFuzz {

    private static final int LIMIT = 100_000;

    static Stream<Arguments> seeds() {
        byte[] plain = "Hello, hello, hello".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                arguments("gzip", coded("gzip", plain, 1), -1),
                arguments("gzip", coded("gzip", plain, 10_000), -1),
                arguments("x-gzip", coded("gzip", plain, 20), 15),
                arguments("deflate", coded("deflate", plain, 3), -1),
                arguments("deflate", coded("raw", plain, 3), 20),
                arguments("deflate", new byte[] {0x78, (byte) 0xBB, 0, 0, 0, 1, 3, 0}, -1),
                arguments("gzip", twice(coded("gzip", plain, 1)), -1),
                arguments("GZIP , identity", coded("gzip", plain, 1), -1),
                arguments("gzip, deflate", plain, -1),
                arguments("br", plain, -1));
    }

    /**
     * What comes out of a coded body is all of it, or DECODE, or LIMIT where it is too long; it does not depend on how the bytes
     * come in; headers that told of the coding are gone.
     *
     * @param cut how many bytes arrive; negative for all
     */
    @MethodSource("seeds")
    @FuzzTest
    void isAllOrRefused(
            @NotNull @WithUtf8Length(max = 30) String coding, byte @NotNull @WithLength(max = 4096) [] body, int cut) {
        Check.isAllOrRefused(coding, body, cut);
    }

    private static byte[] coded(String coding, byte[] plain, int times) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (OutputStream out = coding.equals("gzip")
                ? new GZIPOutputStream(coded)
                : new DeflaterOutputStream(coded, new Deflater(9, coding.equals("raw")))) {
            for (int i = 0; i < times; i++) {
                out.write(plain);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coded.toByteArray();
    }

    private static byte[] twice(byte[] bytes) {
        byte[] both = Arrays.copyOf(bytes, bytes.length * 2);
        System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
        return both;
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void isAllOrRefused(String coding, byte[] body, int cut) {
            byte[] arrived = cut < 0 ? body : Arrays.copyOf(body, Math.min(cut, body.length));
            Object atOnce = outcome(coding, new Payload.Complete(arrived));
            Object trickling = outcome(coding, new Payload.Incoming(new Trickle(arrived)));
            Promise.holds(
                    arrived.length == 0 || same(atOnce, trickling),
                    "what trickles in is the same: {} and {}",
                    said(atOnce),
                    said(trickling));
            if (coding.equals("deflate") && atOnce instanceof byte[] decoded && arrived.length > 0) {
                Promise.holds(
                        Arrays.equals(decoded, inflated(arrived)),
                        "what comes out is all of it: {} bytes",
                        decoded.length);
            }
        }

        private static Object outcome(String coding, Payload payload) {
            try {
                Response decoded = ContentCoding.removed(
                        new Response(
                                200,
                                "",
                                new Headers(List.of(
                                        new Headers.Field("Content-Encoding", coding),
                                        new Headers.Field("Content-Length", "1"))),
                                payload),
                        LIMIT);
                boolean known = coding.trim().matches("(?i)(x-)?gzip|deflate");
                Promise.holds(
                        !known || payload.isEmpty() || decoded.fields().fields().isEmpty(), "stale headers are gone");
                byte[] bytes = decoded.bytes();
                Promise.holds(bytes.length <= LIMIT, "what comes out is bounded: {}", bytes.length);
                return bytes;
            } catch (CallFailure e) {
                Promise.isOneOf(e, FailureKind.DECODE, FailureKind.LIMIT);
                return e.kind();
            }
        }

        private static boolean same(Object one, Object other) {
            return one instanceof byte[] bytes && other instanceof byte[] others
                    ? Arrays.equals(bytes, others)
                    : one.equals(other);
        }

        private static String said(Object outcome) {
            return outcome instanceof byte[] bytes ? bytes.length + " bytes" : outcome.toString();
        }

        /** What the JDK makes of it when it is asked whether that is the end. */
        private static byte @Nullable [] inflated(byte[] coded) {
            Inflater inflater = new Inflater((coded[0] & 0x0F) != 8);
            inflater.setInput(coded);
            byte[] plain = new byte[LIMIT];
            try {
                int length = inflater.inflate(plain);
                return inflater.finished() || length == LIMIT ? Arrays.copyOf(plain, length) : null;
            } catch (DataFormatException e) {
                return null;
            } finally {
                inflater.end();
            }
        }

        /** Bytes that come in one by one, none of them before it is asked for. */
        private static final class Trickle extends FilterInputStream {

            Trickle(byte[] bytes) {
                super(new ByteArrayInputStream(bytes));
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(1, length));
            }

            @Override
            public int available() {
                return 0;
            }
        }
    }
}
