package io.outrest.resilience;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.settings.InvalidSetting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quota of several processes, in the store of a Bucket4j proxy manager. */
final class SharedQuota implements Quota {

    /** How long an answer of the store is waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SharedQuota.class);
    private static final String SETTING = "rateLimit.shared";

    private final String connection;
    private final RateLimitPolicy policy;
    private final QuotaStore store;
    private final Pauses pauses;
    private final Executor executor;
    private final Outage outage;

    private SharedQuota(
            String connection, RateLimitPolicy policy, QuotaStore store, Protection.Environment environment) {
        this.connection = connection;
        this.policy = policy;
        this.store = store;
        this.pauses = new Pauses(environment.timer());
        this.executor = environment.executor();
        this.outage = new Outage(environment.ticker());
    }

    /**
     * The quota of a connection in the store of the bean that its policy names.
     *
     * @throws InvalidSetting when there is no such bean, or it is none that keeps a quota
     */
    static Quota of(String connection, RateLimitPolicy policy, String bean, Protection.Environment environment) {
        return new SharedQuota(
                connection,
                policy,
                store(manager(bean, environment), key(connection, policy), policy, environment),
                environment);
    }

    /** Names what is limited and how, so that a changed limit begins anew. */
    private static String key(String connection, RateLimitPolicy policy) {
        return "outrest:" + connection + ":" + policy.calls() + "/" + policy.per();
    }

    /** What a bean's keys are cannot be seen; one that takes no text is found out by the first call. */
    @SuppressWarnings("unchecked")
    private static ProxyManager<String> manager(String name, Protection.Environment environment) {
        Object bean = environment.beans().apply(name);
        if (bean instanceof ProxyManager<?> manager) {
            return (ProxyManager<String>) manager;
        }
        throw new InvalidSetting(
                SETTING,
                "must be the name of a bean of the type " + ProxyManager.class.getName() + " whose keys are text; '"
                        + name + "' is "
                        + (bean == null ? "no bean" : "a " + bean.getClass().getName()));
    }

    private static QuotaStore store(
            ProxyManager<String> manager, String key, RateLimitPolicy policy, Protection.Environment environment) {
        BucketConfiguration configuration = LocalQuota.configuration(policy);
        try {
            return manager.isAsyncModeSupported()
                    ? new AsyncQuotaStore(
                            manager.asAsync().getProxy(key, () -> CompletableFuture.completedFuture(configuration)),
                            environment.timer())
                    : new BlockingQuotaStore(
                            manager.getProxy(key, () -> configuration), environment.executor(), environment.ticker());
        } catch (ClassCastException e) {
            throw new InvalidSetting(SETTING, otherKeys());
        }
    }

    @Override
    public CompletableFuture<Boolean> take(Duration wait) {
        Outage.Turn turn = outage.turn();
        if (turn == Outage.Turn.LEAVE) {
            return withoutStore();
        }
        CompletableFuture<Boolean> share = new CompletableFuture<>();
        answer(turn, store.reserve(wait)).whenComplete((delay, thrown) -> {
            boolean reserved = thrown == null && delay >= 0;
            share.whenComplete((granted, end) -> {
                if (reserved && share.isCancelled()) {
                    store.giveBack();
                }
            });
            (thrown == null ? granted(delay) : notAsked(cause(thrown))).whenComplete((granted, end) -> {
                if (end == null) {
                    share.complete(granted);
                } else {
                    share.completeExceptionally(cause(end));
                }
            });
        });
        return share;
    }

    @Override
    public void spend(int requests) {
        Outage.Turn turn = outage.turn();
        if (turn != Outage.Turn.LEAVE) {
            answer(turn, store.spend(requests));
        }
    }

    /** An answer that does not keep anybody for long, and says whether the store is well. */
    private <T> CompletableFuture<T> answer(Outage.Turn turn, CompletableFuture<T> answer) {
        if (!answer.isDone()) {
            Future<?> alarm = pauses.later(
                    PATIENCE,
                    () -> executor.execute(
                            () -> answer.completeExceptionally(new TimeoutException("no answer of the store"))));
            answer.whenComplete((given, thrown) -> alarm.cancel(false));
        }
        return answer.whenComplete((given, thrown) -> {
            if (thrown == null) {
                sayOver(turn);
            } else if (!isOtherKeys(cause(thrown))) {
                sayBegun(cause(thrown));
            }
        });
    }

    private void sayBegun(Throwable thrown) {
        if (outage.failed()) {
            LOG.warn(
                    "Connection '{}': the store of the rate limit cannot be asked ({}); until it can, calls {}",
                    connection,
                    thrown.getClass().getName(),
                    policy.openOnStoreFailure() ? "pass without a limit" : "are turned away");
        }
    }

    private void sayOver(Outage.Turn turn) {
        if (outage.answered(turn)) {
            LOG.info("Connection '{}': the store of the rate limit answers again", connection);
        }
    }

    private CompletableFuture<Boolean> granted(long delay) {
        if (delay <= 0) {
            return CompletableFuture.completedFuture(delay == 0);
        }
        CompletableFuture<Boolean> granted = new CompletableFuture<>();
        pauses.later(Duration.ofNanos(delay), () -> granted.complete(true));
        return granted;
    }

    private CompletableFuture<Boolean> notAsked(Throwable thrown) {
        return isOtherKeys(thrown)
                ? CompletableFuture.failedFuture(
                        new CallFailure(FailureKind.CONFIGURATION, SETTING + " " + otherKeys(), thrown))
                : withoutStore();
    }

    /** What was chosen for the time in which nobody knows what is left. */
    private CompletableFuture<Boolean> withoutStore() {
        return policy.openOnStoreFailure()
                ? CompletableFuture.completedFuture(true)
                : CompletableFuture.failedFuture(new CallFailure(
                        FailureKind.REJECTED, "turned away by the rate limit: its store cannot be asked"));
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static boolean isOtherKeys(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof ClassCastException) {
                String message = each.getMessage();
                return message == null || message.startsWith("class java.lang.String cannot be cast");
            }
        }
        return false;
    }

    private static String otherKeys() {
        return "names a proxy manager whose keys are not text; make the bean of its withMapper(key -> ...), which turns the"
                + " text into a key of that type";
    }
}
