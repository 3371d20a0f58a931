package io.outrest.resilience;

import io.github.bucket4j.Bucket;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Lifetime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A store that keeps a thread while it is asked, and so few of them at once that one which hangs does not keep all. */
final class BlockingQuotaStore implements QuotaStore {

    static final int THREADS = 8;

    private final Bucket bucket;
    private final Executor executor;
    private final LongSupplier ticker;
    private final Slots threads;

    BlockingQuotaStore(Bucket bucket, Executor executor, LongSupplier ticker) {
        this.bucket = bucket;
        this.executor = executor;
        this.ticker = ticker;
        this.threads = new Slots(THREADS);
    }

    @Override
    public CompletableFuture<Long> reserve(Duration wait) {
        return asked(() -> wait.isZero() ? now() : soon(wait));
    }

    private long now() {
        return bucket.tryConsume(1) ? 0 : -1;
    }

    /** Takes a share without the wait for it, which needs no thread. */
    private long soon(Duration wait) {
        long[] delay = {0};
        boolean granted = bucket.asBlocking().tryConsumeUninterruptibly(1, wait.toNanos(), nanos -> delay[0] = nanos);
        return granted ? delay[0] : -1;
    }

    @Override
    public void giveBack() {
        asked(() -> {
            bucket.addTokens(1);
            return 0L;
        });
    }

    @Override
    public CompletableFuture<?> spend(int requests) {
        return asked(() -> bucket.consumeIgnoringRateLimits(requests));
    }

    private CompletableFuture<Long> asked(Supplier<Long> question) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        Lifetime asking = Lifetime.start(ticker, executor, Duration.ZERO);
        threads.take(asking).thenAccept(giveBack -> executor.execute(() -> ask(question, answer, giveBack)));
        answer.whenComplete(
                (given, thrown) -> asking.end(new CallFailure(FailureKind.CANCELLED, "nobody waits for the store")));
        return answer;
    }

    private static void ask(Supplier<Long> question, CompletableFuture<Long> answer, Runnable giveBack) {
        try {
            if (!answer.isDone()) {
                answer.complete(question.get());
            }
        } catch (RuntimeException | LinkageError e) {
            answer.completeExceptionally(e);
        } finally {
            giveBack.run();
        }
    }
}
