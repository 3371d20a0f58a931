package io.outrest;

import io.outrest.testing.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Long bodies in both directions, and how far they have flowed. */
final class FlowingBodies {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n";
    private static final byte[] CHUNK = new byte[64 * 1024];

    static {
        new Random(1).nextBytes(CHUNK);
    }

    /** Bytes of bodies that the server has written, or the caller's source has given. */
    final AtomicLong given = new AtomicLong();

    /** Bytes of bodies that came to the server. */
    final AtomicLong received = new AtomicLong();

    private final CountDownLatch reading = new CountDownLatch(1);
    private final long size;

    /** @param size of each body, a multiple of 64 KB */
    FlowingBodies(long size) {
        this.size = size;
    }

    /** Answers with a body, as fast as it is taken. */
    RawServer.Script answers() {
        return conversation -> {
            conversation.readRequest();
            conversation.send(HEAD + "Content-Length: " + size + "\r\n\r\n");
            write(counted(conversation));
            conversation.waitForEnd();
        };
    }

    /** The same with a content coding, which hardly makes it smaller. */
    RawServer.Script codedAnswers() {
        return conversation -> {
            conversation.readRequest();
            conversation.send(HEAD + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n");
            try (GZIPOutputStream coded = new GZIPOutputStream(counted(conversation), CHUNK.length) {
                {
                    def.setLevel(Deflater.NO_COMPRESSION);
                }
            }) {
                write(coded);
            }
        };
    }

    private void write(OutputStream out) throws IOException {
        for (long written = 0; written < size; written += CHUNK.length) {
            out.write(CHUNK);
        }
    }

    private OutputStream counted(RawServer.Conversation conversation) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteArrayOutputStream part = new ByteArrayOutputStream(length);
                part.write(bytes, offset, length);
                conversation.send(part.toByteArray());
                given.addAndGet(length);
            }
        };
    }

    /** Takes a body, from {@link #read} on, and answers when it has all of it. */
    RawServer.Script takes() {
        return conversation -> {
            String head = conversation.readHead();
            reading.await();
            if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
                readChunks(conversation);
            } else {
                while (received.get() < size) {
                    received.addAndGet(conversation.read((int) Math.min(CHUNK.length, size - received.get())).length);
                }
            }
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            conversation.waitForEnd();
        };
    }

    /** RFC 9112 section 7.1, without extensions and trailers. */
    private void readChunks(RawServer.Conversation conversation) throws IOException {
        int length;
        do {
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\r\n") < 0) {
                line.append(new String(conversation.read(1), StandardCharsets.US_ASCII));
            }
            length = Integer.parseInt(line.toString().trim(), 16);
            conversation.read(length + 2);
            received.addAndGet(length);
        } while (length > 0);
    }

    /** Has the server begin to read. */
    void read() {
        reading.countDown();
    }

    /** A body to be sent. */
    InputStream source() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int read = (int) Math.min(Math.min(length, CHUNK.length), size - given.get());
                if (read <= 0) {
                    return -1;
                }
                System.arraycopy(CHUNK, 0, target, offset, read);
                given.addAndGet(read);
                return read;
            }
        };
    }

    /** Reads to the end; how much there was. */
    static long drained(InputStream stream) throws IOException {
        byte[] part = new byte[16 * 1024];
        long count = 0;
        for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
            count += read;
        }
        return count;
    }
}
