package io.outrest.http;

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
    void add(ByteBuffer source) {
        int more = source.remaining();
        while (more > bytes.length - size) {
            grow();
        }
        source.get(bytes, size, more);
        size += more;
    }

    private void grow() {
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
