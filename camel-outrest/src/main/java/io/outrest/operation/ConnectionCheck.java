package io.outrest.operation;

import io.outrest.connection.ConnectionFacts;
import io.outrest.connection.ConnectionRegistry;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Pings one connection. It is down where its API is, and where it cannot be called at all; what somebody has switched off is up,
 * as nobody expects calls of it.
 */
final class ConnectionCheck implements HealthCheck {

    private final String connection;
    private final ConnectionRegistry connections;
    private final Operation.Calling calling;
    private volatile boolean enabled = true;

    ConnectionCheck(String connection, ConnectionRegistry connections, Operation.Calling calling) {
        this.connection = connection;
        this.connections = connections;
        this.calling = calling;
    }

    @Override
    public String getGroup() {
        return "outrest";
    }

    @Override
    public String getId() {
        return "outrest:" + connection;
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
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail(CHECK_ID, getId())
                .detail(CHECK_GROUP, getGroup())
                .detail(CHECK_KIND, Kind.READINESS.name())
                .detail("connection", connection);
        if (!enabled) {
            return result.detail(CHECK_ENABLED, false)
                    .unknown()
                    .message("Disabled")
                    .build();
        }
        try {
            ConnectionFacts facts = connections.facts(connection);
            result.detail("state", facts.state().name().toLowerCase(Locale.ROOT));
            return switch (facts.state()) {
                case READY -> pinged(result);
                case INACTIVE -> result.up().message("switched off").build();
                case UNCONFIGURED, UNUSABLE ->
                    result.down().message(String.valueOf(facts.problem())).build();
            };
        } catch (RuntimeException e) {
            return result.down().message(String.valueOf(e.getMessage())).build();
        }
    }

    private Result pinged(HealthCheckResultBuilder result) {
        Ping ping = calling.ping(connection);
        if (ping.status() > 0) {
            result.detail(HTTP_RESPONSE_CODE, ping.status());
        }
        result.detail("millis", ping.duration().toMillis()).message(ping.result());
        return (ping.up() ? result.up() : result.down()).build();
    }
}
