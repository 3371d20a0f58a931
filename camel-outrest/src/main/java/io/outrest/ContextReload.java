package io.outrest;

import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.CamelContextReloadFailureEvent;
import org.apache.camel.spi.CamelEvent.CamelContextReloadedEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;

/**
 * Hears that Camel has reloaded its context, which vaults ask for when a secret has changed. Routes that could not be reloaded
 * do not count: the property sources were asked before them.
 */
final class ContextReload extends SimpleEventNotifierSupport {

    private final Runnable reloaded;

    /** @param reloaded called on the thread that reloads */
    ContextReload(Runnable reloaded) {
        this.reloaded = reloaded;
        setIgnoreCamelContextEvents(true);
        setIgnoreServiceEvents(true);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelContextReloadedEvent || event instanceof CamelContextReloadFailureEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        reloaded.run();
    }
}
