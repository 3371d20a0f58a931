package io.outrest.operation;

import java.time.Duration;

/**
 * Whether an API answers.
 *
 * @param status of the answer; 0 where there is none
 * @param result the status, or the kind of the failure and its message
 */
public record Ping(boolean up, int status, String result, Duration duration) {

    /** For people. */
    @Override
    public String toString() {
        return (up ? "UP: " : "DOWN: ") + result + " after " + duration.toMillis() + " ms";
    }
}
