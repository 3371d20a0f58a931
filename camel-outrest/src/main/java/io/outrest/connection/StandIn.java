package io.outrest.connection;

import io.outrest.http.ProxySettings;
import io.outrest.request.Origin;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import java.net.URI;

/** A server that is called in the place of an API and of its token endpoints: by the same paths, with the same credentials. */
record StandIn(Origin server) {

    /** @throws IllegalArgumentException when it is more or less than scheme, host and port */
    static StandIn at(String url) {
        Origin.Located located = Origin.locate("url", url);
        if (!located.path().isEmpty() && !located.path().equals("/")) {
            throw new InvalidSetting("url", "must be scheme, host and port, without a path");
        }
        return new StandIn(located.origin());
    }

    /** A copy of the settings that leads there, directly. */
    Connection of(Connection settings) {
        Connection copy = Connection.SETTINGS.copy(settings);
        copy.setBaseUrl(ConnectionFacts.baseUrls(settings).stream()
                .findFirst()
                .map(this::here)
                .orElse(null));
        copy.setBaseUrls((BaseUrlsSettings) null);
        copy.setProxy((ProxySettings) null);
        return copy;
    }

    /** A copy of the definition that asks there for its tokens. */
    SecurityDefinition of(SecurityDefinition definition) {
        if (definition.getTokenUrl() == null && definition.getIssuer() == null) {
            return definition;
        }
        SecurityDefinition copy = SecurityDefinition.SETTINGS.copy(definition);
        copy.setTokenUrl(definition.getTokenUrl() == null ? server + "/token" : here(definition.getTokenUrl()));
        copy.setIssuer(null);
        copy.setProxy((ProxySettings) null);
        return copy;
    }

    private String here(String url) {
        return server + URI.create(url).getRawPath();
    }
}
