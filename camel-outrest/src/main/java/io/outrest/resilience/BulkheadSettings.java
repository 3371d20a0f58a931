package io.outrest.resilience;

import static java.util.Objects.requireNonNullElse;

import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The setting {@code bulkhead} of a connection: how many calls may be under way. Null is the default. */
public class BulkheadSettings extends SwitchableSettings {

    private static final SettingsOf<BulkheadSettings> SETTINGS = SettingsOf.type(BulkheadSettings.class);

    private @Nullable Integer calls;
    private @Nullable Duration wait;

    /** The block with its defaults. */
    public BulkheadSettings() {}

    /**
     * Reads the short form.
     *
     * @param text {@code off} or {@code false}: without, whatever the defaults and the preset say; {@code on} or {@code true}:
     *     with the defaults of the block
     */
    public static BulkheadSettings parse(String text) {
        BulkheadSettings settings = new BulkheadSettings();
        settings.switchTo("bulkhead", text);
        return settings;
    }

    public @Nullable Integer getCalls() {
        return calls;
    }

    /** Calls under way at most, those that wait for whatever included; 1,000 unless set. */
    public void setCalls(@Nullable Integer calls) {
        if (calls != null && calls < 1) {
            throw new InvalidSetting("bulkhead.calls", "must be at least 1");
        }
        this.calls = calls;
    }

    public @Nullable Duration getWait() {
        return wait;
    }

    /** How long a call waits for its place before it is turned away; not at all unless set. */
    public void setWait(@Nullable Duration wait) {
        this.wait = wait == null ? null : Durations.check("bulkhead.wait", wait);
    }

    /** The same from text. */
    public void setWait(@Nullable String wait) {
        setWait(wait == null ? (Duration) null : Durations.parse("bulkhead.wait", wait));
    }

    /** What the settings amount to; null for none. */
    public static @Nullable BulkheadPolicy policy(@Nullable BulkheadSettings settings) {
        return settings == null || !isOn(settings)
                ? null
                : new BulkheadPolicy(
                        requireNonNullElse(settings.calls, 1_000), requireNonNullElse(settings.wait, Duration.ZERO));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BulkheadSettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
