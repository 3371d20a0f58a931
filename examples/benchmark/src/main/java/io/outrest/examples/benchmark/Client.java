package io.outrest.examples.benchmark;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One of those that are compared. Safe for any thread. */
interface Client extends AutoCloseable {

    /** Makes a call and waits for its answer. */
    Answer call(Work.Kind kind) throws Exception;

    /** Makes a call for which no thread of the caller waits; null where the client cannot do that. */
    default @Nullable CompletionStage<Answer> begin(Work.Kind kind) {
        return null;
    }

    /** Whether {@link #begin} makes calls. */
    default boolean isAsynchronous() {
        return false;
    }

    @Override
    void close() throws IOException;
}
