package io.outrest.resilience;

import static java.util.Objects.requireNonNullElse;

import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.StatusRanges;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The setting {@code retry} of a connection: trying again. Null is the default. */
public class RetrySettings extends SwitchableSettings {

    private static final SettingsOf<RetrySettings> SETTINGS = SettingsOf.type(RetrySettings.class);

    private static final int MOST_BUDGET = 1_000_000;

    private @Nullable Integer attempts;
    private @Nullable Duration backoff;
    private @Nullable Duration maxBackoff;
    private @Nullable StatusRanges statuses;
    private @Nullable Boolean idempotencyKey;
    private @Nullable Integer budget;

    /** The block with its defaults. */
    public RetrySettings() {}

    /**
     * Reads the short form.
     *
     * @param text {@code off} or {@code false}: without, whatever the defaults and the preset say; {@code on} or {@code true}:
     *     with the defaults of the block
     */
    public static RetrySettings parse(String text) {
        RetrySettings settings = new RetrySettings();
        settings.switchTo("retry", text);
        return settings;
    }

    public @Nullable Integer getAttempts() {
        return attempts;
    }

    /** How often a request is sent at most, the first time included; 3 unless set. */
    public void setAttempts(@Nullable Integer attempts) {
        if (attempts != null && attempts < 1) {
            throw new InvalidSetting("retry.attempts", "must be at least 1");
        }
        this.attempts = attempts;
    }

    public @Nullable Duration getBackoff() {
        return backoff;
    }

    /** Where the pauses begin, which are random between zero and this, doubled each time; 200 ms unless set. */
    public void setBackoff(@Nullable Duration backoff) {
        this.backoff = backoff == null ? null : Durations.check("retry.backoff", backoff);
    }

    /** The same from text. */
    public void setBackoff(@Nullable String backoff) {
        setBackoff(backoff == null ? (Duration) null : Durations.parse("retry.backoff", backoff));
    }

    public @Nullable Duration getMaxBackoff() {
        return maxBackoff;
    }

    /** What the pauses grow to; 5 s unless set. {@code Retry-After} is not bound by it. */
    public void setMaxBackoff(@Nullable Duration maxBackoff) {
        this.maxBackoff = maxBackoff == null ? null : Durations.check("retry.maxBackoff", maxBackoff);
    }

    /** The same from text. */
    public void setMaxBackoff(@Nullable String maxBackoff) {
        setMaxBackoff(maxBackoff == null ? (Duration) null : Durations.parse("retry.maxBackoff", maxBackoff));
    }

    public @Nullable StatusRanges getStatuses() {
        return statuses;
    }

    /** The statuses after which it is tried again, instead of 408, 425, 429, 502, 503 and 504. */
    public void setStatuses(@Nullable StatusRanges statuses) {
        this.statuses = statuses;
    }

    /** The same from text; empty for none. */
    public void setStatuses(@Nullable String statuses) {
        this.statuses = statuses == null
                ? null
                : statuses.isBlank() ? new StatusRanges(List.of()) : StatusRanges.parse("retry.statuses", statuses);
    }

    public @Nullable Boolean getIdempotencyKey() {
        return idempotencyKey;
    }

    /** Whether requests that are not idempotent get the header {@code Idempotency-Key}; false unless set. */
    public void setIdempotencyKey(@Nullable Boolean idempotencyKey) {
        this.idempotencyKey = idempotencyKey;
    }

    public @Nullable Integer getBudget() {
        return budget;
    }

    /** How many times it is tried again at most while nothing succeeds; 10 unless set. Ten successes give one back. */
    public void setBudget(@Nullable Integer budget) {
        if (budget != null && (budget < 1 || budget > MOST_BUDGET)) {
            throw new InvalidSetting("retry.budget", "must be between 1 and " + MOST_BUDGET);
        }
        this.budget = budget;
    }

    /** What the settings amount to; null for none. */
    public static @Nullable RetryPolicy policy(@Nullable RetrySettings settings) {
        return settings == null || !isOn(settings)
                ? null
                : new RetryPolicy(
                        requireNonNullElse(settings.attempts, 3),
                        requireNonNullElse(settings.backoff, Duration.ofMillis(200)),
                        requireNonNullElse(settings.maxBackoff, Duration.ofSeconds(5)),
                        requireNonNullElse(
                                settings.statuses, StatusRanges.parse("retry.statuses", "408,425,429,502-504")),
                        requireNonNullElse(settings.idempotencyKey, false),
                        requireNonNullElse(settings.budget, 10));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetrySettings settings && SETTINGS.same(this, settings);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }
}
