package io.outrest.examples.benchmark;

import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes the calls of one slice, so many at once as its work says, and looks at each answer. */
final class Callers {

    /** Seconds that a slice may take. */
    private static final long LONGEST = 120;

    private final Client client;
    private final ThreadFactory threads;
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();

    /** @param threads those that wait, virtual or not */
    Callers(Client client, ThreadFactory threads) {
        this.client = client;
        this.threads = threads;
    }

    /**
     * What became of the calls.
     *
     * @param nanos how long each took; for calls that nobody waits for, zero
     * @param errors answers that were not right, and failures
     * @param firstError what the first one was; empty for none
     */
    record Done(long[] nanos, int errors, String firstError) {

        /** The median of a call, nanoseconds. */
        long median() {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /** @param atEnd is run when all calls are over, while the threads are still there */
    Done make(Work work, int calls, Runnable atEnd) throws InterruptedException {
        long[] nanos = new long[calls];
        if (work.kind() == Work.Kind.SLOW && client.isAsynchronous()) {
            inFlight(work, calls);
            atEnd.run();
        } else {
            waiting(work, nanos, atEnd);
        }
        String first = firstError.get();
        return new Done(nanos, errors.get(), first == null ? "" : first);
    }

    private void waiting(Work work, long[] nanos, Runnable atEnd) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(work.callers());
        CountDownLatch measured = new CountDownLatch(1);
        Thread[] started = new Thread[work.callers()];
        for (int i = 0; i < started.length; i++) {
            started[i] = threads.newThread(() -> {
                for (int call = next.getAndIncrement(); call < nanos.length; call = next.getAndIncrement()) {
                    long start = System.nanoTime();
                    call(work.kind());
                    nanos[call] = System.nanoTime() - start;
                }
                done.countDown();
                await(measured);
            });
            started[i].start();
        }
        if (!done.await(LONGEST, TimeUnit.SECONDS)) {
            throw stuck(work);
        }
        atEnd.run();
        measured.countDown();
        for (Thread thread : started) {
            thread.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(Work.Kind kind) {
        try {
            look(kind, client.call(kind), null);
        } catch (Exception e) {
            look(kind, null, e);
        }
    }

    /** One thread begins them all: the next as soon as one is over. */
    private void inFlight(Work work, int calls) throws InterruptedException {
        Semaphore free = new Semaphore(work.callers());
        for (int i = 0; i < calls; i++) {
            acquire(free, 1, work);
            CompletionStage<Answer> answer = client.begin(work.kind());
            if (answer == null) {
                throw new IllegalStateException("a client that says that it is asynchronous is not");
            }
            answer.whenComplete((right, thrown) -> {
                look(work.kind(), right, thrown);
                free.release();
            });
        }
        acquire(free, work.callers(), work);
    }

    private static void acquire(Semaphore free, int calls, Work work) throws InterruptedException {
        if (!free.tryAcquire(calls, LONGEST, TimeUnit.SECONDS)) {
            throw stuck(work);
        }
    }

    private static IllegalStateException stuck(Work work) {
        return new IllegalStateException("calls of '" + work.title() + "' have not ended within " + LONGEST + " s");
    }

    private void look(Work.Kind kind, @Nullable Answer answer, @Nullable Throwable thrown) {
        if (answer == null || !answer.isOf(kind)) {
            errors.incrementAndGet();
            firstError.compareAndSet(
                    null, thrown == null ? "another answer than expected: " + answer : thrown.toString());
        }
    }
}
