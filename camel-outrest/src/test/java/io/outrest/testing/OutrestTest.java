package io.outrest.testing;

import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.security.SecurityDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The base of route-level tests: a context with the component, configured by a document, and a server to call. The document
 * may say {@code SERVER} for the server's URL.
 */
public abstract class OutrestTest extends CamelTestSupport {

    protected final RestServer server = RestServer.start();

    @TempDir
    protected Path folder;

    /** The document that configures the connections of the test. */
    protected abstract String document();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        OutrestComponent component = new OutrestComponent();
        component.setSynchronous(
                Boolean.getBoolean("outrest.test.synchronous")); // the same tests, with threads that wait
        String text = document();
        if (!text.isBlank()) {
            component.setConfiguration("file:" + write(text));
        }
        camel.addComponent("outrest", component);
        return camel;
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** Writes the document, at the start or for a reload. */
    protected final Path write(String text) {
        try {
            Path file = folder.resolve("outrest.yaml");
            return Files.writeString(file, text.replace("SERVER", server.url()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    protected final OutrestComponent component() {
        return context.getComponent("outrest", OutrestComponent.class);
    }

    protected final ConnectionRegistry registry() {
        return component().getRegistry();
    }

    /** A definition of the type {@code apiKey}. */
    protected static SecurityDefinition apiKey(String in, String name, String key) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("apiKey");
        definition.setIn(in);
        definition.setName(name);
        definition.setApiKey(key);
        return definition;
    }

    /** Sends a body and headers to an endpoint; what comes back may have an exception. */
    protected final Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    protected final Exchange send(String uri, Map<String, Object> headers) {
        return template.send(uri, exchange -> exchange.getMessage().setHeaders(new HashMap<>(headers)));
    }

    protected final Exchange send(String uri) {
        return send(uri, Map.of());
    }

    /** The failure of a call that must have one. */
    protected static OutrestException failure(Exchange exchange) {
        if (exchange.getException() instanceof OutrestException failure) {
            return failure;
        }
        throw new AssertionError(
                "an OutrestException was expected, but there is " + exchange.getException() + " and the status "
                        + exchange.getMessage().getHeader("CamelHttpResponseCode"),
                exchange.getException());
    }

    protected static int status(Exchange exchange) {
        if (exchange.getException() != null) {
            throw new AssertionError("a status was expected", exchange.getException());
        }
        return exchange.getMessage().getHeader("CamelHttpResponseCode", Integer.class);
    }
}
