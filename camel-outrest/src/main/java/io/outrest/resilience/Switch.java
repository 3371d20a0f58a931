package io.outrest.resilience;

import io.outrest.settings.InvalidSetting;

/** The short form of a block: switched on, with its defaults, or off. */
final class Switch {

    private Switch() {}

    /**
     * Reads it.
     *
     * @param setting the block's name, for the error
     */
    static boolean parse(String setting, String text) {
        return switch (text.trim()) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new InvalidSetting(setting, "must be on, off, or be made of keys and values");
        };
    }
}
