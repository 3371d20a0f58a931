package io.outrest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step that is taken again and again, also after a failure: an executor would not take it any more. A failure is said once, by
 * its class alone, as its message may come from a vault. Belongs to one thread.
 */
final class Recurring implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

    private final String what;
    private final Runnable step;
    private @Nullable Class<?> said;

    /** @param what the step does, for the log */
    Recurring(String what, Runnable step) {
        this.what = what;
        this.step = step;
    }

    @Override
    public void run() {
        try {
            step.run();
            said = null;
        } catch (Throwable e) { // also a class that cannot be loaded, or a stack that is too small
            if (!e.getClass().equals(said)) {
                LOG.warn("{} failed and is tried again: {}", what, e.getClass().getName());
            }
            said = e.getClass();
        }
    }
}
