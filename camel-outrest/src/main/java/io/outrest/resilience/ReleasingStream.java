package io.outrest.resilience;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gives something back once, when the stream was read to its end, broke, or was closed. */
final class ReleasingStream extends FilterInputStream {

    private final Runnable release;
    private final AtomicBoolean released = new AtomicBoolean();

    ReleasingStream(InputStream stream, Runnable release) {
        super(stream);
        this.release = release;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int read = super.read(target, offset, length);
            if (read < 0) {
                release();
            }
            return read;
        } catch (IOException e) {
            release();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            release();
        }
    }

    private void release() {
        if (released.compareAndSet(false, true)) {
            release.run();
        }
    }
}
