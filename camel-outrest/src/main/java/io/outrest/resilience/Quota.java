package io.outrest.resilience;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How many requests an API is sent within a time. Never waits, never throws. Thread-safe. */
interface Quota {

    /**
     * Takes the share of one request.
     *
     * @param wait how long it may take until there is one; zero is not at all
     * @return whether there was one, or will be one soon enough, which the stage waits for; it may end on a thread that must not
     *     be kept busy. Who cancels it gives back a share that is still to come.
     */
    CompletableFuture<Boolean> take(Duration wait);

    /** Takes the share of requests that were sent without asking, so that later ones have less. */
    void spend(int requests);
}
