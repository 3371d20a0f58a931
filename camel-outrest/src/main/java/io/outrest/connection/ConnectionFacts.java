package io.outrest.connection;

import io.outrest.resilience.BaseUrlsSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know about a connection without calling it, at one moment.
 *
 * @param settings with the defaults, a copy
 * @param security the definitions that its setting names
 * @param problem why it cannot be called, by the names of the settings; null when it can
 */
public record ConnectionFacts(
        String name,
        Connection settings,
        List<String> security,
        State state,
        @Nullable String problem,
        ConnectionLoad load) {

    /** Whether calls are possible. */
    public enum State {
        /** It can be called. */
        READY,
        /** It is switched off, by its settings or by an operator. */
        INACTIVE,
        /** Its credentials are missing. */
        UNCONFIGURED,
        /** One of its settings has no value. */
        UNUSABLE;

        static State of(boolean usable, boolean configured, boolean active) {
            if (!usable) {
                return UNUSABLE;
            }
            if (!configured) {
                return UNCONFIGURED;
            }
            return active ? READY : INACTIVE;
        }
    }

    /** Where it leads, as it is configured; more than one where it has several base URLs. */
    public List<String> baseUrls() {
        return baseUrls(settings);
    }

    static List<String> baseUrls(Connection settings) {
        BaseUrlsSettings several = settings.getBaseUrls();
        if (several != null && several.getUrls() != null) {
            return several.getUrls();
        }
        return settings.getBaseUrl() == null ? List.of() : List.of(settings.getBaseUrl());
    }

    /** For people. */
    public List<String> tags() {
        return settings.getTags() == null ? List.of() : settings.getTags();
    }

    /** The method that is fixed, or empty. */
    public String method() {
        return settings.getMethod() == null ? "" : settings.getMethod();
    }

    /** The template of path and query below the base URL. */
    public String path() {
        return settings.getPath() == null ? "" : settings.getPath();
    }
}
