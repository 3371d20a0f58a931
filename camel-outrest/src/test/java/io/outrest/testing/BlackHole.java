package io.outrest.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port that swallows whatever is sent to it: one whose queue of connections to accept is full. */
public final class BlackHole implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 200;
    private static final int ENOUGH = 20;

    private final ServerSocket socket;
    private final List<Socket> queued = new ArrayList<>();

    private BlackHole(ServerSocket socket) {
        this.socket = socket;
    }

    /** Opens one on a free port of loopback. */
    public static BlackHole open() {
        return open(InetAddress.getLoopbackAddress(), 0);
    }

    /** Opens one there. */
    public static BlackHole open(InetAddress address, int port) {
        try {
            BlackHole hole = new BlackHole(new ServerSocket(port, 1, address));
            hole.fill();
            return hole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill() throws IOException {
        while (queued.size() < ENOUGH) {
            Socket next = new Socket();
            queued.add(next);
            try {
                next.connect(new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()), PATIENCE_MILLIS);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new AssertionError("the queue of a server socket takes more connections than it was told");
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket each : queued) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
