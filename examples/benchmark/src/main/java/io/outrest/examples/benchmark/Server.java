package io.outrest.examples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers as cheaply as can be: one thread, answers that are made once, and no more of HTTP/1.1 than finding where a request
 * ends. Keeps connections open; trusts its clients.
 */
final class Server implements AutoCloseable {

    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(100);

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Map<String, byte[]> answers;
    private final Deque<Delayed> delayed = new ArrayDeque<>();
    private final Thread thread;

    /** An answer that waits; as all wait equally long, the first is always the next. */
    private record Delayed(SelectionKey key, long due) {}

    private Server(Selector selector, ServerSocketChannel listener) {
        this.selector = selector;
        this.listener = listener;
        this.answers = Map.of(
                Work.Kind.GET.path(), http(Documents.small()),
                Work.Kind.POST.path(), http(Documents.created()),
                Work.Kind.BIG.path(), http(Documents.big()),
                Work.Kind.SLOW.path(), http(Documents.small()));
        this.thread = new Thread(this::serve, "server");
        this.thread.setDaemon(true);
    }

    /** Prints its port and serves until standard input ends. */
    public static void main(String[] arguments) throws Exception {
        try (Server server = start()) {
            System.out.println(server.port());
            InputStream parent = System.in;
            while (parent.read() >= 0) {
                // the parent says nothing
            }
        }
    }

    static Server start() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2048);
        listener.configureBlocking(false);
        Selector selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Server server = new Server(selector, listener);
        server.thread.start();
        return server;
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        listener.close();
    }

    private static byte[] http(byte[] body) {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                wait(delayed.peek());
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    handle(key);
                }
                sendDelayed();
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            // closed
        }
    }

    private void wait(@Nullable Delayed next) throws IOException {
        if (next == null) {
            selector.select();
            return;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(next.due - System.nanoTime() + 999_999);
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
    }

    private void sendDelayed() {
        long now = System.nanoTime();
        for (Delayed next = delayed.peek(); next != null && next.due - now <= 0; next = delayed.peek()) {
            delayed.remove();
            if (next.key.isValid() && next.key.attachment() instanceof Connection connection) {
                connection.handled(() -> connection.answer(answer(Work.Kind.SLOW.path())));
            }
        }
    }

    private byte[] answer(String path) {
        byte[] answer = answers.get(path);
        if (answer == null) {
            throw new IllegalArgumentException("there is no " + path);
        }
        return answer;
    }

    private void handle(SelectionKey key) throws IOException {
        if (key.isValid() && key.isAcceptable()) {
            SocketChannel channel = listener.accept();
            channel.configureBlocking(false);
            channel.socket().setTcpNoDelay(true);
            SelectionKey own = channel.register(selector, SelectionKey.OP_READ);
            own.attach(new Connection(channel, own));
        } else if (key.attachment() instanceof Connection connection) {
            connection.handled(connection::ready);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** One client's connection. One request after the other: nobody pipelines. */
    private final class Connection {

        private final SocketChannel channel;
        private final SelectionKey key;
        private final ByteBuffer in = ByteBuffer.allocate(16 * 1024);
        private @Nullable ByteBuffer out;

        Connection(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
        }

        /** A connection that fails is closed: its client notices. */
        void handled(Step step) {
            try {
                step.run();
            } catch (IOException | RuntimeException e) {
                key.cancel();
                try {
                    channel.close();
                } catch (IOException ignored) {
                    // closed as far as can be
                }
            }
        }

        void ready() throws IOException {
            if (out != null) {
                write(out);
                return;
            }
            if (channel.read(in) < 0) {
                throw new IOException("closed by the client");
            }
            int end = endOfHead();
            if (end < 0) {
                return;
            }
            String head = new String(in.array(), 0, end, StandardCharsets.ISO_8859_1);
            if (isChunked(head) ? !endsWithLastChunk() : in.position() < end + length(head)) {
                return;
            }
            in.clear();
            int start = head.indexOf(' ') + 1;
            String path = head.substring(start, head.indexOf(' ', start));
            if (path.equals(Work.Kind.SLOW.path())) {
                delayed.add(new Delayed(key, System.nanoTime() + DELAY));
            } else {
                answer(Server.this.answer(path));
            }
        }

        private int endOfHead() {
            byte[] bytes = in.array();
            for (int i = 3; i < in.position(); i++) {
                if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        /** Spring's client sends its bodies so. */
        private static boolean isChunked(String head) {
            return head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
        }

        private boolean endsWithLastChunk() {
            int length = LAST_CHUNK.length();
            return new String(in.array(), in.position() - length, length, StandardCharsets.ISO_8859_1)
                    .equals(LAST_CHUNK);
        }

        private static int length(String head) {
            String name = "content-length:";
            for (int i = head.indexOf('\n') + 1; i > 0; i = head.indexOf('\n', i) + 1) {
                if (head.regionMatches(true, i, name, 0, name.length())) {
                    return Integer.parseInt(head.substring(i + name.length(), head.indexOf('\r', i))
                            .strip());
                }
            }
            return 0;
        }

        void answer(byte[] bytes) throws IOException {
            write(ByteBuffer.wrap(bytes));
        }

        private void write(ByteBuffer bytes) throws IOException {
            channel.write(bytes);
            boolean more = bytes.hasRemaining();
            out = more ? bytes : null;
            int wanted = more ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }
    }
}
