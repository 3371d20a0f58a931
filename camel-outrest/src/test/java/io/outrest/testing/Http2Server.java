package io.outrest.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks HTTP/2 frame by frame (RFC 9113) and does with the frames what it was told. It understands nothing of
 * the requests but where they end.
 */
public final class Http2Server implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    public static final int NO_ERROR = 0;
    public static final int INTERNAL_ERROR = 2;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;
    public static final int ENHANCE_YOUR_CALM = 11;

    private static final int PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

    private final RawServer raw;

    private Http2Server(RawServer raw) {
        this.raw = raw;
    }

    /** What happens on one connection. */
    @FunctionalInterface
    public interface Script {
        void run(Conversation conversation) throws Exception;
    }

    /** A frame. */
    public record Frame(int type, int flags, int stream, byte[] payload) {

        boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    /** Starts a server in clear text that is known to speak HTTP/2; the script runs for each connection. */
    public static Http2Server start(Script script) {
        return new Http2Server(RawServer.start(speaking(script)));
    }

    /** Starts a server with TLS that agrees on HTTP/2 in the handshake. */
    public static Http2Server startTls(SSLContext tls, Script script) {
        return new Http2Server(RawServer.startTls(tls, false, speaking(script)));
    }

    /** Answers every request with an empty JSON object. */
    public static Script wellBehaved() {
        return conversation -> {
            for (int stream = conversation.readRequest(); stream > 0; stream = conversation.readRequest()) {
                conversation.answer(stream, 200, Map.of("content-type", "application/json"), "{}");
            }
        };
    }

    private static RawServer.Script speaking(Script script) {
        return connection -> {
            connection.agreeOn("h2");
            connection.read(PREFACE);
            script.run(new Conversation(connection));
        };
    }

    /** From now on, new connections meet this script. */
    public void follow(Script script) {
        raw.follow(speaking(script));
    }

    /** The same server, as one of bytes; its requests are those that were read to their end. */
    public RawServer raw() {
        return raw;
    }

    public String url() {
        return raw.url();
    }

    @Override
    public void close() {
        raw.close();
    }

    /** One connection, from the server's side. Its settings are sent with the first request that is read. */
    public static final class Conversation {

        private final RawServer.Conversation connection;
        private boolean settled;

        private Conversation(RawServer.Conversation connection) {
            this.connection = connection;
        }

        /** Reads a request, says what has to be said meanwhile. Its stream; zero at the end of the connection. */
        public int readRequest() throws IOException {
            settle();
            for (Frame frame = read(); frame != null; frame = read()) {
                reply(frame);
                if (frame.ends()) {
                    connection.note("stream " + frame.stream);
                    return frame.stream;
                }
            }
            return 0;
        }

        /** Reads the head of a request alone. Its stream; zero at the end of the connection. */
        public int readHead() throws IOException {
            settle();
            for (Frame frame = read(); frame != null; frame = read()) {
                reply(frame);
                if (frame.type == HEADERS) {
                    return frame.stream;
                }
            }
            return 0;
        }

        /** Says that no settings differ from the standard's; once. */
        public void settle() throws IOException {
            if (!settled) {
                settled = true;
                send(SETTINGS, 0, 0);
            }
        }

        /** Says settings: pairs of a name's number and a value. */
        public void settle(int... settings) throws IOException {
            settled = true;
            ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
            for (int i = 0; i < settings.length; i += 2) {
                payload.putShort((short) settings[i]).putInt(settings[i + 1]);
            }
            send(SETTINGS, 0, 0, payload.array());
        }

        private void reply(Frame frame) throws IOException {
            if (frame.type == SETTINGS && frame.flags == 0) {
                send(SETTINGS, ACK, 0);
            } else if (frame.type == PING && frame.flags == 0) {
                send(PING, ACK, 0, frame.payload);
            }
        }

        /** The next frame; null at the end of the connection. */
        public @Nullable Frame read() throws IOException {
            byte[] head = connection.read(9);
            if (head.length < 9) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(head);
            int lengthAndType = buffer.getInt();
            return new Frame(lengthAndType & 0xFF, buffer.get(), buffer.getInt(), connection.read(lengthAndType >>> 8));
        }

        /** Sends a complete answer. */
        public void answer(int stream, int status, Map<String, String> fields, String body) throws IOException {
            send(HEADERS, END_HEADERS | (body.isEmpty() ? END_STREAM : 0), stream, head(status, fields));
            if (!body.isEmpty()) {
                send(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.UTF_8));
            }
        }

        /** Ends a stream without an answer. */
        public void reset(int stream, int error) throws IOException {
            send(RST_STREAM, 0, stream, ints(error));
        }

        /** Says that the connection takes no more requests. */
        public void goAway(int lastStream, int error) throws IOException {
            send(GOAWAY, 0, 0, ints(lastStream, error));
        }

        public void send(int type, int flags, int stream, byte... payload) throws IOException {
            connection.send(frame(type, flags, stream, payload));
        }

        /** Sends bytes, frames or none. */
        public void send(byte[] bytes) throws IOException {
            connection.send(bytes);
        }

        /** Waits until the client closes the connection. */
        public void waitForEnd() throws IOException {
            connection.waitForEnd();
        }

        /** Lets some time pass, as a slow server does. */
        public void pause(long millis) throws InterruptedException {
            connection.pause(millis);
        }
    }

    /** A frame's bytes. */
    public static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** So many times the same. */
    public static byte[] times(int count, byte[] frame) {
        ByteBuffer all = ByteBuffer.allocate(count * frame.length);
        for (int i = 0; i < count; i++) {
            all.put(frame);
        }
        return all.array();
    }

    public static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    /** The header block of an answer: nothing indexed, nothing compressed (RFC 7541 section 6.2.2). */
    public static byte[] head(int status, Map<String, String> fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(field(":status", Integer.toString(status)));
        fields.forEach((name, value) -> block.writeBytes(field(name, value)));
        return block.toByteArray();
    }

    /** One field of a header block. */
    public static byte[] field(String name, String value) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0);
        for (String text : List.of(name, value)) {
            writeLength(block, text.length());
            block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return block.toByteArray();
    }

    /** RFC 7541 section 5.1, with a prefix of seven bits. */
    private static void writeLength(ByteArrayOutputStream block, int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        while (rest >= 128) {
            block.write(rest % 128 + 128);
            rest /= 128;
        }
        block.write(rest);
    }
}
