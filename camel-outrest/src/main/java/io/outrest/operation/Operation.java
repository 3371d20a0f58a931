package io.outrest.operation;

import io.outrest.connection.ConnectionFacts;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.observe.AuditLog;
import io.outrest.observe.AuditRecord;
import io.outrest.observe.CallObserver;
import io.outrest.observe.CallStatistics;
import io.outrest.observe.Explanation;
import io.outrest.request.CallFailure;
import io.outrest.request.JsonCodec;
import io.outrest.security.TokenCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of one component, and what can be done with it while it runs. It joins the developer console, JMX and the health
 * checks where the application has them; calls are counted where one of the first two is there, and metered where there is a
 * meter registry. Thread-safe.
 */
public final class Operation {

    private final ConnectionRegistry connections;
    private final TokenCache tokens;
    private final Calling calling;
    private final Supplier<JsonCodec> json;
    private final CallStatistics statistics = new CallStatistics();
    private final ConnectionHealth health;
    private AuditLog audit;
    private @Nullable OutrestConnections managed;
    private @Nullable OutrestDevConsole console;

    /** What the component itself does. */
    public interface Calling {

        /** Asks whether the API of a connection is up; waits for the answer, a few seconds at most. */
        Ping ping(String connection);

        /**
         * The request that a call would send.
         *
         * @throws RuntimeException that says why there is none
         */
        Explanation explain(String connection, String method, Map<String, ?> parameters, @Nullable Object body);

        /** Sockets that are in use. */
        int leased();

        /** Sockets that wait for their next use. */
        int idle();
    }

    public Operation(ConnectionRegistry connections, TokenCache tokens, Calling calling, Supplier<JsonCodec> json) {
        this.connections = connections;
        this.tokens = tokens;
        this.calling = calling;
        this.json = json;
        this.health = new ConnectionHealth(connections, calling);
        this.audit = new AuditLog(0, json);
    }

    /**
     * Joins what the application has.
     *
     * @param auditSize how many calls the audit keeps of each connection
     */
    public synchronized void start(CamelContext context, int auditSize) throws Exception {
        audit = new AuditLog(auditSize, json);
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            checks.register(health.within(checks));
        }
        DevConsoleRegistry consoles = DevConsoleRegistry.get(context);
        if (consoles != null) {
            console = new OutrestDevConsole(this, context);
            consoles.register(console);
        }
        if (context.getManagementStrategy().getManagementAgent() != null) {
            managed = new OutrestConnections(this);
            context.addService(managed);
        }
    }

    public synchronized void stop(CamelContext context) throws Exception {
        HealthCheckRegistry checks = HealthCheckRegistry.get(context);
        if (checks != null) {
            checks.unregister(health);
        }
        DevConsoleRegistry consoles = DevConsoleRegistry.get(context);
        if (console != null && consoles != null) {
            consoles.unregister(console);
        }
        if (managed != null) {
            context.removeService(managed);
        }
        console = null;
        managed = null;
    }

    /** Who hears of the calls; asked when the first connection is called, so that the application's meters are known by then. */
    public synchronized CallObserver observer(CamelContext context) {
        CallObserver counting = console == null && managed == null ? CallObserver.none() : statistics;
        boolean hasMicrometer =
                context.getClassResolver().resolveClass("io.micrometer.core.instrument.MeterRegistry") != null;
        return hasMicrometer
                ? counting.and(MeteredCalls.in(context.getRegistry(), connections, tokens, calling))
                : counting;
    }

    /** Keeps the calls of connections that are audited. */
    public synchronized AuditLog audit() {
        return audit;
    }

    /** The health of the connections. */
    public ConnectionHealth health() {
        return health;
    }

    /** In alphabetical order. */
    Set<String> names() {
        return connections.names();
    }

    /**
     * The connections as they are shown, in the order of their names.
     *
     * @param filter stands in the name or among the tags, case ignored; empty for all
     */
    List<Map<String, Object>> connections(String filter, int limit) {
        String searched = filter.toLowerCase(Locale.ROOT);
        return names().stream()
                .flatMap(this::facts)
                .filter(facts -> (facts.name() + " " + String.join(" ", facts.tags()))
                        .toLowerCase(Locale.ROOT)
                        .contains(searched))
                .limit(limit)
                .map(this::shown)
                .toList();
    }

    /** Nothing for one that was removed meanwhile. */
    private Stream<ConnectionFacts> facts(String name) {
        try {
            return Stream.of(connections.facts(name));
        } catch (CallFailure removed) {
            return Stream.empty();
        }
    }

    /**
     * One connection as it is shown.
     *
     * @throws CallFailure of kind CONFIGURATION, when there is none of that name
     */
    Map<String, Object> connection(String name) {
        return shown(connections.facts(name));
    }

    private Map<String, Object> shown(ConnectionFacts facts) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", facts.name());
        map.put("state", facts.state().name().toLowerCase(Locale.ROOT));
        if (facts.problem() != null) {
            map.put("problem", facts.problem());
        }
        map.put("method", facts.method());
        map.put(
                "baseUrls",
                facts.baseUrls().stream().map(Operation::withoutUser).toList());
        map.put("path", facts.path());
        map.put("tags", facts.tags());
        map.put("security", facts.security());
        map.put("underWay", facts.load().underWay());
        map.put("waiting", facts.load().waiting());
        if (facts.load().circuitBreaker() != null) {
            map.put("circuitBreaker", facts.load().circuitBreaker());
        }
        map.putAll(statistics.of(facts.name()).asMap());
        return map;
    }

    /** User info is refused, and not to be shown until it is. */
    private static String withoutUser(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    /** The sockets, over all connections. */
    Map<String, Object> pool() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("leased", leased());
        map.put("idle", idle());
        return map;
    }

    int leased() {
        return calling.leased();
    }

    int idle() {
        return calling.idle();
    }

    /** How the definitions fare that fetch tokens. */
    List<Map<String, Object>> tokens() {
        return tokens.figures().values().stream()
                .map(figures -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("definition", figures.definition());
                    if (figures.age() != null && figures.expiresIn() != null) {
                        map.put("ageSeconds", figures.age().toSeconds());
                        map.put("expiresInSeconds", figures.expiresIn().toSeconds());
                    }
                    map.put("fetched", figures.fetched());
                    map.put("failed", figures.failed());
                    if (figures.lastFailure() != null) {
                        map.put("lastFailure", figures.lastFailure());
                    }
                    return map;
                })
                .toList();
    }

    /** Security definitions that wait for their credentials, and what they wait for. */
    Map<String, String> unconfigured() {
        return connections.unconfiguredSecurity();
    }

    List<AuditRecord> audited(String connection, String text, int limit) {
        return audit().search(connection, text, limit);
    }

    Ping ping(String connection) {
        return calling.ping(connection);
    }

    Explanation explain(String connection, String method, Map<String, ?> parameters, @Nullable Object body) {
        return calling.explain(connection, method, parameters, body);
    }

    void setActive(String connection, boolean active) {
        connections.setActive(connection, active);
    }
}
