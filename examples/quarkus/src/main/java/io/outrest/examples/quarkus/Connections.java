package io.outrest.examples.quarkus;

import io.outrest.connection.Connection;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A connection as a bean, whose name is the connection's. */
public class Connections {

    @Produces
    @Singleton
    @Unremovable
    @Named("Prices")
    Connection prices(@ConfigProperty(name = "demo.url") String url) {
        Connection prices = new Connection();
        prices.setBaseUrl(url);
        prices.setPath("/prices/{item}");
        return prices;
    }
}
