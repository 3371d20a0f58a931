package io.outrest.operation;

import io.outrest.observe.AuditRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.StaticService;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * The connections in JMX, as {@code org.apache.camel:context=...,type=services,name=OutrestConnections}. What it tells is text:
 * names, lines, or JSON. What cannot be done is an exception whose message says why.
 */
@ManagedResource(description = "Outrest's named outgoing REST connections")
public final class OutrestConnections extends ServiceSupport implements StaticService {

    private static final int MOST = 100_000;

    private final Operation operation;

    OutrestConnections(Operation operation) {
        this.operation = operation;
    }

    @ManagedAttribute(description = "Names of all connections")
    public String[] getNames() {
        return operation.names().toArray(String[]::new);
    }

    @ManagedAttribute(description = "Sockets in use")
    public int getLeasedSockets() {
        return operation.leased();
    }

    @ManagedAttribute(description = "Sockets that wait for their next use")
    public int getIdleSockets() {
        return operation.idle();
    }

    @ManagedAttribute(description = "Security definitions that wait for credentials, and for which")
    public String[] getUnconfigured() {
        return operation.unconfigured().entrySet().stream()
                .map(definition -> definition.getKey() + ": " + definition.getValue())
                .toArray(String[]::new);
    }

    @ManagedOperation(
            description =
                    "Connections as JSON, with state and counters; the filter stands in name or tags, empty for all")
    public String list(String filter) {
        return Jsoner.serialize(new JsonArray(operation.connections(filter, MOST)));
    }

    @ManagedOperation(description = "State and counters of one connection, as JSON")
    public String counters(String connection) {
        return answered(() -> new JsonObject(operation.connection(connection)).toJson());
    }

    @ManagedOperation(description = "Asks whether the API of a connection is up")
    public String ping(String connection) {
        return operation.ping(connection).toString();
    }

    @ManagedOperation(description = "Switches a connection on or off, whatever its settings say")
    public void setActive(String connection, boolean active) {
        answered(() -> {
            operation.setActive(connection, active);
            return "";
        });
    }

    @ManagedOperation(description = "How security definitions fare with their tokens, as JSON")
    public String tokens() {
        return Jsoner.serialize(new JsonArray(operation.tokens()));
    }

    @ManagedOperation(
            description =
                    "The last calls of audited connections as JSON, the newest first; connection and text may be empty")
    public String audit(String connection, String text, int limit) {
        List<Map<String, Object>> calls = operation.audited(connection, text, limit).stream()
                .map(AuditRecord::asMap)
                .toList();
        return Jsoner.serialize(new JsonArray(calls));
    }

    @ManagedOperation(
            description =
                    "The request that a call would send, masked, without sending it; parameters as JSON object, body as text")
    public String explain(String connection, String method, String parameters, String body) {
        return answered(() -> operation
                .explain(connection, method, parameters(parameters), body.isEmpty() ? null : body)
                .toString());
    }

    private static Map<String, ?> parameters(String json) throws DeserializationException {
        if (json.isBlank()) {
            return Map.of();
        }
        if (Jsoner.deserialize(json) instanceof JsonObject parameters) {
            return parameters;
        }
        throw new IllegalArgumentException("parameters must be a JSON object such as {\"customer_id\": 5}");
    }

    /** A console that asks has Outrest's classes nowhere, and so must not be sent their exceptions. */
    private static String answered(Callable<String> answer) {
        try {
            return answer.call();
        } catch (Exception e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()));
        }
    }
}
