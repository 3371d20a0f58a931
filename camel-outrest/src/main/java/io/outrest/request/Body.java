package io.outrest.request;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request, with the type that it is announced as. Not printed. */
public sealed interface Body {

    /** The value of {@code Content-Type}; empty when there is no body. */
    String contentType();

    /** Whether it can be sent a second time. */
    boolean repeatable();

    /** No body, and no {@code Content-Type}. */
    static Body none() {
        return None.NONE;
    }

    /** No body. */
    enum None implements Body {
        NONE;

        @Override
        public String contentType() {
            return "";
        }

        @Override
        public boolean repeatable() {
            return true;
        }
    }

    /** A body that is in memory. The array is not copied and must not be changed. */
    record Bytes(byte[] content, String contentType) implements Body {
        @Override
        public boolean repeatable() {
            return true;
        }

        @Override
        public String toString() {
            return content.length + " bytes";
        }
    }

    /**
     * A body that is read while it is sent, on a thread that may wait.
     *
     * @param length in bytes, or -1 when it is not known
     */
    record Streamed(Source source, long length, boolean repeatable, String contentType) implements Body {
        @Override
        public String toString() {
            return "stream";
        }
    }

    /** Opens the content; more than once only for a repeatable body. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }
}
