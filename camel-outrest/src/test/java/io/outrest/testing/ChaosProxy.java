package io.outrest.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback that hands on what comes, and does now and then what bad networks do: to a share of the connections, and
 * to a share of the exchanges on them. What happens to the n-th connection is the same for the same seed.
 */
public final class ChaosProxy implements AutoCloseable {

    /** What a spoiled byte becomes: one that UTF-8 does not have, so that a test knows what the network has spoiled. */
    public static final byte SPOILED = (byte) 0xFF;

    private static final int LATEST = 400;
    private static final int BEFORE_THE_REQUEST = 50;
    private static final int DRIPS = 100;

    private final ServerSocket socket;
    private final int target;
    private final long seed;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Map<Fault, LongAdder> struck = new EnumMap<>(Fault.class);
    private volatile double perConnection;
    private volatile double perExchange;

    /** What the network does. */
    public enum Fault {
        /** Ends a connection with a reset as soon as it is there. */
        REFUSE,
        /** Ends a connection with a reset, before the request is handed on or anywhere in the answer. */
        RESET,
        /** Ends a connection in good order at such a place. */
        CUT,
        /** Hands nothing on from there, and keeps the connection open. */
        STALL,
        /** Hands on what is at hand of the answer byte by byte. */
        DRIP,
        /** Overwrites bytes of the answer with {@link #SPOILED}; of a head that can be read, none. */
        CORRUPT,
        /** Takes its time, half a second at most. */
        DELAY
    }

    private static final List<Fault> OF_CONNECTIONS = List.of(Fault.REFUSE, Fault.STALL, Fault.DELAY);
    private static final List<Fault> OF_EXCHANGES =
            List.of(Fault.RESET, Fault.CUT, Fault.STALL, Fault.DRIP, Fault.CORRUPT, Fault.DELAY);
    private static final Set<Fault> OF_REQUESTS = Set.of(Fault.RESET, Fault.CUT, Fault.STALL, Fault.DELAY);

    private ChaosProxy(ServerSocket socket, int target, long seed) {
        this.socket = socket;
        this.target = target;
        this.seed = seed;
        Arrays.stream(Fault.values()).forEach(fault -> struck.put(fault, new LongAdder()));
    }

    /** Starts a proxy on a free port before that port of this machine; at first it does nothing but hand on. */
    public static ChaosProxy before(int port, long seed) {
        try {
            ChaosProxy proxy = new ChaosProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), port, seed);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on that many faults, in percent of the new connections and of the exchanges. */
    public ChaosProxy faults(double ofConnections, double ofExchanges) {
        perConnection = ofConnections;
        perExchange = ofExchanges;
        return this;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** How often each fault has struck. */
    public Map<Fault, Long> struck() {
        Map<Fault, Long> sums = new EnumMap<>(Fault.class);
        struck.forEach((fault, times) -> sums.put(fault, times.sum()));
        return sums;
    }

    /** How many connections clients have open now. */
    public int openConnections() {
        return links.size();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::close);
        threads.shutdownNow();
    }

    private void accept() {
        for (long number = 0; !socket.isClosed(); number++) {
            Socket near = null;
            try {
                near = socket.accept();
                near.setTcpNoDelay(true);
                Link link = new Link(near, new Random(new SplittableRandom(seed * 1_000_003 + number).nextLong()));
                links.add(link);
                threads.execute(link::run);
            } catch (IOException | RuntimeException e) {
                closeQuietly(near); // closed, or the client has gone already
            }
        }
    }

    private static void closeQuietly(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // it is closed then
        }
    }

    /** A client's connection and the one to the server that belongs to it. */
    private final class Link {

        private final Socket near;
        private final Random random;
        private @Nullable Socket far;

        /** What will happen to the exchange under way, after so many bytes of its answer; before the request if negative. */
        private @Nullable Fault fault;

        private int left;
        private boolean answered = true;

        Link(Socket near, Random random) {
            this.near = near;
            this.random = random;
        }

        void run() {
            try {
                Fault first = draw(perConnection, OF_CONNECTIONS);
                if (first != null) {
                    note(first);
                }
                if (first == Fault.REFUSE) {
                    near.setSoLinger(true, 0);
                } else if (first == Fault.STALL) {
                    near.getInputStream().transferTo(OutputStream.nullOutputStream());
                } else {
                    if (first == Fault.DELAY) {
                        pause();
                    }
                    connect();
                }
            } catch (IOException | InterruptedException e) {
                // one side has gone
            } finally {
                close();
            }
        }

        private void connect() throws IOException, InterruptedException {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            synchronized (this) {
                far = server;
            }
            server.setTcpNoDelay(true);
            if (near.isClosed()) {
                return;
            }
            threads.execute(() -> handOnAnswers(server));
            byte[] buffer = new byte[8192];
            InputStream in = near.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Fault now = beginExchange();
                if (now != null && strike(now, buffer, 0, 0) < 0) {
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                server.getOutputStream().write(buffer, 0, read);
            }
        }

        /** Bytes of a client that come after some of the server begin an exchange; what strikes before it is handed on. */
        private synchronized @Nullable Fault beginExchange() {
            if (answered) {
                answered = false;
                fault = draw(perExchange, OF_EXCHANGES);
                left = random.nextInt(LATEST + BEFORE_THE_REQUEST) - BEFORE_THE_REQUEST;
                Fault now = fault;
                if (now != null && left < 0 && OF_REQUESTS.contains(now)) {
                    fault = null;
                    return now;
                }
            }
            return null;
        }

        private void handOnAnswers(Socket server) {
            byte[] buffer = new byte[8192];
            try {
                InputStream in = server.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    int before = beforeFault(read);
                    near.getOutputStream().write(buffer, 0, before);
                    if (before < read) {
                        int from = strike(takeFault(), buffer, before, read);
                        if (from < 0) {
                            return;
                        }
                        near.getOutputStream().write(buffer, from, read - from);
                    }
                }
                close();
            } catch (IOException | InterruptedException e) {
                close();
            }
        }

        private synchronized int beforeFault(int read) {
            answered = true;
            int before = fault == null ? read : Math.min(read, Math.max(0, left));
            left -= before;
            return before;
        }

        private synchronized Fault takeFault() {
            Fault now = Objects.requireNonNull(fault);
            fault = null;
            return now;
        }

        /** From where the buffer is still to be handed on; negative when nothing more is. */
        private int strike(Fault now, byte[] buffer, int from, int to) throws IOException, InterruptedException {
            note(now);
            switch (now) {
                case RESET, REFUSE -> {
                    near.setSoLinger(true, 0);
                    close();
                    return -1;
                }
                case CUT -> {
                    close();
                    return -1;
                }
                case STALL -> {
                    return -1;
                }
                case DRIP -> {
                    int until = Math.min(to, from + DRIPS);
                    for (int i = from; i < until; i++) {
                        near.getOutputStream().write(buffer[i]);
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                    return until;
                }
                case CORRUPT -> {
                    int first = behindHead(buffer, from, to);
                    Arrays.fill(buffer, first, Math.min(to, first + 1 + random.nextInt(4)), SPOILED);
                }
                case DELAY -> pause();
            }
            return from;
        }

        /** A head that was spoilt may say anything, such as another framing: nobody could know it for wrong. */
        private static int behindHead(byte[] buffer, int from, int to) {
            String text = new String(buffer, 0, to, StandardCharsets.ISO_8859_1);
            int end = text.startsWith("HTTP/") ? text.indexOf("\r\n\r\n") : 0;
            return end < 0 ? to : Math.max(from, end == 0 ? 0 : end + 4);
        }

        private void pause() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        }

        private @Nullable Fault draw(double percent, List<Fault> faults) {
            return random.nextDouble() * 100 < percent ? faults.get(random.nextInt(faults.size())) : null;
        }

        private void note(Fault fault) {
            Objects.requireNonNull(struck.get(fault)).increment();
        }

        private synchronized void close() {
            closeQuietly(near);
            closeQuietly(far);
            links.remove(this);
        }
    }
}
