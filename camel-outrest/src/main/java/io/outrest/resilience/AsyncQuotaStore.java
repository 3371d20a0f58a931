package io.outrest.resilience;

import io.github.bucket4j.SimpleBucketListener;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store that is asked without a thread. */
final class AsyncQuotaStore implements QuotaStore {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncQuotaStore.class);

    private final AsyncBucketProxy bucket;
    private final ScheduledExecutorService timer;

    AsyncQuotaStore(AsyncBucketProxy bucket, ScheduledExecutorService timer) {
        this.bucket = bucket;
        this.timer = timer;
    }

    @Override
    public CompletableFuture<Long> reserve(Duration wait) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        try {
            (wait.isZero()
                            ? bucket.tryConsume(1)
                            : bucket.toListenable(new Reservation(answer))
                                    .asScheduler()
                                    .tryConsume(1, wait, timer))
                    .whenComplete((granted, thrown) -> {
                        if (thrown == null) {
                            answer.complete(granted ? 0L : -1L);
                        } else {
                            answer.completeExceptionally(thrown);
                        }
                    });
        } catch (RuntimeException | LinkageError e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    @Override
    public void giveBack() {
        try {
            bucket.addTokens(1);
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("A share of the quota is lost", e);
        }
    }

    @Override
    public CompletableFuture<?> spend(int requests) {
        try {
            return bucket.consumeIgnoringRateLimits(requests).thenApply(penalty -> penalty);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Tells a share that may be used later as soon as the store has answered; the scheduler would tell it only then. */
    private static final class Reservation extends SimpleBucketListener {

        private final CompletableFuture<Long> answer;

        Reservation(CompletableFuture<Long> answer) {
            this.answer = answer;
        }

        @Override
        public void onDelayed(long nanos) {
            answer.complete(nanos);
        }
    }
}
