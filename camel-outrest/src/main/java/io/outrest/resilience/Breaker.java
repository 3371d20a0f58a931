package io.outrest.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of a connection: Resilience4j's, which hears of an attempt only while it is in the state in which it let it
 * through. What an old call comes to says nothing about an API that is being tried again. Thread-safe.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final String connection;
    private final CircuitBreakerPolicy policy;
    private final CircuitBreaker breaker;
    private final AtomicInteger changes = new AtomicInteger();

    /**
     * @param connection its name, for the log
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    Breaker(String connection, CircuitBreakerPolicy policy, LongSupplier ticker) {
        this.connection = connection;
        this.policy = policy;
        this.breaker = CircuitBreaker.of(
                connection,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
                        .slidingWindowSize((int) policy.window().toSeconds())
                        .failureRateThreshold(policy.failureRate())
                        .minimumNumberOfCalls(policy.minimumCalls())
                        .waitDurationInOpenState(policy.open())
                        .permittedNumberOfCallsInHalfOpenState(policy.halfOpenCalls())
                        .recordResult(BrokenCall::isFailure)
                        .clock(new TickerClock(ticker))
                        .currentTimestampFunction(clock -> ticker.getAsLong(), TimeUnit.NANOSECONDS)
                        .build());
        breaker.getEventPublisher().onStateTransition(this::changed);
    }

    /** An attempt that was let through. Exactly one of its methods is called, once. */
    final class Permit {

        private final int era;

        private Permit(int era) {
            this.era = era;
        }

        void ended(Object answer) {
            if (isOfNow()) {
                breaker.onResult(0, TimeUnit.NANOSECONDS, answer);
            }
        }

        void failed(Throwable failure) {
            if (isOfNow()) {
                breaker.onError(0, TimeUnit.NANOSECONDS, failure);
            }
        }

        /** It says nothing about the API. */
        void giveBack() {
            if (isOfNow()) {
                breaker.releasePermission();
            }
        }

        private boolean isOfNow() {
            return changes.get() == era;
        }
    }

    /** Lets an attempt through, or not: then null. */
    @Nullable
    Permit permit() {
        return breaker.tryAcquirePermission() ? new Permit(changes.get()) : null;
    }

    /** Why attempts are turned away. */
    String reason() {
        return "too many calls have failed, and "
                + (breaker.getState() == CircuitBreaker.State.HALF_OPEN
                        ? "it is being tried whether they do still"
                        : "it is open");
    }

    /** {@code closed}, {@code open} or {@code half-open}. */
    String state() {
        return breaker.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void changed(CircuitBreakerOnStateTransitionEvent event) {
        changes.incrementAndGet();
        switch (event.getStateTransition()) {
            case CLOSED_TO_OPEN ->
                LOG.warn(
                        "Connection '{}': too many calls have failed, the circuit breaker turns them away for {}",
                        connection,
                        policy.open());
            case HALF_OPEN_TO_CLOSED ->
                LOG.info("Connection '{}': the circuit breaker lets calls through again", connection);
            default -> LOG.debug("Connection '{}': the circuit breaker: {}", connection, event.getStateTransition());
        }
    }
}
