package io.outrest.testing.keycloak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server, hands everything on as it is, and remembers what passed. */
public final class Forwarder implements AutoCloseable {

    private static final Set<String> OF_EACH_HOP = Set.of(
            ":status",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "te",
            "transfer-encoding",
            "upgrade");

    private final HttpServer server;
    private final String target;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Passed> passed = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();

    private Forwarder(HttpServer server, String target) {
        this.server = server;
        this.target = target;
    }

    /**
     * A request and its answer.
     *
     * @param authorization empty when there was none
     * @param began as {@link System#nanoTime()} counts
     * @param ended when the answer was there
     */
    public record Passed(String path, String authorization, int status, long began, long ended) {

        public boolean isTokenRequest() {
            return path.endsWith("/protocol/openid-connect/token");
        }
    }

    /** Starts one on a free port. */
    public static Forwarder to(String target) throws IOException {
        Forwarder forwarder =
                new Forwarder(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), target);
        forwarder.server.createContext("/", forwarder::handle);
        forwarder.server.setExecutor(forwarder.threads);
        forwarder.server.start();
        return forwarder;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Passed> tokenRequests() {
        return passed.stream().filter(Passed::isTokenRequest).toList();
    }

    public List<Passed> apiRequests() {
        return passed.stream().filter(request -> !request.isTokenRequest()).toList();
    }

    /** How many tokens were given out since the start; this is not forgotten. */
    public int tokens() {
        return tokens.get();
    }

    public void forget() {
        passed.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            long began = System.nanoTime();
            HttpResponse<byte[]> answer = client.send(request(exchange), BodyHandlers.ofByteArray());
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            remember(new Passed(
                    exchange.getRequestURI().getPath(),
                    authorization == null ? "" : authorization,
                    answer.statusCode(),
                    began,
                    System.nanoTime()));
            answer(exchange, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void remember(Passed request) {
        passed.add(request);
        if (request.isTokenRequest() && request.status() == 200) {
            tokens.incrementAndGet();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .timeout(Duration.ofSeconds(60))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isForAll(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (isForAll(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        byte[] body = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static boolean isForAll(String header) {
        return !OF_EACH_HOP.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
