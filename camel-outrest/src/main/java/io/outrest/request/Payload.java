package io.outrest.request;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body of an answer: in memory, still coming in, or read already. */
public sealed interface Payload extends Closeable {

    /** No body at all. */
    static Payload none() {
        return new Complete(new byte[0]);
    }

    /** A stream of the content, for one reader. */
    InputStream stream();

    /** Whether it is known to be empty without reading. */
    boolean isEmpty();

    /** Gives back what it holds; nothing more is read. Never fails. */
    @Override
    void close();

    /** A body that is in memory. The array is not copied and must not be changed. */
    record Complete(byte[] bytes) implements Payload {

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public boolean isEmpty() {
            return bytes.length == 0;
        }

        @Override
        public void close() {
            // holds nothing
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /**
     * A body that was read while it came in, as its request wanted it, and is nowhere any more.
     *
     * @param value what it holds
     * @param unreadable why it cannot be read so, or null
     */
    record Read(@Nullable Object value, @Nullable CallFailure unreadable) implements Payload {

        /** @throws CallFailure where it cannot be read */
        @Nullable
        Object get() {
            if (unreadable != null) {
                throw unreadable;
            }
            return value;
        }

        @Override
        public InputStream stream() {
            throw new IllegalStateException("the body was read while it came in");
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public void close() {
            // holds nothing
        }

        @Override
        public String toString() {
            return "object";
        }
    }

    /** A body that comes in while it is read. */
    record Incoming(InputStream stream) implements Payload {

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public void close() {
            try {
                stream.close();
            } catch (IOException e) {
                // what was wrong with it has been told to the reader
            }
        }

        @Override
        public String toString() {
            return "stream";
        }
    }
}
