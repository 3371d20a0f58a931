package io.outrest.resilience;

import io.outrest.request.CallFailure;
import io.outrest.request.Lifetime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A number of places, and a queue for them. Nobody waits on a thread. Thread-safe. */
final class Slots {

    private final Set<Turn> waiting = new LinkedHashSet<>();
    private final Runnable giveBack = this::giveBack;
    private int free;

    /** One that waits; no other is equal to it. */
    private static final class Turn {

        private final CompletableFuture<Runnable> stage = new CompletableFuture<>();
        private final Executor executor;

        Turn(Lifetime lifetime) {
            this.executor = lifetime.executor();
        }
    }

    Slots(int places) {
        this.free = places;
    }

    /**
     * Takes a place, at once or when it is one's turn.
     *
     * @return a stage with what gives the place back, to be run once; fails when the lifetime ends before
     */
    CompletionStage<Runnable> take(Lifetime lifetime) {
        return tryTake() ? CompletableFuture.completedFuture(giveBack) : take(lifetime, new Turn(lifetime));
    }

    private CompletionStage<Runnable> take(Lifetime lifetime, Turn turn) {
        synchronized (waiting) {
            if (free > 0) {
                free--;
                turn.stage.complete(giveBack);
                return turn.stage;
            }
            waiting.add(turn);
        }
        lifetime.whenEnded(reason -> giveUp(turn, reason));
        return turn.stage;
    }

    /** Takes a place if there is one; it is given back by {@link #giveBack()}. */
    private boolean tryTake() {
        synchronized (waiting) {
            if (free == 0) {
                return false;
            }
            free--;
            return true;
        }
    }

    /**
     * Takes a place, at once or within a time.
     *
     * @param wait zero is at once or not at all
     * @param full what a stage ends with that gets none
     */
    CompletionStage<Runnable> take(Lifetime lifetime, Duration wait, Pauses pauses, Supplier<CallFailure> full) {
        if (wait.isZero()) {
            return tryTake() ? CompletableFuture.completedFuture(giveBack) : CompletableFuture.failedFuture(full.get());
        }
        Turn turn = new Turn(lifetime);
        CompletionStage<Runnable> taken = take(lifetime, turn);
        if (!turn.stage.isDone()) {
            Future<?> alarm = pauses.later(wait, () -> giveUp(turn, full.get()));
            turn.stage.whenComplete((place, thrown) -> alarm.cancel(false));
        }
        return taken;
    }

    /** How many wait for their turn. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void giveUp(Turn turn, CallFailure reason) {
        synchronized (waiting) {
            waiting.remove(turn);
        }
        turn.executor.execute(() -> turn.stage.completeExceptionally(reason));
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
        next.executor.execute(() -> {
            if (!next.stage.complete(giveBack)) {
                giveBack(); // its lifetime ended in between
            }
        });
    }
}
