package io.outrest.http;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.function.Decorator;
import org.apache.hc.core5.reactor.IOSession;

/**
 * Sockets of the HTTP client, below TLS, of which one step fails: finding and connecting to an address is one, and every read and
 * write. A socket of which a step has failed stays broken.
 */
final class FaultySockets implements DnsResolver, Decorator<IOSession> {

    private static final int NEVER = -1;

    /** An address of this machine at which no server of a test listens. */
    private static final byte[] NOBODY = {127, 0, 0, 2};

    /** How a step fails. */
    enum Failing {
        /** With an exception: no address, or a connection that was reset. */
        ERROR,
        /** Without a word: nobody listens, or the stream ends. */
        END,
        /** Not at all, but every read and write takes one byte. */
        ONE_BYTE
    }

    private final AtomicInteger steps = new AtomicInteger();
    private volatile Failing failing = Failing.ERROR;
    private volatile int failingStep = NEVER;

    /** Counts steps from 1 on from now on, and has one of them fail. */
    void fail(int step, Failing how) {
        steps.set(0);
        failing = how;
        failingStep = step;
    }

    /** No further step fails. */
    void work() {
        failingStep = NEVER;
    }

    /** How many steps there were since the last call of {@link #fail}. */
    int steps() {
        return steps.get();
    }

    private boolean failsNow() {
        return steps.incrementAndGet() == failingStep && failing != Failing.ONE_BYTE;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!failsNow()) {
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }
        if (failing == Failing.ERROR) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByAddress(NOBODY)};
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** HttpCore reads and writes TLS below the sessions that it lets anybody see, so that the socket itself is exchanged. */
    @Override
    public IOSession decorate(IOSession session) {
        try {
            for (Field field : session.getClass().getDeclaredFields()) {
                if (field.getType() == SocketChannel.class) {
                    field.setAccessible(true);
                    field.set(session, new FaultySocket((SocketChannel) field.get(session)));
                }
            }
            return session;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** A socket that is read and written through here; HttpCore selects and closes the one behind it. */
    private final class FaultySocket extends SocketChannel {

        private final SocketChannel socket;
        private boolean broken;

        FaultySocket(SocketChannel socket) {
            super(socket.provider());
            this.socket = socket;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            broken |= failsNow();
            if (broken && failing == Failing.END) {
                return -1;
            }
            return transfer(target, socket::read);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (!source.hasRemaining()) {
                return 0;
            }
            broken |= failsNow();
            return transfer(source, socket::write);
        }

        private int transfer(ByteBuffer buffer, Transfer transfer) throws IOException {
            if (broken) {
                throw new IOException("Connection reset by peer");
            }
            if (failing != Failing.ONE_BYTE || failingStep == NEVER || !buffer.hasRemaining()) {
                return transfer.of(buffer);
            }
            int limit = buffer.limit();
            buffer.limit(buffer.position() + 1);
            try {
                return transfer.of(buffer);
            } finally {
                buffer.limit(limit);
            }
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException(); // HttpCore reads into one buffer at a time
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException(); // HttpCore writes from one buffer at a time
        }

        @Override
        public SocketChannel bind(SocketAddress local) throws IOException {
            return socket.bind(local);
        }

        @Override
        public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
            return socket.setOption(name, value);
        }

        @Override
        public <T> T getOption(SocketOption<T> name) throws IOException {
            return socket.getOption(name);
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return socket.supportedOptions();
        }

        @Override
        public SocketChannel shutdownInput() throws IOException {
            return socket.shutdownInput();
        }

        @Override
        public SocketChannel shutdownOutput() throws IOException {
            return socket.shutdownOutput();
        }

        @Override
        public Socket socket() {
            return socket.socket();
        }

        @Override
        public boolean isConnected() {
            return socket.isConnected();
        }

        @Override
        public boolean isConnectionPending() {
            return socket.isConnectionPending();
        }

        @Override
        public boolean connect(SocketAddress remote) throws IOException {
            return socket.connect(remote);
        }

        @Override
        public boolean finishConnect() throws IOException {
            return socket.finishConnect();
        }

        @Override
        public SocketAddress getRemoteAddress() throws IOException {
            return socket.getRemoteAddress();
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            return socket.getLocalAddress();
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            socket.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            socket.configureBlocking(block);
        }
    }

    private interface Transfer {
        int of(ByteBuffer buffer) throws IOException;
    }
}
