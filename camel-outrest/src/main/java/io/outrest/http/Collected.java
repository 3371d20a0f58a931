package io.outrest.http;

import io.outrest.request.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a body as they come, in one array: of the length that the answer says it has, as far as that can be believed. For
 * one thread.
 */
final class Collected {

    /** What may be allotted because an answer says so. */
    private static final int BELIEVED = 64 * 1024;

    private static final int UNKNOWN = 8 * 1024;

    /** An answer that has sent so much of what it said is believed the rest, up to so many times as much. */
    private static final int MORE = 16;

    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final long length;
    private byte[] bytes;
    private int size;

    /** @param length that it is said to have, or negative */
    Collected(long length) {
        this.length = length;
        this.bytes = new byte[length < 0 ? UNKNOWN : (int) Math.min(length, BELIEVED)];
    }

    int size() {
        return size;
    }

    /** Adds what there is. */
    void add(ByteBuffer source) throws IOException {
        int more = source.remaining();
        while (more > bytes.length - size) {
            grow();
        }
        source.get(bytes, size, more);
        size += more;
    }

    /** Adds what comes, until that ends or the length is reached. */
    void addAll(InputStream source) throws IOException {
        while (size != length) {
            if (size == bytes.length) {
                grow();
            }
            int read = source.read(bytes, size, bytes.length - size);
            if (read < 0) {
                return;
            }
            size += read;
        }
    }

    /** Whether all is there that was said to come. */
    boolean isComplete() {
        return size == length;
    }

    private void grow() throws IOException {
        if (bytes.length == LONGEST) {
            throw AnswerHead.refused(FailureKind.LIMIT, "the answer is longer than memory can hold it");
        }
        long wanted = bytes.length < length
                ? Math.min((long) bytes.length * MORE, length)
                : Math.max(2L * bytes.length, UNKNOWN);
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, LONGEST));
    }

    /** All of them, in an array that is no longer changed. */
    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
