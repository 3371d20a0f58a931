package io.outrest.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server made of one socket: it reads requests as bytes and answers exactly the bytes that it was told, or none. */
public final class RawServer implements AutoCloseable {

    private final ServerSocket socket;
    private final String scheme;
    private volatile Script script;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private RawServer(String scheme, ServerSocket socket, Script script) {
        this.scheme = scheme;
        this.socket = socket;
        this.script = script;
    }

    /** What happens on one connection. */
    @FunctionalInterface
    public interface Script {
        void run(Conversation conversation) throws Exception;
    }

    /** Starts a server on a free port; the script runs for each connection. */
    public static RawServer start(Script script) {
        return start(InetAddress.getLoopbackAddress(), script);
    }

    /** Starts a server on a free port of that address. */
    public static RawServer start(InetAddress address, Script script) {
        try {
            return new RawServer("http", new ServerSocket(0, 50, address), script).accepting();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server that speaks TLS. */
    public static RawServer startTls(SSLContext tls, boolean asksForClientCertificate, Script script) {
        try {
            SSLServerSocket socket = (SSLServerSocket)
                    tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(asksForClientCertificate);
            return new RawServer("https", socket, script).accepting();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server that answers the first request of every connection with these bytes and then closes it. */
    public static RawServer answering(String response) {
        return start(conversation -> {
            conversation.readRequest();
            conversation.send(response);
        });
    }

    /** Starts a server that answers every request with these bytes and keeps its connections open. */
    public static RawServer keepingAlive(String response) {
        return start(conversation -> {
            while (conversation.readRequest()) {
                conversation.send(response);
            }
        });
    }

    /** What a server does that has nothing wrong with it: an empty JSON object, one on each connection. */
    public static Script wellBehaved() {
        return conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                    + "Connection: close\r\n\r\n{}");
        };
    }

    /** From now on, new connections meet this script. */
    public void follow(Script other) {
        script = other;
    }

    private RawServer accepting() {
        threads.execute(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket accepted = socket.accept();
                    connections.incrementAndGet();
                    open.add(accepted);
                    threads.execute(() -> serve(accepted));
                } catch (IOException e) {
                    return;
                }
            }
        });
        return this;
    }

    private void serve(Socket accepted) {
        try (accepted) {
            script.run(new Conversation(accepted));
        } catch (Exception e) {
            // the client has gone, or the script ends so
        }
    }

    public String url() {
        return scheme + "://127.0.0.1:" + socket.getLocalPort();
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The requests as they stood on the wire, head and body. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many of them nobody has closed yet. */
    public long openConnections() {
        return open.stream().filter(accepted -> !accepted.isClosed()).count();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket accepted : open) {
                accepted.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    /** One connection, from the server's side. */
    public final class Conversation {

        private final Socket connection;
        private final InputStream in;
        private final OutputStream out;

        private Conversation(Socket connection) throws IOException {
            this.connection = connection;
            this.in = new BufferedInputStream(connection.getInputStream());
            this.out = connection.getOutputStream();
        }

        /** Reads head and body of a request; false at the end of the connection. */
        public boolean readRequest() throws IOException {
            String head = readHead();
            if (head.isEmpty()) {
                return false;
            }
            requests.add(head + new String(readBody(head), StandardCharsets.ISO_8859_1));
            return true;
        }

        /** Reads the head of a request alone; empty at the end of the connection. */
        public String readHead() throws IOException {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = next();
                if (next < 0) {
                    return "";
                }
                read.write(next);
            }
            return read.toString(StandardCharsets.ISO_8859_1);
        }

        /** Reads the body that belongs to that head. */
        public byte[] readBody(String head) throws IOException {
            return in.readNBytes(lengthOf(head));
        }

        /** Reads what is there, once something is. */
        public byte[] read() throws IOException {
            int first = next();
            return first < 0 ? new byte[0] : in.readNBytes(in.available());
        }

        /** Reads so many bytes; fewer at the end of the connection. */
        public byte[] read(int length) throws IOException {
            try {
                return in.readNBytes(length);
            } catch (SocketException e) {
                return new byte[0]; // a reset is an end too
            }
        }

        /** Counts a request that a script has read in a way of its own. */
        public void note(String request) {
            requests.add(request);
        }

        /** Chooses the protocol in the TLS handshake that is about to come (ALPN). */
        public void agreeOn(String protocol) {
            if (connection instanceof SSLSocket secure) {
                secure.setHandshakeApplicationProtocolSelector((socket, offered) -> protocol);
            }
        }

        private int next() throws IOException {
            try {
                return in.read();
            } catch (SocketException e) {
                return -1; // a reset is an end too
            }
        }

        private static int lengthOf(String head) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .map(line -> Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).trim()))
                    .findFirst()
                    .orElse(0);
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Waits until the client closes the connection; what it sent until then. */
        public String waitForEnd() throws IOException {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            try {
                in.transferTo(rest);
            } catch (SocketException e) {
                // a reset is an end too
            }
            return rest.toString(StandardCharsets.ISO_8859_1);
        }

        /** The name in the certificate that the client has shown, for example {@code CN=client}. */
        public String clientName() throws SSLPeerUnverifiedException {
            return ((SSLSocket) connection).getSession().getPeerPrincipal().getName();
        }

        /** The version of TLS that is spoken, for example {@code TLSv1.3}. */
        public String tlsVersion() {
            return ((SSLSocket) connection).getSession().getProtocol();
        }

        /** Hands everything on to another port of this machine, and back, until one side ends. */
        public void tunnelTo(int port) throws IOException {
            try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                threads.execute(() -> {
                    try (connection) {
                        far.getInputStream().transferTo(out);
                    } catch (IOException e) {
                        // one side has gone
                    }
                });
                in.transferTo(far.getOutputStream());
            }
        }

        /** Closes with a reset instead of an end. */
        public void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        /** Lets some time pass, as a slow server does. */
        public void pause(long millis) throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(millis);
        }
    }
}
