package io.outrest.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** A real HTTP server on loopback that records what it saw and answers what it was told. */
public final class RestServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private volatile Function<RecordedRequest, Answer> behaviour = request -> Answer.json("{}");

    private RestServer(HttpServer server) {
        this.server = server;
    }

    /** Starts a server on a free port. */
    public static RestServer start() {
        try {
            return new RestServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0))
                    .started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server that speaks TLS. */
    public static RestServer startTls(SSLContext tls) {
        try {
            HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new RestServer(secure).started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RestServer started() {
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        return this;
    }

    /** Answers every request so. */
    public RestServer answers(Answer answer) {
        behaviour = request -> answer;
        return this;
    }

    /** Answers every request as the function says; it may take its time. */
    public RestServer answers(Function<RecordedRequest, Answer> function) {
        behaviour = function;
        return this;
    }

    /** Answers every request so, but only when that time is over. */
    public RestServer answersAfter(Duration delay, Answer answer) {
        return answers(request -> {
            try {
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server is closed
            }
            return answer;
        });
    }

    /** Answers every request so, but only when the latch is open, which must be so within half a minute. */
    public RestServer answersWhen(CountDownLatch open, Answer answer) {
        return answersWhen(open, () -> answer);
    }

    /** The same with an answer that is made for each request. */
    public RestServer answersWhen(CountDownLatch open, Supplier<Answer> answer) {
        return answers(request -> {
            try {
                if (!open.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody released this");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server is closed
            }
            return answer.get();
        });
    }

    /** Answers with that status and JSON. */
    public RestServer answers(int status, String json) {
        return answers(Answer.json(json).withStatus(status));
    }

    /** {@code http://127.0.0.1:port}, or {@code https}. */
    public String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** All requests, in the order in which they came. */
    public List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The only request there was. */
    public RecordedRequest request() {
        if (requests.size() != 1) {
            throw new AssertionError("one request was expected, but there were "
                    + requests.stream().map(RecordedRequest::line).toList());
        }
        return requests.get(0);
    }

    /** The last request. */
    public RecordedRequest lastRequest() {
        if (requests.isEmpty()) {
            throw new AssertionError("there was no request");
        }
        return requests.get(requests.size() - 1);
    }

    /** Forgets the requests so far. */
    public void forget() {
        requests.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            RecordedRequest request = new RecordedRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    new HashMap<>(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes());
            requests.add(request);
            behaviour.apply(request).sendTo(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What to answer. */
    public record Answer(int status, List<Map.Entry<String, String>> headers, byte[] body) {

        public static Answer status(int status) {
            return new Answer(status, List.of(), new byte[0]);
        }

        public static Answer json(String json) {
            return of("application/json", json);
        }

        public static Answer of(String contentType, String text) {
            return of(contentType, text.getBytes(StandardCharsets.UTF_8));
        }

        public static Answer of(String contentType, byte[] body) {
            return new Answer(200, List.of(Map.entry("Content-Type", contentType)), body);
        }

        public Answer withStatus(int other) {
            return new Answer(other, headers, body);
        }

        public Answer with(String name, String value) {
            List<Map.Entry<String, String>> more = new ArrayList<>(headers);
            more.add(Map.entry(name, value));
            return new Answer(status, more, body);
        }

        /** The same in chunks, without a length. */
        public Answer inChunks() {
            return with("Transfer-Encoding", "chunked");
        }

        private boolean isChunked() {
            return headers.stream().anyMatch(header -> header.getKey().equals("Transfer-Encoding"));
        }

        private void sendTo(HttpExchange exchange) throws IOException {
            headers.forEach(header -> exchange.getResponseHeaders().add(header.getKey(), header.getValue()));
            boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, empty ? -1 : isChunked() ? 0 : body.length);
            if (!empty) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }
}
