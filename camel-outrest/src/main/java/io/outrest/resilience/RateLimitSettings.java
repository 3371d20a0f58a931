package io.outrest.resilience;

import static java.util.Objects.requireNonNullElse;

import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The setting {@code rateLimit} of a connection: the quota of an API. Null is the default. */
public class RateLimitSettings extends SwitchableSettings {

    private static final SettingsOf<RateLimitSettings> SETTINGS = SettingsOf.type(RateLimitSettings.class);

    private @Nullable Integer calls;
    private @Nullable Duration per;
    private @Nullable Duration wait;
    private @Nullable String shared;
    private @Nullable String onStoreFailure;

    /** The block with its defaults. */
    public RateLimitSettings() {}

    /**
     * Reads the short form.
     *
     * @param text {@code off} or {@code false}: without, whatever the defaults and the preset say; {@code on} or {@code true}:
     *     with the defaults of the block
     */
    public static RateLimitSettings parse(String text) {
        RateLimitSettings settings = new RateLimitSettings();
        settings.switchTo("rateLimit", text);
        return settings;
    }

    public @Nullable Integer getCalls() {
        return calls;
    }

    /** How many requests may be sent within {@code per}; 100 unless set. */
    public void setCalls(@Nullable Integer calls) {
        if (calls != null && calls < 1) {
            throw new InvalidSetting("rateLimit.calls", "must be at least 1");
        }
        this.calls = calls;
    }

    public @Nullable Duration getPer() {
        return per;
    }

    /** 1 s unless set. */
    public void setPer(@Nullable Duration per) {
        if (per != null && per.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidSetting("rateLimit.per", "must be at least 1ms");
        }
        this.per = per == null ? null : Durations.check("rateLimit.per", per);
    }

    /** The same from text. */
    public void setPer(@Nullable String per) {
        setPer(per == null ? (Duration) null : Durations.parse("rateLimit.per", per));
    }

    public @Nullable Duration getWait() {
        return wait;
    }

    /** How long a call waits for the quota before it is turned away; not at all unless set. */
    public void setWait(@Nullable Duration wait) {
        this.wait = wait == null ? null : Durations.check("rateLimit.wait", wait);
    }

    /** The same from text. */
    public void setWait(@Nullable String wait) {
        setWait(wait == null ? (Duration) null : Durations.parse("rateLimit.wait", wait));
    }

    public @Nullable String getShared() {
        return shared;
    }

    /** The name of a Bucket4j proxy manager bean that keeps the quota for all instances of the application; its keys are text. */
    public void setShared(@Nullable String shared) {
        this.shared = shared;
    }

    public @Nullable String getOnStoreFailure() {
        return onStoreFailure;
    }

    /** What happens when that store cannot be asked: {@code open}, which is the default, lets calls pass, {@code closed} turns them away. */
    public void setOnStoreFailure(@Nullable String onStoreFailure) {
        this.onStoreFailure = onStoreFailure;
    }

    /**
     * What the settings amount to; null for none.
     *
     * @throws InvalidSetting when they contradict each other
     */
    public static @Nullable RateLimitPolicy policy(@Nullable RateLimitSettings settings) {
        return settings == null || !isOn(settings)
                ? null
                : new RateLimitPolicy(
                        requireNonNullElse(settings.calls, 100),
                        requireNonNullElse(settings.per, Duration.ofSeconds(1)),
                        requireNonNullElse(settings.wait, Duration.ZERO),
                        settings.shared,
                        isOpen(settings));
    }

    private static boolean isOpen(RateLimitSettings settings) {
        String choice = requireNonNullElse(settings.onStoreFailure, "open").trim();
        if (!choice.equals("open") && !choice.equals("closed")) {
            throw new InvalidSetting("rateLimit.onStoreFailure", "must be open or closed");
        }
        if (settings.onStoreFailure != null && settings.shared == null) {
            throw new InvalidSetting(
                    "rateLimit.onStoreFailure", "has a meaning only where rateLimit.shared names a store");
        }
        return choice.equals("open");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitSettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
