package io.outrest.examples.springboot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A small API on loopback that prints what it saw. Invoices take half a second, and a key that it makes up. */
final class DemoApi implements AutoCloseable {

    private static final int HALF_A_SECOND = 500;

    private final HttpServer server;
    private final PrintStream out;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String key = UUID.randomUUID().toString();

    private DemoApi(HttpServer server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    /** Starts it on a free port. */
    static DemoApi start(PrintStream out) throws IOException {
        DemoApi api =
                new DemoApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), out);
        api.server.createContext("/", api::handle);
        api.server.setExecutor(api.threads);
        api.server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String key() {
        return key;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            out.println("   API saw    " + (exchange.getRequestMethod() + " " + path + " " + body).strip());
            if (path.startsWith("/billing/")) {
                invoice(exchange);
            } else if (path.startsWith("/crm/")) {
                answer(exchange, 200, "{\"id\": 12345, \"name\": \"Ada Lovelace\"}");
            } else {
                answer(exchange, 201, "{\"left\": 40}");
            }
        }
    }

    private void invoice(HttpExchange exchange) throws IOException {
        out.println("              X-App-Name: " + exchange.getRequestHeaders().getFirst("X-App-Name"));
        boolean known = key.equals(exchange.getRequestHeaders().getFirst("X-API-Key"));
        try {
            TimeUnit.MILLISECONDS.sleep(HALF_A_SECOND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the API is closed
        }
        answer(exchange, known ? 200 : 401, known ? "{\"total\": 42.5}" : "{\"error\": \"no such key\"}");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
