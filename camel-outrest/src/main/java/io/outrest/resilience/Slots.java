package io.outrest.resilience;

import io.outrest.request.Lifetime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A number of places, and a queue for them. Nobody waits on a thread. Thread-safe. */
final class Slots {

    private final Executor executor;
    private final Deque<CompletableFuture<Runnable>> waiting = new ArrayDeque<>();
    private int free;

    Slots(int places, Executor executor) {
        this.free = places;
        this.executor = executor;
    }

    /**
     * Takes a place, at once or when it is one's turn.
     *
     * @return a stage with what gives the place back, to be run once; fails when the lifetime ends before
     */
    CompletionStage<Runnable> take(Lifetime lifetime) {
        CompletableFuture<Runnable> turn = new CompletableFuture<>();
        synchronized (waiting) {
            if (free > 0) {
                free--;
                turn.complete(this::giveBack);
                return turn;
            }
            waiting.add(turn);
        }
        lifetime.whenEnded(reason -> {
            synchronized (waiting) {
                waiting.removeIf(other -> other == turn);
            }
            executor.execute(() -> turn.completeExceptionally(reason));
        });
        return turn;
    }

    private void giveBack() {
        CompletableFuture<Runnable> next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null) {
                free++;
                return;
            }
        }
        executor.execute(() -> {
            if (!next.complete(this::giveBack)) {
                giveBack(); // its lifetime ended in between
            }
        });
    }
}
