package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read from its socket by one reader. What goes wrong reaches the reader as an {@link IOException} whose
 * cause is a {@link CallFailure}. Closing it early breaks the call off.
 */
final class WaitingBody extends InputStream {

    private final InputStream content;
    private final long length;
    private final long limit;
    private final Function<Exception, CallFailure> explained;
    private final WaitingExchange exchange;
    private long count;
    private boolean ended;
    private boolean closedEarly;
    private @Nullable CallFailure failure;

    /**
     * @param length that it is said to have, or negative
     * @param limit bytes of the body as it comes in
     * @param explained says what an exception of the socket means
     * @param exchange is over with the last byte, and broken off where that does not come
     */
    WaitingBody(
            InputStream content,
            long length,
            long limit,
            Function<Exception, CallFailure> explained,
            WaitingExchange exchange) {
        this.content = content;
        this.length = length;
        this.limit = limit;
        this.explained = explained;
        this.exchange = exchange;
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        Collected collected = new Collected(length);
        collected.addAll(this);
        if (collected.isComplete()) {
            end();
        }
        return collected.bytes();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closedEarly) {
            throw new IOException("the stream was closed before it was read to its end"); // no end of the answer
        }
        if (failure != null) {
            throw broken(failure);
        }
        if (ended) {
            return -1;
        }
        int read = readContent(target, offset, length);
        count += Math.max(0, read);
        if (count > limit) {
            throw broken(new CallFailure(FailureKind.LIMIT, "the answer is longer than maxResponseSize allows"));
        }
        if (read < 0) {
            end();
        }
        return read;
    }

    private void end() {
        ended = true;
        exchange.complete();
    }

    private int readContent(byte[] target, int offset, int length) throws IOException {
        try {
            return content.read(target, offset, length);
        } catch (IOException | RuntimeException e) {
            throw broken(explained.apply(e));
        }
    }

    private IOException broken(CallFailure reason) {
        failure = reason;
        exchange.breakOff();
        return new IOException(reason.getMessage(), reason);
    }

    @Override
    public int available() throws IOException {
        return ended || closedEarly ? 0 : content.available();
    }

    @Override
    public void close() {
        if (!ended && !closedEarly) {
            closedEarly = true;
            exchange.breakOff();
        }
    }
}
