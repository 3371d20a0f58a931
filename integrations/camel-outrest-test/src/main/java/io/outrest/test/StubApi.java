package io.outrest.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.outrest.OutrestComponent;
import io.outrest.connection.ConnectionRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * A server on the loopback address in the place of the APIs that connections lead to. It answers as it is told, and remembers what it
 * was asked.
 *
 * <pre>{@code
 * try (StubApi api = StubApi.start().standsFor(context, "Orders API")) {
 *     api.on("GET", "/v2/customers/{id}/orders").reply(200, List.of(Map.of("id", 7)));
 *     ...
 *     api.verify(1, "GET", "/v2/customers/12345/orders");
 * }
 * }</pre>
 *
 * <p>What it is not told to answer is a 404 whose body says what there would be; requests for OAuth2 tokens are answered with a token
 * unless a stub says otherwise. Thread-safe.
 */
public final class StubApi implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads;
    private final List<Stub> stubs = new CopyOnWriteArrayList<>();
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

    private StubApi(HttpServer server) {
        this.server = server;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stub-api");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Starts one, on a port that is free. */
    public static StubApi start() {
        try {
            return new StubApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Scheme, host and port. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Takes the place of the APIs of these connections, wherever they are configured; of all that there are, if none is named. Paths,
     * headers and credentials stay those of the connection, the path of its base URL included; tokens are asked of this server.
     *
     * @throws RuntimeException when there is no such connection
     */
    public StubApi standsFor(CamelContext context, String... connections) {
        ConnectionRegistry registry =
                context.getComponent("outrest", OutrestComponent.class).getRegistry();
        Collection<String> names = connections.length == 0 ? registry.names() : List.of(connections);
        names.forEach(name -> registry.standIn(name, url()));
        return this;
    }

    /**
     * Begins to say what is answered. Of several stubs that fit the last one counts.
     *
     * @param method in capital letters
     * @param path what stands in braces is any one segment; a query such as {@code ?status=open} must be part of the request's
     */
    public Stub on(String method, String path) {
        Stub stub = new Stub(RequestPattern.of(method, path));
        stubs.add(0, stub);
        return stub;
    }

    /** What was asked, in the order in which it came; requests for tokens too. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The same, as far as it fits, as in {@link #on}. */
    public List<ReceivedRequest> requests(String method, String path) {
        RequestPattern pattern = RequestPattern.of(method, path);
        return requests.stream().filter(pattern::fits).toList();
    }

    /** @throws AssertionError that tells what was asked, when it was not so many times this */
    public void verify(int times, String method, String path) {
        int found = requests(method, path).size();
        if (found != times) {
            throw new AssertionError(method + " " + path + " was asked " + found + " times instead of " + times
                    + "; there were " + requests);
        }
    }

    /** Forgets stubs and requests. */
    public void reset() {
        stubs.clear();
        requests.clear();
    }

    private void serve(HttpExchange exchange) {
        try (exchange) {
            ReceivedRequest request = ReceivedRequest.of(exchange);
            requests.add(request);
            reply(request).send(exchange, request.method());
        } catch (IOException e) {
            // the caller has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(ReceivedRequest request) {
        return stubs.stream()
                .filter(stub -> stub.pattern().fits(request))
                .findFirst()
                .map(Stub::next)
                .orElseGet(() -> asksForToken(request) ? token() : unknown(request));
    }

    private static boolean asksForToken(ReceivedRequest request) {
        return request.method().equals("POST") && request.body().contains("grant_type=");
    }

    private static Reply token() {
        return Reply.of(200, Map.of("access_token", "stub-token", "token_type", "Bearer", "expires_in", 3600));
    }

    private Reply unknown(ReceivedRequest request) {
        String known = stubs.stream().map(stub -> stub.pattern().toString()).collect(Collectors.joining(", "));
        return Reply.of(
                404,
                Map.of(
                        "error",
                        "no stub for " + request + (known.isEmpty() ? "; there is none" : "; there are " + known)));
    }

    /** Stops; connections that lead here find nobody from now on. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        return url();
    }
}
