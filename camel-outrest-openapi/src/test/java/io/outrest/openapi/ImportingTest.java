package io.outrest.openapi;

import static org.awaitility.Awaitility.await;

import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.LogLines;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.logging.log4j.Level;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The base of tests that meet imports as users of the component do: an application with an {@code outrest.yaml}, descriptions
 * beside it, and a server to call. Documents may say {@code SERVER} for the server's URL and {@code FOLDER} for where they are.
 */
abstract class ImportingTest {

    /** Two operations, one of them with a key. */
    static final String PETSTORE =
            """
            openapi: 3.0.3
            info: {title: Pets, version: '1'}
            servers: [{url: SERVER/v1}]
            paths:
              /pet/{petId}:
                get:
                  operationId: getPetById
                  parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
                  responses: {'200': {description: a pet, content: {application/json: {}}}}
              /pet:
                post:
                  operationId: addPet
                  security: [{key: []}]
                  requestBody: {content: {application/json: {}}}
                  responses: {'201': {description: made}}
            components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
            """;

    /** The import of it. */
    static final String IMPORT = "openapi: {petstore: {spec: 'file:FOLDER/petstore.yaml'}}\n";

    @TempDir
    Path folder;

    final RestServer server = RestServer.start();
    final Main main = new Main();
    final LogLines log = LogLines.open();
    private final Map<String, String> properties = new LinkedHashMap<>();

    @AfterEach
    void stop() {
        main.stop();
        server.close();
        log.close();
    }

    final void property(String key, String value) {
        properties.put("camel.component.outrest." + key, value);
    }

    /** Starts with that {@code outrest.yaml}. */
    final void start(String document) {
        property("configuration", "file:" + write("outrest.yaml", document));
        start();
    }

    final void start() {
        properties.forEach(main::addInitialProperty);
        main.start();
        context().getComponent("outrest");
    }

    final CamelContext context() {
        return main.getCamelContext();
    }

    final OutrestComponent component() {
        return context().getComponent("outrest", OutrestComponent.class);
    }

    final ConnectionRegistry registry() {
        return component().getRegistry();
    }

    final Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), filledIn(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final String filledIn(String text) {
        return text.replace("SERVER", server.url()).replace("FOLDER", folder.toString());
    }

    /** Calls a connection, which must work. */
    final RecordedRequest call(String connection, Map<String, Object> headers) {
        Exchange exchange = send("outrest:" + connection, headers);
        if (exchange.getException() != null) {
            throw new AssertionError("no failure was expected", exchange.getException());
        }
        return server.lastRequest();
    }

    final RecordedRequest call(String connection) {
        return call(connection, Map.of());
    }

    final Exchange send(String uri, Map<String, Object> headers) {
        return context()
                .createProducerTemplate()
                .send(uri, exchange -> exchange.getMessage().getHeaders().putAll(headers));
    }

    /** Why a call fails, which it must. */
    final OutrestException failure(String connection) {
        Exchange exchange = send("outrest:" + connection, Map.of("petId", 1));
        return Optional.ofNullable(exchange.getException(OutrestException.class))
                .orElseThrow(() -> new AssertionError("a failure was expected", exchange.getException()));
    }

    /** Lets a route go from {@code direct:start} to an endpoint. */
    final void route(String uri) throws Exception {
        addRoute(route -> route.from("direct:start").to(uri));
    }

    final void addRoute(Consumer<RouteBuilder> lines) throws Exception {
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                lines.accept(this);
            }
        });
    }

    final List<String> warnings() {
        return log.of(Level.WARN);
    }

    static SecurityDefinition definition(Consumer<SecurityDefinition> settings) {
        SecurityDefinition definition = new SecurityDefinition();
        settings.accept(definition);
        return definition;
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(100));
    }

    /** Two looks of the watch and some time. */
    static ConditionFactory forAWhile() {
        return await().during(Duration.ofMillis(2500)).atMost(Duration.ofSeconds(30));
    }

    static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
