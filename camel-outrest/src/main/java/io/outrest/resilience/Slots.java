package io.outrest.resilience;

import io.outrest.request.Lifetime;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A number of places, and a queue for them. Nobody waits on a thread. Thread-safe. */
final class Slots {

    private final Executor executor;
    private final Set<Turn> waiting = new LinkedHashSet<>();
    private int free;

    /** One that waits; no other is equal to it. */
    private static final class Turn {

        private final CompletableFuture<Runnable> stage;

        Turn(CompletableFuture<Runnable> stage) {
            this.stage = stage;
        }
    }

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
        Turn turn = new Turn(new CompletableFuture<>());
        synchronized (waiting) {
            if (free > 0) {
                free--;
                turn.stage.complete(this::giveBack);
                return turn.stage;
            }
            waiting.add(turn);
        }
        lifetime.whenEnded(reason -> {
            synchronized (waiting) {
                waiting.remove(turn);
            }
            executor.execute(() -> turn.stage.completeExceptionally(reason));
        });
        return turn.stage;
    }

    private void giveBack() {
        Turn next;
        synchronized (waiting) {
            Iterator<Turn> queue = waiting.iterator();
            if (!queue.hasNext()) {
                free++;
                return;
            }
            next = queue.next();
            queue.remove();
        }
        executor.execute(() -> {
            if (!next.stage.complete(this::giveBack)) {
                giveBack(); // its lifetime ended in between
            }
        });
    }
}
