package io.outrest.request;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the end of its call, and meanwhile does itself what there is to do for it: each step that the call goes
 * on with is given to it instead of to a thread of a pool. When it has stopped waiting, steps that come late go to the others.
 */
final class WaitingThread implements Executor {

    private final Thread thread = Thread.currentThread();
    private final Executor others;
    private final Deque<Runnable> steps = new ArrayDeque<>(2);
    private boolean gone;

    /**
     * The thread that calls this constructor.
     *
     * @param others do what comes when it waits no longer
     */
    WaitingThread(Executor others) {
        this.others = others;
    }

    /** Whether it is the one that runs. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable step) {
        boolean late;
        synchronized (steps) {
            late = gone;
            if (!late) {
                steps.add(step);
            }
        }
        if (late) {
            others.execute(step);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits, and does the steps that come meanwhile.
     *
     * @throws ExecutionException whose cause is what the result ended with
     * @throws InterruptedException when the thread was interrupted before the result was there
     */
    <T> T await(CompletableFuture<T> result) throws ExecutionException, InterruptedException {
        try {
            if (!result.isDone()) {
                result.whenComplete((value, thrown) -> LockSupport.unpark(thread));
            }
            while (!result.isDone()) {
                Runnable step = next();
                if (step != null) {
                    step.run();
                } else if (Thread.interrupted()) {
                    throw new InterruptedException();
                } else {
                    LockSupport.park(this);
                }
            }
            return result.get();
        } finally {
            leave();
        }
    }

    private @Nullable Runnable next() {
        synchronized (steps) {
            return steps.poll();
        }
    }

    private void leave() {
        synchronized (steps) {
            gone = true;
        }
        for (Runnable step = next(); step != null; step = next()) {
            others.execute(step);
        }
    }
}
