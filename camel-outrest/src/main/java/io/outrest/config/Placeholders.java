package io.outrest.config;

import org.jspecify.annotations.Nullable;

/** Fills in what {@code {{...}}} stands for. */
@FunctionalInterface
public interface Placeholders {

    /**
     * Fills in.
     *
     * @param text configuration, never message data
     * @return null when the text is nothing but an optional placeholder, {@code {{?...}}}, which has no value
     * @throws RuntimeException when a placeholder has no value; its message is not used, as it may hold one
     */
    @Nullable
    String fillIn(String text);
}
