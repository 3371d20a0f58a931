package io.outrest.http;

import io.outrest.request.Methods;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is waited for. Unlike HttpClient's own it logs nothing of what passes, and is not used again when bytes have come
 * that nobody asked for: they would be taken for the next answer.
 */
final class WaitingSocket extends DefaultBHttpClientConnection implements ManagedHttpClientConnection {

    private final AnswerParser parser;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ByteBuffer oneByte = ByteBuffer.allocate(1);
    private @Nullable Socket plain;
    private Timeout timeout = Timeout.DISABLED;

    private WaitingSocket(Http1Config config, AnswerParser parser) {
        super(config, null, null, null, null, new DefaultHttpRequestWriterFactory(config), ignored -> parser);
        this.parser = parser;
    }

    /** One that is not connected yet. */
    static WaitingSocket create(Http1Config config) {
        return new WaitingSocket(config, new AnswerParser(config));
    }

    @Override
    public void bind(Socket socket) throws IOException {
        refuseIfClosed(socket);
        plain = socket;
        super.bind(socket);
    }

    @Override
    public void bind(SSLSocket secure, Socket socket) throws IOException {
        refuseIfClosed(secure);
        super.bind(secure, socket);
    }

    /** Broken off while it was connected. */
    private void refuseIfClosed(Socket socket) throws IOException {
        if (closed.get()) {
            socket.close();
            throw new IOException("the connection was closed while it was made");
        }
    }

    /** @throws RequestNotExecutedException where the socket has served before and cannot do so again */
    @Override
    public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
        Socket socket = plain;
        if (socket != null && parser.hasServed() && isUseless(socket, request)) {
            throw new RequestNotExecutedException("the socket is at its end, or has bytes that nobody asked for");
        }
        super.sendRequestHeader(request);
    }

    /**
     * For a request that could be sent again it is enough that no bytes are there: the end that a server may have sent shows when
     * the answer is read. To look for it costs four times as much.
     */
    private boolean isUseless(Socket socket, ClassicHttpRequest request) throws IOException {
        if (parser.hasMore()) {
            return true;
        }
        if (socket.getInputStream().available() > 0) {
            return !(getSocket() instanceof SSLSocket secure) || hasContent(secure);
        }
        return !Methods.areIdempotent(request.getMethod()) && hasEnded(socket.getChannel());
    }

    /** With TLS they may be a session ticket or the like, which says nothing. */
    private static boolean hasContent(SSLSocket secure) throws IOException {
        int before = secure.getSoTimeout();
        secure.setSoTimeout(1);
        try {
            return secure.getInputStream().read() >= -1; // a byte of an answer, or the end
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            secure.setSoTimeout(before);
        }
    }

    private boolean hasEnded(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(oneByte) != 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public void activate() {
        setSocketTimeout(timeout);
    }

    @Override
    public void passivate() {
        // nothing is lent out that would have to be put back
    }

    @Override
    public void setSocketTimeout(@Nullable Timeout silence) {
        Timeout wanted = silence == null ? Timeout.DISABLED : silence;
        if (!wanted.equals(timeout)) {
            timeout = wanted;
            super.setSocketTimeout(wanted);
        }
    }

    @Override
    public @Nullable Socket getSocket() {
        return getSocketHolder() == null ? null : getSocketHolder().getSocket();
    }

    @Override
    public @Nullable SSLSession getSSLSession() {
        return getSocket() instanceof SSLSocket secure ? secure.getSession() : null;
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            super.close();
        }
    }

    @Override
    public void close(CloseMode mode) {
        if (closed.compareAndSet(false, true)) {
            super.close(mode);
        }
    }
}
