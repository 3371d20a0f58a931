package io.outrest;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Lifetime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are under way, so that they can be ended when the context stops, or when the thread that waited for one was
 * interrupted: Camel then leaves its reason on the exchange and tells nobody. Thread-safe.
 */
final class OngoingCalls {

    private final Map<Lifetime, Ongoing> calls = new ConcurrentHashMap<>();

    /**
     * A call that somebody waits for.
     *
     * @param exchange null for a call without one
     * @param before the exception that was there before the call
     */
    private record Ongoing(@Nullable Exchange exchange, @Nullable Exception before) {

        boolean isAbandoned() {
            return exchange != null && exchange.getException() != before && exchange.getException() != null;
        }
    }

    void add(Lifetime lifetime, @Nullable Exchange exchange) {
        calls.put(lifetime, new Ongoing(exchange, exchange == null ? null : exchange.getException()));
    }

    void remove(Lifetime lifetime) {
        calls.remove(lifetime);
    }

    /** How many there are. */
    int size() {
        return calls.size();
    }

    /** Ends the calls whose waiting thread was interrupted. */
    void endAbandoned() {
        calls.forEach((lifetime, ongoing) -> {
            if (ongoing.isAbandoned()) {
                lifetime.end(new CallFailure(FailureKind.CANCELLED, "the waiting thread was interrupted"));
            }
        });
    }

    /** Ends all calls. */
    void endAll() {
        CallFailure stopped = new CallFailure(FailureKind.CANCELLED, "the Camel context was stopped");
        calls.keySet().forEach(lifetime -> lifetime.end(stopped));
    }
}
