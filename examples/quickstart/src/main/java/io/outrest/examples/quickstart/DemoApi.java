package io.outrest.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A small API on loopback: customers, orders, billing with an API key, invoices with OAuth2 and the token endpoint for them.
 * It makes its secrets up, really asks for them, and remembers what it saw.
 */
final class DemoApi implements AutoCloseable {

    /** For this customer the API has no answer. */
    static final int UNLUCKY = 13;

    private static final String CLIENT_ID = "quickstart";

    private final HttpServer server;
    private final String billingKey = UUID.randomUUID().toString();
    private final String clientSecret = UUID.randomUUID().toString();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final List<SeenRequest> seen = new CopyOnWriteArrayList<>();

    private DemoApi(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    static DemoApi start() throws IOException {
        DemoApi api = new DemoApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.server.createContext("/", api::handle);
        api.server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String billingKey() {
        return billingKey;
    }

    String clientSecret() {
        return clientSecret;
    }

    /** What it saw since it was asked last. */
    List<SeenRequest> takeSeen() {
        List<SeenRequest> taken = new ArrayList<>(seen);
        seen.removeAll(taken);
        return taken;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            SeenRequest request = SeenRequest.of(exchange);
            seen.add(request);
            Answer answer = answer(request, exchange.getRequestURI().getPath());
            byte[] json = answer.json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status, json.length);
            exchange.getResponseBody().write(json);
        }
    }

    private record Answer(int status, String json) {}

    private Answer answer(SeenRequest request, String path) {
        String called = request.method() + " " + path;
        if (called.startsWith("GET /crm/customers/")) {
            return customer(path.substring("/crm/customers/".length()));
        }
        if (called.matches("POST /orders/v2/customers/.+/orders")) {
            return new Answer(201, "{\"order\": \"A-1\", \"state\": \"open\"}");
        }
        if (called.matches("GET /orders/v2/customers/.+/orders")) {
            return new Answer(200, "[{\"order\": \"A-1\"}, {\"order\": \"A-2\"}]");
        }
        if (called.matches("POST /billing/customer/.+/phone/.+")) {
            return billing(request.header("X-API-Key"));
        }
        if (called.equals("POST /oauth2/token")) {
            return token(request);
        }
        if (called.startsWith("GET /invoices/")) {
            return invoice(request.header("Authorization"), path.substring("/invoices/".length()));
        }
        return new Answer(404, "{\"error\": \"there is no " + called.replace("\"", "'") + "\"}");
    }

    private static Answer customer(String id) {
        return switch (id) {
            case "12345" -> new Answer(200, "{\"id\": 12345, \"name\": \"Ada Lovelace\"}");
            case "" + UNLUCKY -> new Answer(500, "{\"error\": \"the database is away\"}");
            default -> new Answer(404, "{\"error\": \"no such customer\"}");
        };
    }

    private Answer billing(String key) {
        return billingKey.equals(key)
                ? new Answer(200, "{\"accepted\": true}")
                : new Answer(401, "{\"error\": \"no such key\"}");
    }

    /** Client credentials (RFC 6749 section 4.4). */
    private Answer token(SeenRequest request) {
        byte[] client = (CLIENT_ID + ":" + clientSecret).getBytes(StandardCharsets.UTF_8);
        if (!("Basic " + Base64.getEncoder().encodeToString(client)).equals(request.header("Authorization"))) {
            return new Answer(401, "{\"error\": \"invalid_client\"}");
        }
        if (!List.of(request.body().split("&")).contains("grant_type=client_credentials")) {
            return new Answer(400, "{\"error\": \"unsupported_grant_type\"}");
        }
        String token = UUID.randomUUID().toString();
        tokens.add(token);
        return new Answer(
                200, "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": 300}");
    }

    private Answer invoice(String authorization, String number) {
        boolean known =
                authorization.startsWith("Bearer ") && tokens.contains(authorization.substring("Bearer ".length()));
        return known
                ? new Answer(200, "{\"invoice\": \"" + number + "\", \"total\": 42.50}")
                : new Answer(401, "{\"error\": \"invalid_token\"}");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
