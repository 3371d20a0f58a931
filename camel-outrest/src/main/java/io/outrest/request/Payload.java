package io.outrest.request;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer: in memory, or still coming in. */
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
