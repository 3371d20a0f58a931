package io.outrest.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server of one thread that answers the first request of each connection with the bytes it was told, and keeps nothing. */
public final class ScriptedServer implements AutoCloseable {

    private final ServerSocket socket;
    private volatile byte[] answer = {};
    private volatile boolean staysOpen;

    /** Starts on a free port of the loopback address. */
    public ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** @param open whether it then waits until the client closes the connection */
    public void answer(byte[] bytes, boolean open) {
        answer = bytes;
        staysOpen = open;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket accepted = socket.accept()) {
                serve(accepted);
            } catch (IOException e) {
                // the client has gone, or the server was closed
            }
        }
    }

    private void serve(Socket accepted) throws IOException {
        InputStream in = accepted.getInputStream();
        if (readHead(in)) {
            OutputStream out = accepted.getOutputStream();
            out.write(answer);
            out.flush();
            if (staysOpen) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static boolean readHead(InputStream in) throws IOException {
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            last = last << 8 | next;
        }
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
