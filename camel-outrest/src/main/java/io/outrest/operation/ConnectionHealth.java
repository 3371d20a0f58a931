package io.outrest.operation;

import io.outrest.connection.ConnectionRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.jspecify.annotations.Nullable;

/**
 * A readiness check for each connection that says how it is pinged, and, where Camel's checks of producers are switched on, for
 * each that a route calls. Thread-safe.
 */
public final class ConnectionHealth implements HealthCheckRepository {

    private static final String PRODUCERS = "producers";

    private final ConnectionRegistry connections;
    private final Operation.Calling calling;
    private final Map<String, Integer> producers = new ConcurrentHashMap<>();
    private final Map<String, HealthCheck> checks = new ConcurrentHashMap<>();
    private volatile boolean enabled = true;
    private volatile @Nullable HealthCheckRegistry registry;

    ConnectionHealth(ConnectionRegistry connections, Operation.Calling calling) {
        this.connections = connections;
        this.calling = calling;
    }

    /** This, as a part of that registry. */
    ConnectionHealth within(HealthCheckRegistry registry) {
        this.registry = registry;
        return this;
    }

    /** A route's producer that calls the connection has started. */
    public void started(String connection) {
        producers.merge(connection, 1, Integer::sum);
    }

    /** It has stopped. */
    public void stopped(String connection) {
        producers.computeIfPresent(connection, (name, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public String getId() {
        return "outrest";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Stream<HealthCheck> stream() {
        if (!enabled) {
            return Stream.empty();
        }
        Set<String> names = new TreeSet<>(connections.pinged());
        if (producersAreLookedAt()) {
            names.addAll(producers.keySet());
        }
        return names.stream().map(this::check);
    }

    private boolean producersAreLookedAt() {
        HealthCheckRegistry current = registry;
        return current != null
                && current.getRepository(PRODUCERS)
                        .map(HealthCheckRepository::isEnabled)
                        .orElse(false);
    }

    /** The same one each time: what somebody has switched off stays off. */
    private HealthCheck check(String name) {
        return checks.computeIfAbsent(name, absent -> new ConnectionCheck(name, connections, calling));
    }
}
