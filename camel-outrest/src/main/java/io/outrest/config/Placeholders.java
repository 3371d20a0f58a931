package io.outrest.config;

/** Fills in what {@code {{...}}} stands for. */
@FunctionalInterface
public interface Placeholders {

    /**
     * Fills in.
     *
     * @param text configuration, never message data
     * @throws RuntimeException when a placeholder has no value; its message is not used, as it may hold one
     */
    String fillIn(String text);
}
