package io.outrest.http;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.support.classic.ContentOutputStream;
import org.apache.hc.core5.http.nio.support.classic.SharedOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a body while it is read, on a thread that may wait for both sides. A body that cannot be read to its end breaks the
 * request off, so that the API never takes a part for the whole.
 */
final class BodyProducer implements AsyncEntityProducer {

    private static final int BUFFER = 16 * 1024;

    private final Body.Streamed body;
    private final Executor executor;
    private final SharedOutputBuffer buffer = new SharedOutputBuffer(BUFFER);
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean released;
    private volatile @Nullable CallFailure failure;
    private volatile @Nullable DataStreamChannel channel;

    BodyProducer(Body.Streamed body, Executor executor) {
        this.body = body;
        this.executor = executor;
    }

    @Override
    public void produce(DataStreamChannel out) throws IOException {
        channel = out;
        if (started.compareAndSet(false, true)) {
            executor.execute(this::copy);
        }
        CallFailure broken = failure;
        if (broken != null) {
            throw new IOException(broken);
        }
        buffer.flush(out);
    }

    private void copy() {
        long copied = 0;
        try (InputStream content = body.source().open()) {
            copied = copy(content, new ContentOutputStream(buffer));
        } catch (Exception e) {
            breakOff(new CallFailure(FailureKind.BODY, "the body could not be read while it was sent", e));
            return;
        }
        if (body.length() >= 0 && copied != body.length()) {
            breakOff(new CallFailure(FailureKind.BODY, "the body has another length than was announced"));
            return;
        }
        try {
            buffer.writeCompleted();
        } catch (IOException e) {
            // whoever waits for the answer hears of it
        }
    }

    private long copy(InputStream content, OutputStream out) throws IOException {
        byte[] chunk = new byte[BUFFER];
        long copied = 0;
        int read = content.read(chunk);
        while (read >= 0 && !released && (body.length() < 0 || copied + read <= body.length())) {
            out.write(chunk, 0, read);
            copied += read;
            read = content.read(chunk);
        }
        return read < 0 ? copied : -1;
    }

    private void breakOff(CallFailure broken) {
        failure = broken;
        DataStreamChannel out = channel;
        if (!released && out != null) {
            out.requestOutput();
        }
    }

    @Override
    public void releaseResources() {
        released = true;
        buffer.abort();
    }

    @Override
    public void failed(Exception cause) {
        releaseResources();
    }

    @Override
    public int available() {
        return failure != null || !started.get() ? Integer.MAX_VALUE : buffer.length();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public long getContentLength() {
        return body.length();
    }

    @Override
    public @Nullable String getContentType() {
        return null; // stands among the request's headers
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return body.length() < 0;
    }

    @Override
    public @Nullable Set<String> getTrailerNames() {
        return null;
    }
}
