package io.outrest.request;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Removes the content coding of an answer (RFC 9110 section 8.4), and the headers that told of it. One coding, gzip or
 * deflate; what comes out is bounded, so that a small answer cannot become a huge one.
 */
public final class ContentCoding {

    /** What a request says that it accepts. */
    public static final String ACCEPTED = "gzip";

    private static final Set<String> STALE = Set.of("Content-Encoding", "Content-Length", "Content-MD5");

    private ContentCoding() {}

    /**
     * The answer as it was before it was coded.
     *
     * @param limit bytes that may come out
     * @throws CallFailure of kind DECODE or LIMIT; from the stream itself when the body is still coming in
     */
    public static Response removed(Response response, long limit) {
        if (response.fields().first("Content-Encoding") == null) {
            return response;
        }
        List<String> codings = response.fields().all("Content-Encoding").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(coding -> coding.trim().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        if (codings.isEmpty() || response.payload().isEmpty()) {
            return response;
        }
        return response.with(
                response.fields().without(STALE), decoded(response.payload(), theOne(response, codings), limit));
    }

    private static String theOne(Response response, List<String> codings) {
        String coding = codings.get(0);
        if (codings.size() > 1 || !Set.of("gzip", "x-gzip", "deflate").contains(coding)) {
            response.payload().close();
            throw new CallFailure(
                    FailureKind.DECODE,
                    "the answer, of status " + response.status()
                            + ", has a content coding that cannot be read; known are gzip and deflate, one of them");
        }
        return coding;
    }

    private static Payload decoded(Payload coded, String coding, long limit) {
        InputStream plain = new Decoding(coded.stream(), coding, limit);
        if (coded instanceof Payload.Incoming) {
            return new Payload.Incoming(plain);
        }
        try (plain) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            plain.transferTo(whole);
            return new Payload.Complete(whole.toByteArray());
        } catch (IOException e) {
            throw e.getCause() instanceof CallFailure failure
                    ? failure
                    : new CallFailure(FailureKind.DECODE, "the content coding of the answer cannot be read", e);
        }
    }

    /** Opens the decoder at the first read, so that nothing waits before, and counts what comes out. */
    private static final class Decoding extends FilterInputStream {

        private final String coding;
        private final long limit;
        private boolean opened;
        private long count;
        private @Nullable IOException failure;

        Decoding(InputStream coded, String coding, long limit) {
            super(coded);
            this.coding = coding;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (failure != null) {
                throw failure;
            }
            try {
                open();
                int read = super.read(target, offset, length);
                count += Math.max(0, read);
                if (count > limit) {
                    throw broken(new CallFailure(
                            FailureKind.LIMIT, "the answer is longer than maxResponseSize allows, once decoded"));
                }
                return read;
            } catch (ZipException | EOFException e) {
                throw broken(new CallFailure(FailureKind.DECODE, "the content coding of the answer cannot be read", e));
            }
        }

        /** A decoder that is asked again after that may say that all is well. */
        private IOException broken(CallFailure reason) {
            IOException thrown = new IOException(reason.getMessage(), reason);
            failure = thrown;
            return thrown;
        }

        private void open() throws IOException {
            if (!opened) {
                PushbackInputStream start = new PushbackInputStream(in, 1);
                int first = start.read();
                if (first >= 0) {
                    start.unread(first);
                    in = coding.equals("deflate") ? inflater(start, first) : new GZIPInputStream(new ToItsEnd(start));
                }
                opened = true;
            }
        }

        /** RFC 9110 means zlib's format; some servers send the bare one, which cannot begin like zlib's. */
        private static InputStream inflater(InputStream coded, int first) {
            return new Whole(coded, new Inflater((first & 0x0F) != 8));
        }

        @Override
        public long skip(long n) throws IOException {
            return skipByReading(n);
        }

        private long skipByReading(long n) throws IOException {
            byte[] scratch = new byte[(int) Math.min(8192, Math.max(0, n))];
            int read = scratch.length == 0 ? 0 : read(scratch, 0, scratch.length);
            return Math.max(0, read);
        }
    }

    /** Asks for a further member of gzip (RFC 1952 section 2.2) even when none is there yet. */
    private static final class ToItsEnd extends FilterInputStream {

        ToItsEnd(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 1;
        }
    }

    /** Takes data for which a dictionary is missing for no end. */
    private static final class Whole extends InflaterInputStream {

        Whole(InputStream coded, Inflater inflater) {
            super(coded, inflater);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            if (read < 0 && inf.needsDictionary()) {
                throw new ZipException("a dictionary is missing");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }
}
