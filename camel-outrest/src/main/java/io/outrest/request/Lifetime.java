package io.outrest.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may go on, over all its attempts, and how often it was sent. One object accompanies a call through the
 * chain; whoever waits for something registers how to give up. Safe for any thread.
 */
public final class Lifetime {

    private final LongSupplier ticker;
    private final Executor executor;
    private final boolean bounded;
    private final long deadline;
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<Consumer<CallFailure>> whenEnded = new ArrayList<>(4);
    private volatile boolean fetchingToken;
    private @Nullable CallFailure end;

    private Lifetime(LongSupplier ticker, Executor executor, Duration timeout) {
        this.ticker = ticker;
        this.executor = executor;
        this.bounded = !timeout.isZero();
        this.deadline = bounded ? ticker.getAsLong() + timeout.toNanos() : 0;
    }

    /**
     * Starts to count.
     *
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     * @param executor where the call goes on after it has waited for something: threads that may be kept busy
     * @param timeout the total deadline; zero is none
     */
    public static Lifetime start(LongSupplier ticker, Executor executor, Duration timeout) {
        return new Lifetime(ticker, executor, timeout);
    }

    /**
     * The same for a call whose end the running thread waits for, by {@link #await}: it does itself what there is to do, as
     * long as it waits.
     */
    public static Lifetime startHere(LongSupplier ticker, Executor executor, Duration timeout) {
        return new Lifetime(ticker, new WaitingThread(executor), timeout);
    }

    /**
     * Waits for what the call comes to.
     *
     * @throws ExecutionException whose cause is what it failed with
     * @throws InterruptedException when the thread was interrupted before
     */
    public <T> T await(CompletableFuture<T> result) throws ExecutionException, InterruptedException {
        return executor instanceof WaitingThread waiting ? waiting.await(result) : result.get();
    }

    /** Where the call goes on after it has waited for something; whatever it runs may wait. */
    public Executor executor() {
        return executor;
    }

    /** Whether the running thread has nothing to do but to wait for the end of this call, so that it may be kept. */
    public boolean waitsHere() {
        return executor instanceof WaitingThread waiting && waiting.isCurrent();
    }

    /** A stage that goes on where this call does, if that is the thread that waits for its end; else the stage itself. */
    public <T> CompletableFuture<T> resumed(CompletableFuture<T> stage) {
        return stage.isDone() || !(executor instanceof WaitingThread)
                ? stage
                : stage.whenCompleteAsync((value, thrown) -> {}, executor);
    }

    /** Whether there is a deadline. */
    public boolean isBounded() {
        return bounded;
    }

    /** When the time is over, as the ticker counts; only where there is a deadline. */
    public long deadline() {
        return deadline;
    }

    /** What is left until the deadline, not negative; null when there is none. */
    public @Nullable Duration remaining() {
        return bounded ? Duration.ofNanos(Math.max(0, deadline - ticker.getAsLong())) : null;
    }

    /** Counts one attempt to send the request to the API. */
    public void attempt() {
        attempts.incrementAndGet();
    }

    /** How often it was tried to send the request to the API. */
    public int attempts() {
        return attempts.get();
    }

    /** Says that the call waits for a token now, or does so no longer: a deadline that ends meanwhile is of kind TOKEN. */
    public void fetchingToken(boolean fetching) {
        fetchingToken = fetching;
    }

    /** Ends the call because its deadline is over. */
    public void expire() {
        String over = "the deadline of the call is over";
        CallFailure timeout = new CallFailure(FailureKind.TIMEOUT, over, new TimeoutException(over));
        end(
                fetchingToken
                        ? new CallFailure(
                                FailureKind.TOKEN, "the deadline of the call ended while a token was fetched", timeout)
                        : timeout);
    }

    /** Ends the call: everybody who waits for something on its behalf gives up. Only the first end counts. */
    public void end(CallFailure reason) {
        List<Consumer<CallFailure>> hooks;
        synchronized (whenEnded) {
            if (end != null) {
                return;
            }
            end = reason;
            hooks = List.copyOf(whenEnded);
            whenEnded.clear();
        }
        hooks.forEach(hook -> hook.accept(reason));
    }

    /** Why the call was ended, or null while it was not. */
    public @Nullable CallFailure ended() {
        synchronized (whenEnded) {
            return end;
        }
    }

    /** Registers how to give up; runs at once when the call has ended already. Must neither wait nor throw. */
    public void whenEnded(Consumer<CallFailure> hook) {
        CallFailure already;
        synchronized (whenEnded) {
            already = end;
            if (already == null) {
                whenEnded.add(hook);
            }
        }
        if (already != null) {
            hook.accept(already);
        }
    }
}
