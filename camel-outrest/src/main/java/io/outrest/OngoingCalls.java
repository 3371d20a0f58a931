package io.outrest;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Lifetime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are under way, so that they can be waited for and ended when the component stops, or ended when the thread that
 * waited for one was interrupted: Camel then leaves its reason on the exchange and tells nobody. Thread-safe.
 */
final class OngoingCalls {

    private final Map<Lifetime, Ongoing> calls = new ConcurrentHashMap<>();

    /** Open when no call is left; null while calls may begin. */
    private volatile @Nullable CountDownLatch lastIsOver;

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

    /**
     * Begins a call.
     *
     * @throws CallFailure of kind CANCELLED, when the component stops or has stopped
     */
    void add(Lifetime lifetime, @Nullable Exchange exchange) {
        calls.put(lifetime, new Ongoing(exchange, exchange == null ? null : exchange.getException()));
        if (lastIsOver != null) {
            remove(lifetime);
            throw stopped();
        }
    }

    void remove(Lifetime lifetime) {
        calls.remove(lifetime);
        CountDownLatch waiting = lastIsOver;
        if (waiting != null && calls.isEmpty()) {
            waiting.countDown();
        }
    }

    /** How many there are. */
    int size() {
        return calls.size();
    }

    /** Lets calls begin. */
    void open() {
        lastIsOver = null;
    }

    /**
     * Lets no call begin any more, and waits for those that run. Ends early where the thread is interrupted, which stays so.
     *
     * @return how many run still
     */
    int drain(Duration longest) {
        CountDownLatch waiting = new CountDownLatch(1);
        lastIsOver = waiting;
        try {
            if (!calls.isEmpty()) {
                waiting.await(longest.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        CallFailure stopped = stopped();
        calls.keySet().forEach(lifetime -> lifetime.end(stopped));
    }

    /** What becomes of calls of a component that has stopped. */
    static CallFailure stopped() {
        return new CallFailure(FailureKind.CANCELLED, "the Camel context was stopped");
    }
}
