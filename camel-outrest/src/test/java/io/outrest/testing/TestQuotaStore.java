package io.outrest.testing;

import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A proxy manager that keeps its buckets in memory, fails or hangs when it is told to, and counts what it is asked. */
public final class TestQuotaStore extends AbstractCompareAndSwapBasedProxyManager<String> implements AutoCloseable {

    private final Map<String, byte[]> buckets = new ConcurrentHashMap<>();
    private final boolean asynchronous;
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile Mood mood = Mood.WELL;

    /** How it behaves. */
    public enum Mood {
        WELL,
        FAILS,
        HANGS
    }

    private TestQuotaStore(boolean asynchronous) {
        super(ClientSideConfig.getDefault());
        this.asynchronous = asynchronous;
    }

    /** One that is asked with a thread. */
    public static TestQuotaStore blocking() {
        return new TestQuotaStore(false);
    }

    /** One that is asked without. */
    public static TestQuotaStore asynchronous() {
        return new TestQuotaStore(true);
    }

    public void becomes(Mood next) {
        mood = next;
    }

    /** How often it was asked for the state of a bucket. */
    public int reads() {
        return reads.get();
    }

    /** How many threads wait in it. */
    public int inside() {
        return inside.get();
    }

    /** The threads that have asked it. */
    public Set<Thread> threads() {
        return Set.copyOf(threads);
    }

    public Set<String> keys() {
        return Set.copyOf(buckets.keySet());
    }

    private void endure() {
        threads.add(Thread.currentThread());
        if (mood == Mood.FAILS) {
            throw new IllegalStateException("S3CR3T-canary");
        }
        if (mood == Mood.HANGS) {
            inside.incrementAndGet();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    private boolean swap(String key, byte @Nullable [] original, byte[] next) {
        boolean[] swapped = {false};
        buckets.compute(key, (k, current) -> {
            swapped[0] = Arrays.equals(current, original);
            return swapped[0] ? next : current;
        });
        return swapped[0];
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
        return new CompareAndSwapOperation() {
            @Override
            public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
                reads.incrementAndGet();
                endure();
                return Optional.ofNullable(buckets.get(key));
            }

            @Override
            public boolean compareAndSwap(
                    byte[] original, byte[] next, RemoteBucketState state, Optional<Long> timeoutNanos) {
                return swap(key, original, next);
            }
        };
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String key) {
        return new AsyncCompareAndSwapOperation() {
            @Override
            public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeoutNanos) {
                reads.incrementAndGet();
                if (mood == Mood.HANGS) {
                    return new CompletableFuture<>();
                }
                return CompletableFuture.supplyAsync(() -> {
                    endure();
                    return Optional.ofNullable(buckets.get(key));
                });
            }

            @Override
            public CompletableFuture<Boolean> compareAndSwap(
                    byte[] original, byte[] next, RemoteBucketState state, Optional<Long> timeoutNanos) {
                return CompletableFuture.completedFuture(swap(key, original, next));
            }
        };
    }

    @Override
    public boolean isAsyncModeSupported() {
        return asynchronous;
    }

    @Override
    public void removeProxy(String key) {
        buckets.remove(key);
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String key) {
        removeProxy(key);
        return CompletableFuture.completedFuture(null);
    }

    /** Lets go whoever hangs in it. */
    @Override
    public void close() {
        end.countDown();
    }
}
