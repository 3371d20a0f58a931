package io.outrest.operation;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.outrest.connection.ConnectionLoad;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.observe.CallEvent;
import io.outrest.observe.CallObserver;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.security.TokenCache;
import io.outrest.security.TokenFigures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's meters: {@code http.client.requests} as other HTTP clients have it, and what is Outrest's own. No tag ever holds what
 * was filled into a template. The only class that knows Micrometer.
 */
final class MeteredCalls implements CallObserver {

    private static final String CONNECTION = "connection";
    private static final String DEFINITION = "definition";
    private static final String NONE = "none";

    private final MeterRegistry meters;
    private final ConnectionRegistry connections;
    private final TokenCache tokens;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    /** Calls that go into one timer. */
    private record Kind(String connection, String method, String uri, int status, @Nullable FailureKind failure) {}

    private MeteredCalls(
            MeterRegistry meters, ConnectionRegistry connections, TokenCache tokens, Operation.Calling calling) {
        this.meters = meters;
        this.connections = connections;
        this.tokens = tokens;
        Gauge.builder("outrest.pool.connections", calling, Operation.Calling::leased)
                .tag("state", "leased")
                .description("Sockets in use")
                .register(meters);
        Gauge.builder("outrest.pool.connections", calling, Operation.Calling::idle)
                .tag("state", "idle")
                .description("Sockets that wait for their next use")
                .register(meters);
    }

    /** Meters calls in the application's registries; nobody where it has none. */
    static CallObserver in(
            Registry beans, ConnectionRegistry connections, TokenCache tokens, Operation.Calling calling) {
        Set<MeterRegistry> registries = beans.findByType(MeterRegistry.class);
        if (registries.isEmpty()) {
            return CallObserver.none();
        }
        MeterRegistry meters = registries.stream()
                .filter(CompositeMeterRegistry.class::isInstance)
                .findFirst()
                .orElseGet(() -> registries.size() == 1
                        ? registries.iterator().next()
                        : new CompositeMeterRegistry(Clock.SYSTEM, registries));
        return new MeteredCalls(meters, connections, tokens, calling);
    }

    @Override
    public void connected(String connection, List<String> securityDefinitions) {
        gauge("outrest.calls.active", connection, "Calls under way", ConnectionLoad::underWay);
        gauge("outrest.calls.waiting", connection, "Calls that wait for a place", ConnectionLoad::waiting);
        if (connections.load(connection).circuitBreaker() != null) {
            gauge(
                    "outrest.circuitbreaker.state",
                    connection,
                    "0 closed, 1 half open, 2 open",
                    load -> state(load.circuitBreaker()));
        }
        securityDefinitions.forEach(this::definition);
    }

    private static double state(@Nullable String circuitBreaker) {
        return switch (circuitBreaker == null ? "closed" : circuitBreaker) {
            case "closed" -> 0;
            case "half-open" -> 1;
            default -> 2;
        };
    }

    private void gauge(String name, String connection, String description, ToDoubleFunction<ConnectionLoad> value) {
        Gauge.builder(name, connections, all -> value(connection, value))
                .tag(CONNECTION, connection)
                .description(description)
                .register(meters);
    }

    /** No number where the connection is gone. */
    private double value(String connection, ToDoubleFunction<ConnectionLoad> value) {
        try {
            return value.applyAsDouble(connections.load(connection));
        } catch (CallFailure gone) {
            return Double.NaN;
        }
    }

    private void definition(String name) {
        TimeGauge.builder(
                        "outrest.token.age",
                        tokens,
                        TimeUnit.SECONDS,
                        all -> seconds(figures(name).age()))
                .tag(DEFINITION, name)
                .description("Age of the token that is held")
                .register(meters);
        TimeGauge.builder(
                        "outrest.token.expires",
                        tokens,
                        TimeUnit.SECONDS,
                        all -> seconds(figures(name).expiresIn()))
                .tag(DEFINITION, name)
                .description("How long the token that is held is good for")
                .register(meters);
        requests(name, "success", TokenFigures::fetched);
        requests(name, "failure", TokenFigures::failed);
    }

    private void requests(String definition, String outcome, ToDoubleFunction<TokenFigures> count) {
        FunctionCounter.builder("outrest.token.requests", tokens, all -> count.applyAsDouble(figures(definition)))
                .tag(DEFINITION, definition)
                .tag("outcome", outcome)
                .description("Requests for tokens")
                .register(meters);
    }

    private TokenFigures figures(String definition) {
        return tokens.figures().getOrDefault(definition, new TokenFigures(definition, null, null, 0, 0, null));
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    @Override
    public void ended(CallEvent event) {
        timers.computeIfAbsent(
                        new Kind(event.connection(), event.method(), event.uri(), event.status(), event.failure()),
                        this::timer)
                .record(event.duration());
        if (event.attempts() > 1) {
            Counter.builder("outrest.calls.retries")
                    .tag(CONNECTION, event.connection())
                    .description("Attempts beyond the first of a call")
                    .register(meters)
                    .increment(event.attempts() - 1.0);
        }
        CallFailure failure = event.outcome().failure();
        if (failure != null && failure.kind() == FailureKind.REJECTED) {
            Counter.builder("outrest.calls.rejected")
                    .tag(CONNECTION, event.connection())
                    .tag("by", rejectedBy(String.valueOf(failure.getMessage())))
                    .description("Calls that were turned away")
                    .register(meters)
                    .increment();
        }
    }

    /** The link that has turned a call away says its name in the message. */
    private static String rejectedBy(String message) {
        return List.of("circuit breaker", "rate limit", "bulkhead").stream()
                .filter(message::contains)
                .findFirst()
                .orElse("other");
    }

    private Timer timer(Kind kind) {
        return Timer.builder("http.client.requests")
                .tag(CONNECTION, kind.connection)
                .tag("method", kind.method)
                .tag("uri", kind.uri)
                .tag("status", status(kind))
                .tag("outcome", outcome(kind.status))
                .tag("exception", kind.failure == null ? NONE : kind.failure.name())
                .description("Calls of connections, over all their attempts")
                .register(meters);
    }

    /** As Spring's clients say it, so that one dashboard fits both. */
    private static String status(Kind kind) {
        if (kind.failure == null) {
            return Integer.toString(kind.status);
        }
        return switch (kind.failure) {
            case PARAMETER, BODY, CONFIGURATION, TOKEN, REJECTED, CANCELLED -> "CLIENT_ERROR";
            default -> "IO_ERROR";
        };
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> "UNKNOWN";
        };
    }
}
