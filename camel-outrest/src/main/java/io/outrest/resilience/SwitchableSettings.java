package io.outrest.resilience;

import io.outrest.settings.InvalidSetting;
import org.jspecify.annotations.Nullable;

/** A block of settings that can be switched off, whatever the defaults and the preset say. */
public abstract class SwitchableSettings {

    private @Nullable Boolean enabled;

    SwitchableSettings() {}

    public @Nullable Boolean getEnabled() {
        return enabled;
    }

    /** False is the same as {@code off}; true unless set. */
    public void setEnabled(@Nullable Boolean enabled) {
        this.enabled = enabled;
    }

    /**
     * Reads the short form.
     *
     * @param setting the block's name, for the error
     * @param text {@code off} or {@code false}: without; {@code on} or {@code true}: with the defaults of the block
     */
    final void switchTo(String setting, String text) {
        enabled = switch (text.trim()) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new InvalidSetting(setting, "must be on, off, or be made of keys and values");
        };
    }

    /** Whether a block is there and not switched off. */
    static boolean isOn(@Nullable SwitchableSettings block) {
        return block != null && !Boolean.FALSE.equals(block.enabled);
    }
}
