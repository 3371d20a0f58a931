package io.outrest.http;

import io.outrest.request.FailureKind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of answers from one socket. Refuses one that ends before the empty line behind its headers does: HttpClient
 * takes such a beginning for a complete answer without a body, so {@code HTTP/1.1 200} and the end of the stream would be a
 * success. What {@link HeadGuard} does for sockets that are not waited for.
 */
final class AnswerParser implements HttpMessageParser<ClassicHttpResponse> {

    private final DefaultHttpResponseParser parser;
    private @Nullable SessionInputBuffer buffer;

    AnswerParser(Http1Config config) {
        this.parser = new DefaultHttpResponseParser(config);
    }

    @Override
    public @Nullable ClassicHttpResponse parse(SessionInputBuffer input, InputStream socket)
            throws IOException, HttpException {
        buffer = input;
        Watched watched = new Watched(socket, input.length() > 0);
        try {
            ClassicHttpResponse head = parser.parse(input, watched);
            if (head != null && watched.ended) {
                throw cut();
            }
            if (head != null) {
                AnswerHead.checkInterim(head);
            }
            return head;
        } catch (HttpException e) {
            if (watched.ended && watched.beganAsHttp()) {
                throw cut();
            }
            throw e;
        }
    }

    /** Whether it has read any head. */
    boolean hasServed() {
        return buffer != null;
    }

    /** Whether bytes have come that belong to no answer, or to none that was asked for. */
    boolean hasMore() {
        return buffer != null && buffer.length() > 0;
    }

    private static IOException cut() {
        return AnswerHead.refused(FailureKind.TRUNCATED, "the connection ended before the headers of the answer did");
    }

    /** Notes whether the socket ended, and with what it began. */
    private static final class Watched extends FilterInputStream {

        private static final byte[] HTTP = {'H', 'T', 'T', 'P', '/'};

        private boolean begun;
        private boolean foreign;
        private boolean ended;

        /** @param begun whether the beginning has been read before */
        Watched(InputStream socket, boolean begun) {
            super(socket);
            this.begun = begun;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = in.read(target, offset, length);
            ended |= read < 0;
            if (!begun && read > 0) {
                begun = true;
                foreign = isForeign(target, offset, read);
            }
            return read;
        }

        private static boolean isForeign(byte[] bytes, int offset, int length) {
            int skipped = 0;
            while (skipped < length && (bytes[offset + skipped] == '\r' || bytes[offset + skipped] == '\n')) {
                skipped++;
            }
            for (int i = 0; i < HTTP.length && skipped + i < length; i++) {
                if (bytes[offset + skipped + i] != HTTP[i]) {
                    return true;
                }
            }
            return false;
        }

        boolean beganAsHttp() {
            return begun && !foreign;
        }
    }
}
