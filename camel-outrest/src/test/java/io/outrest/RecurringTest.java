package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.LogLines;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** Steps that are taken again and again. */
class RecurringTest {

    private boolean fails = true;

    /** Keeps out: one Error, and no document or certificate was looked at any more until the next start. */
    @Test
    void stepThatFailsIsTakenAgainAndItsFailureIsSaidOnce() {
        Recurring step = new Recurring("Looking", () -> {
            if (fails) {
                throw new NoClassDefFoundError("S3CR3T-canary");
            }
        });
        try (LogLines log = LogLines.open()) {
            step.run();
            step.run();
            fails = false;
            step.run();
            fails = true;
            step.run();

            String line = "Looking failed and is tried again: java.lang.NoClassDefFoundError";
            assertThat(log.of(Level.WARN)).containsExactly(line, line);
        }
    }
}
