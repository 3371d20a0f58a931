package io.outrest.http;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.support.classic.SharedInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is read while it comes in: the I/O thread fills it, one reader waits for it. What goes wrong
 * reaches the reader as an {@link IOException} whose cause is a {@link CallFailure}. Closing it early breaks the call off.
 */
final class IncomingBody extends InputStream {

    private static final int WINDOW = 32 * 1024;

    private final SharedInputBuffer buffer = new SharedInputBuffer(WINDOW);
    private final long limit;
    private final Runnable breakOff;
    private long count;
    private boolean ended;
    private boolean closedEarly;
    private volatile @Nullable CallFailure failure;

    IncomingBody(long limit, Runnable breakOff) {
        this.limit = limit;
        this.breakOff = breakOff;
    }

    void fill(ByteBuffer source) {
        buffer.fill(source);
    }

    void updateCapacity(CapacityChannel channel) throws IOException {
        buffer.updateCapacity(channel);
    }

    void complete() {
        buffer.markEndStream();
    }

    void fail(CallFailure reason) {
        if (failure == null) {
            failure = reason;
        }
        buffer.abort();
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
        if (ended) {
            return -1;
        }
        int read = waitForBytes(target, offset, length);
        count += Math.max(0, read);
        if (count > limit) {
            breakOff.run();
            throw broken(new CallFailure(FailureKind.LIMIT, "the answer is longer than maxResponseSize allows"));
        }
        ended = read < 0;
        return read;
    }

    private int waitForBytes(byte[] target, int offset, int length) throws IOException {
        try {
            int read = buffer.read(target, offset, length);
            CallFailure broken = failure;
            if (read < 0 && broken != null) {
                throw broken(broken); // the buffer of a call that broke off looks like one that was read to its end
            }
            return read;
        } catch (InterruptedIOException e) {
            CallFailure reason = failure;
            if (reason == null) {
                breakOff.run();
                reason = new CallFailure(
                        FailureKind.CANCELLED, "the reader of the answer was interrupted or closed it", e);
            }
            throw broken(reason);
        }
    }

    private static IOException broken(CallFailure reason) {
        return new IOException(reason.getMessage(), reason);
    }

    @Override
    public int available() {
        return ended || closedEarly ? 0 : buffer.length();
    }

    @Override
    public void close() {
        if (!ended && !closedEarly) {
            closedEarly = true;
            breakOff.run();
        }
    }
}
