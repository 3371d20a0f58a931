package io.outrest.examples.quarkus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An API to call, so that the example needs no other program. */
final class DemoApi implements AutoCloseable {

    private final HttpServer server;

    private DemoApi(HttpServer server) {
        this.server = server;
    }

    static DemoApi start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 18090), 0);
        server.createContext("/v2/customers/12345/orders", exchange -> answer(exchange, orders(exchange)));
        server.createContext("/prices/tea", exchange -> answer(exchange, "{\"item\": \"tea\", \"price\": 3.5}"));
        server.start();
        return new DemoApi(server);
    }

    private static String orders(HttpExchange exchange) {
        boolean known =
                "only-for-this-example".equals(exchange.getRequestHeaders().getFirst("X-API-Key"));
        return known ? "{\"id\": 7, \"item\": \"tea\"}" : "{\"error\": \"who are you?\"}";
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        int status = json.contains("error") ? 401 : exchange.getRequestMethod().equals("POST") ? 201 : 200;
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
