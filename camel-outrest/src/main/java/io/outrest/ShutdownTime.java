package io.outrest;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.jspecify.annotations.Nullable;

/**
 * How long calls may go on when the component stops: as long as Camel's shutdown strategy gives its routes, once for both. A
 * context that stops waits for its routes first; what they have used of the time is gone. Thread-safe.
 */
final class ShutdownTime extends SimpleEventNotifierSupport {

    private volatile @Nullable Long contextStopsSince;

    ShutdownTime() {
        setIgnoreCamelContextEvents(false);
        setIgnoreServiceEvents(true);
    }

    /** Starts anew: nothing stops. */
    void reset() {
        contextStopsSince = null;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelContextStoppingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        contextStopsSince = System.nanoTime();
    }

    /** What is left of the time; all of it where the component stops alone. Not negative. */
    Duration left(CamelContext context) {
        ShutdownStrategy strategy = context.getShutdownStrategy();
        long nanos = strategy.getTimeUnit().toNanos(strategy.getTimeout());
        Long since = contextStopsSince;
        return Duration.ofNanos(Math.max(0, since == null ? nanos : nanos - (System.nanoTime() - since)));
    }
}
