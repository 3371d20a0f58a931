package io.outrest.resilience;

import static java.util.Objects.requireNonNullElse;

import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The setting {@code circuitBreaker} of a connection: no calls for a while to an API that fails. Null is the default. */
public class CircuitBreakerSettings extends SwitchableSettings {

    private static final SettingsOf<CircuitBreakerSettings> SETTINGS = SettingsOf.type(CircuitBreakerSettings.class);

    private @Nullable Integer failureRate;
    private @Nullable Integer minimumCalls;
    private @Nullable Duration window;
    private @Nullable Duration open;
    private @Nullable Integer halfOpenCalls;

    /** The block with its defaults. */
    public CircuitBreakerSettings() {}

    /**
     * Reads the short form.
     *
     * @param text {@code off} or {@code false}: without, whatever the defaults and the preset say; {@code on} or {@code true}:
     *     with the defaults of the block
     */
    public static CircuitBreakerSettings parse(String text) {
        CircuitBreakerSettings settings = new CircuitBreakerSettings();
        settings.switchTo("circuitBreaker", text);
        return settings;
    }

    public @Nullable Integer getFailureRate() {
        return failureRate;
    }

    /** Percent of the calls that must fail, 1 to 100; 10 unless set. */
    public void setFailureRate(@Nullable Integer failureRate) {
        if (failureRate != null && (failureRate < 1 || failureRate > 100)) {
            throw new InvalidSetting("circuitBreaker.failureRate", "must be a percentage between 1 and 100");
        }
        this.failureRate = failureRate;
    }

    public @Nullable Integer getMinimumCalls() {
        return minimumCalls;
    }

    /** How many calls there must have been within the window; 100 unless set. */
    public void setMinimumCalls(@Nullable Integer minimumCalls) {
        if (minimumCalls != null && minimumCalls < 1) {
            throw new InvalidSetting("circuitBreaker.minimumCalls", "must be at least 1");
        }
        this.minimumCalls = minimumCalls;
    }

    public @Nullable Duration getWindow() {
        return window;
    }

    /** How long a call counts; whole seconds, 30 s unless set. */
    public void setWindow(@Nullable Duration window) {
        boolean usable =
                window == null || window.toMillis() >= 1_000 && window.toHours() < 24 && window.toMillis() % 1_000 == 0;
        if (!usable) {
            throw new InvalidSetting("circuitBreaker.window", "must be whole seconds, from 1s to a day");
        }
        this.window = window == null ? null : Durations.check("circuitBreaker.window", window);
    }

    /** The same from text. */
    public void setWindow(@Nullable String window) {
        setWindow(window == null ? (Duration) null : Durations.parse("circuitBreaker.window", window));
    }

    public @Nullable Duration getOpen() {
        return open;
    }

    /** How long calls are turned away before some are let through to see; 5 s unless set. */
    public void setOpen(@Nullable Duration open) {
        if (open != null && open.compareTo(Duration.ofMillis(1)) < 0) {
            throw new InvalidSetting("circuitBreaker.open", "must be at least 1ms");
        }
        this.open = open == null ? null : Durations.check("circuitBreaker.open", open);
    }

    /** The same from text. */
    public void setOpen(@Nullable String open) {
        setOpen(open == null ? (Duration) null : Durations.parse("circuitBreaker.open", open));
    }

    public @Nullable Integer getHalfOpenCalls() {
        return halfOpenCalls;
    }

    /** How many are let through then; 1 unless set. */
    public void setHalfOpenCalls(@Nullable Integer halfOpenCalls) {
        if (halfOpenCalls != null && halfOpenCalls < 1) {
            throw new InvalidSetting("circuitBreaker.halfOpenCalls", "must be at least 1");
        }
        this.halfOpenCalls = halfOpenCalls;
    }

    /** What the settings amount to; null for none. */
    public static @Nullable CircuitBreakerPolicy policy(@Nullable CircuitBreakerSettings settings) {
        return settings == null || !isOn(settings)
                ? null
                : new CircuitBreakerPolicy(
                        requireNonNullElse(settings.failureRate, 10),
                        requireNonNullElse(settings.minimumCalls, 100),
                        requireNonNullElse(settings.window, Duration.ofSeconds(30)),
                        requireNonNullElse(settings.open, Duration.ofSeconds(5)),
                        requireNonNullElse(settings.halfOpenCalls, 1));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CircuitBreakerSettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
