package io.outrest.examples.benchmark;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came back: the status, and the body as a Map. */
record Answer(int status, @Nullable Object body) {

    /** Whether it is the one that was to come. */
    boolean isOf(Work.Kind kind) {
        return status == 200 && body instanceof Map<?, ?> map && kind.id().equals(map.get("id"));
    }
}
