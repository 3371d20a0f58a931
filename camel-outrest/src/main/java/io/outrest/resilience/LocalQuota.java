package io.outrest.resilience;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** The quota of one process. */
final class LocalQuota implements Quota {

    private final Bucket bucket;
    private final ScheduledExecutorService timer;

    LocalQuota(RateLimitPolicy policy, ScheduledExecutorService timer, LongSupplier ticker) {
        this.bucket = Bucket.builder()
                .addLimit(configuration(policy).getBandwidths()[0])
                .withCustomTimePrecision(new Ticks(ticker))
                .build();
        this.timer = timer;
    }

    /** The bucket of a policy: full at first, and filled again after each {@code per}. */
    static BucketConfiguration configuration(RateLimitPolicy policy) {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(policy.calls()).refillIntervally(policy.calls(), policy.per()))
                .build();
    }

    @Override
    public CompletableFuture<Boolean> take(Duration wait) {
        if (wait.isZero()) {
            return CompletableFuture.completedFuture(bucket.tryConsume(1));
        }
        CompletableFuture<Boolean> share = bucket.asScheduler().tryConsume(1, wait, timer);
        share.whenComplete((granted, thrown) -> {
            if (share.isCancelled()) {
                bucket.addTokens(1);
            }
        });
        return share;
    }

    @Override
    public void spend(int requests) {
        bucket.consumeIgnoringRateLimits(requests);
    }

    private record Ticks(LongSupplier ticker) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return ticker.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
