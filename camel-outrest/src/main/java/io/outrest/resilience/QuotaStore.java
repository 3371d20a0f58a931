package io.outrest.resilience;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Where several processes keep one quota. Never waits and never throws: whatever the store does ends a stage, on any thread.
 * Whoever has waited long enough ends the stage itself. Thread-safe.
 */
interface QuotaStore {

    /**
     * Takes the share of one request.
     *
     * @param wait how long it may take until there is one; zero is not at all
     * @return in how many nanoseconds the share that was taken may be used; negative where none was
     */
    CompletableFuture<Long> reserve(Duration wait);

    /** Gives back a share that nobody wants any more. */
    void giveBack();

    /** Takes the share of requests that were sent already. */
    CompletableFuture<?> spend(int requests);
}
