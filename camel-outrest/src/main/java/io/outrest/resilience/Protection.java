package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.Origin;
import io.outrest.request.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the calls of one connection have in common that keeps them, and its API, in bounds: who is under way, what the API has
 * answered of late, what is left of its quota. What its settings left as it was survives a reload. Thread-safe.
 */
public final class Protection {

    private static final Logger LOG = LoggerFactory.getLogger(Protection.class);

    private final String connection;
    private final List<Origin> api;
    private final ProtectionPolicy policy;
    private final Environment environment;
    private final Pauses pauses;
    private final Slots wire;
    private final @Nullable Slots places;
    private final @Nullable RetryBudget budget;
    private final @Nullable Breaker breaker;
    private final @Nullable Quota quota;
    private final @Nullable Ejections ejections;

    /**
     * What all connections share.
     *
     * @param timer must never be kept busy
     * @param executor does what may have to wait
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     * @param beans finds a bean of the application by its name, or null
     */
    public record Environment(
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier ticker,
            Function<String, @Nullable Object> beans) {}

    private Protection(
            String connection,
            List<Origin> api,
            ProtectionPolicy policy,
            Environment environment,
            @Nullable Protection before) {
        this.connection = connection;
        this.api = List.copyOf(api);
        this.policy = policy;
        this.environment = environment;
        this.pauses = new Pauses(environment.timer);
        this.wire = before != null && before.policy.connections() == policy.connections()
                ? before.wire
                : new Slots(policy.connections());
        this.places = kept(
                policy.bulkhead(),
                before,
                p -> p.policy.bulkhead(),
                p -> p.places,
                bulkhead -> new Slots(bulkhead.calls()));
        this.budget = kept(
                policy.retry(), before, p -> p.policy.retry(), p -> p.budget, retry -> new RetryBudget(retry.budget()));
        this.breaker = kept(
                policy.circuitBreaker(),
                before,
                p -> p.policy.circuitBreaker(),
                p -> p.breaker,
                settings -> new Breaker(connection, settings, environment.ticker));
        this.quota = kept(policy.rateLimit(), before, p -> p.policy.rateLimit(), p -> p.quota, this::quota);
        this.ejections = kept(
                policy.baseUrls(),
                before,
                p -> p.policy.baseUrls(),
                p -> p.ejections,
                urls -> new Ejections(connection, urls, environment.ticker));
    }

    /**
     * The protection of a connection.
     *
     * @param connection its name
     * @param api where it leads
     * @param before what it had so far; null for nothing
     * @throws io.outrest.settings.InvalidSetting when it needs a bean that there is not
     */
    public static Protection of(
            String connection,
            List<Origin> api,
            ProtectionPolicy policy,
            Environment environment,
            @Nullable Protection before) {
        boolean continues = before != null && before.api.equals(api) && before.environment.equals(environment);
        return new Protection(connection, api, policy, environment, continues ? before : null);
    }

    /** The state of one link: that of before where its policy is the same, else a new one. */
    private static <P, S> @Nullable S kept(
            @Nullable P policy,
            @Nullable Protection before,
            Function<Protection, @Nullable P> policyOf,
            Function<Protection, @Nullable S> stateOf,
            Function<P, S> made) {
        if (policy == null) {
            return null;
        }
        S state = before != null && policy.equals(policyOf.apply(before)) ? stateOf.apply(before) : null;
        return state == null ? made.apply(policy) : state;
    }

    private Quota quota(RateLimitPolicy limit) {
        return limit.shared() == null
                ? new LocalQuota(limit, environment.timer, environment.ticker)
                : SharedQuota.of(connection, limit, limit.shared(), environment);
    }

    /** A call of which so many may be under way at once. */
    public Call bounded(Call next) {
        return policy.bulkhead() == null || places == null
                ? next
                : new BulkheadCall(
                        next,
                        policy.bulkhead(),
                        places,
                        pauses,
                        notice("the bulkhead turns calls away: "
                                + policy.bulkhead().calls() + " are under way"));
    }

    /** A call that is tried again. */
    public Call retried(Call next) {
        return policy.retry() == null || budget == null
                ? next
                : new RetriedCall(
                        next,
                        policy.retry(),
                        budget,
                        pauses,
                        InstantSource.system(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        notice(
                                "a call was not tried again because its body can be read only once; stream caching makes such"
                                        + " bodies fit for it"),
                        notice("calls are not tried again, as too few succeed: the retry budget is spent"));
    }

    private Notice notice(String line) {
        return new Notice(
                () -> LOG.info("Connection '{}': {} (said once a minute at most)", connection, line),
                environment.ticker);
    }

    /** A call that is turned away while the API fails. */
    public Call broken(Call next) {
        return breaker == null ? next : new BrokenCall(next, breaker);
    }

    /**
     * A call that goes to one of several base URLs, and to another where that one fails.
     *
     * @param probe asks the base URL of that number, from zero, whether it is up; at once, and never throws
     */
    public Call failingOver(Call next, IntFunction<CompletionStage<Response>> probe) {
        return policy.baseUrls() == null
                        || ejections == null
                        || policy.baseUrls().urls().size() == 1
                ? next
                : new FailoverCall(next, ejections, probe);
    }

    /**
     * A call of which so many may be on the wire at once; more wait for their turn, in their order, until their lifetime ends. A
     * body that is handed on while it comes in holds its place until it is read or closed.
     */
    public Call slotted(Call next) {
        return new SlottedCall(next, wire);
    }

    /** A call within the API's quota. */
    public Call rateLimited(Call next) {
        return policy.rateLimit() == null || quota == null
                ? next
                : new RateLimitedCall(next, policy.rateLimit(), quota, notice("the rate limit turns calls away"));
    }

    /** How many calls wait for a place, on the wire or in the bulkhead. */
    public int waiting() {
        return wire.waiting() + (places == null ? 0 : places.waiting());
    }

    /** {@code closed}, {@code open} or {@code half-open}; null where there is no circuit breaker. */
    public @Nullable String circuitBreaker() {
        return breaker == null ? null : breaker.state();
    }
}
