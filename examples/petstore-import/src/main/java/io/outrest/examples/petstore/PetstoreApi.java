package io.outrest.examples.petstore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The API of petstore.yaml on loopback, as far as the example calls it, with its token endpoint. It makes its secret up, really
 * asks for tokens that are good for what is called, and remembers what it saw.
 */
final class PetstoreApi implements AutoCloseable {

    static final String CLIENT_ID = "neighbour";

    private final HttpServer server;
    private final String clientSecret = UUID.randomUUID().toString();
    private final Map<String, Set<String>> scopesOfTokens = new ConcurrentHashMap<>();
    private final List<SeenRequest> seen = new CopyOnWriteArrayList<>();

    private PetstoreApi(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    static PetstoreApi start() throws IOException {
        PetstoreApi api =
                new PetstoreApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.server.createContext("/", api::handle);
        api.server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
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

    private record Answer(int status, String json) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            SeenRequest request = SeenRequest.of(exchange);
            seen.add(request);
            Answer answer = answer(
                    request,
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            byte[] json = answer.json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status, json.length);
            exchange.getResponseBody().write(json);
        }
    }

    private Answer answer(SeenRequest request, String called) {
        return switch (called) {
            case "POST /login/token" -> token(request);
            case "GET /v1/shop/opening-hours" -> new Answer(200, "{\"from\": \"09:00\", \"to\": \"18:00\"}");
            case "GET /v1/pets" ->
                secured(
                        request,
                        "pets.read",
                        new Answer(200, "[{\"id\": 7, \"name\": \"Mia\"}, {\"id\": 12, \"name\": \"Tom\"}]"));
            case "PATCH /v1/pets/7" ->
                secured(
                        request,
                        "pets.write",
                        new Answer(200, "{\"id\": 7, \"name\": \"" + field(request, "name") + "\"}"));
            case "POST /v1/pets/7/photos" ->
                secured(request, "pets.write", new Answer(201, "{\"photo\": \"/photos/7-1.svg\"}"));
            case "POST /v1/orders" ->
                secured(request, "orders.write", new Answer(201, "{\"number\": \"B-31\", \"state\": \"packed\"}"));
            default -> new Answer(404, "{\"error\": \"nothing of that kind here\"}");
        };
    }

    /** Client credentials with scopes (RFC 6749 section 4.4). */
    private Answer token(SeenRequest request) {
        byte[] client = (CLIENT_ID + ":" + clientSecret).getBytes(StandardCharsets.UTF_8);
        if (!request.authorization().equals("Basic " + Base64.getEncoder().encodeToString(client))) {
            return new Answer(401, "{\"error\": \"invalid_client\"}");
        }
        if (!field(request, "grant_type").equals("client_credentials")) {
            return new Answer(400, "{\"error\": \"unsupported_grant_type\"}");
        }
        String token = UUID.randomUUID().toString();
        scopesOfTokens.put(token, Set.of(field(request, "scope").split(" ", -1)));
        return new Answer(
                200, "{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": 300}");
    }

    private Answer secured(SeenRequest request, String scope, Answer answer) {
        Set<String> scopes = scopesOfTokens.get(request.authorization().replaceFirst("^Bearer ", ""));
        if (scopes == null) {
            return new Answer(401, "{\"error\": \"invalid_token\"}");
        }
        return scopes.contains(scope) ? answer : new Answer(403, "{\"error\": \"insufficient_scope\"}");
    }

    /** A field of a form; empty when it is not there. */
    private static String field(SeenRequest request, String name) {
        for (String field : request.body().split("&", -1)) {
            if (field.startsWith(name + "=")) {
                return URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
