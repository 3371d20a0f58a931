package io.outrest.examples.encrypted;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small API on loopback that asks for credentials. It knows them by their SHA-256 only, and remembers what it saw, masked. */
final class DemoApi implements AutoCloseable {

    private static final Set<String> KNOWN = Set.of(
            "d42e3b856427f3879af0cca8469dcbcd7c4bade408faa1dbd6ba52f96b15fa9f",
            "e0fa935575294f1937d3f0832a7a50354af8135051393e07de969cf77587700c");

    private final HttpServer server;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private DemoApi(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    static DemoApi start() throws IOException {
        DemoApi api = new DemoApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.server.createContext("/billing", exchange -> api.handle(exchange, "X-API-Key"));
        api.server.createContext("/crm", exchange -> api.handle(exchange, "Authorization"));
        api.server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The last request: its line, and its credentials masked. */
    String lastSeen() {
        return seen.get(seen.size() - 1);
    }

    private void handle(HttpExchange exchange, String header) throws IOException {
        try (exchange) {
            String credentials = String.valueOf(exchange.getRequestHeaders().getFirst(header));
            seen.add("%s %s with %s: %s"
                    .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), header, masked(credentials)));
            boolean known = KNOWN.contains(digest(credentials));
            byte[] json = (known ? "{\"name\": \"Ada Lovelace\"}" : "{\"error\": \"who are you?\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 401, json.length);
            exchange.getResponseBody().write(json);
        }
    }

    /** Keeps the scheme of {@code Authorization}, which is no secret. */
    private static String masked(String credentials) {
        return credentials.substring(0, credentials.indexOf(' ') + 1) + "********";
    }

    private static String digest(String credentials) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(credentials.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
