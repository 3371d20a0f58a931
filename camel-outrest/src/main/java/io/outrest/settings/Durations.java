package io.outrest.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they are written in configuration: {@code 30s}, {@code 500ms}, {@code 2m}, ISO-8601, or milliseconds. */
public final class Durations {

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)?");
    private static final Duration LONGEST = Duration.ofDays(365);

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param setting the setting's name, for the error
     * @param text for example {@code 30s}, {@code PT1M}, {@code 1500}
     * @return never negative, a year at most
     * @throws InvalidSetting when the text is no such duration
     */
    public static Duration parse(String setting, String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        try {
            Matcher amount = AMOUNT.matcher(trimmed);
            return check(setting, amount.matches() ? of(amount) : Duration.parse(trimmed));
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidSetting(
                    setting,
                    "'" + text + "' is no duration; accepted are 30s, 500ms, 2m, ISO-8601 such as PT30S, or a number of"
                            + " milliseconds");
        }
    }

    /** Checks a duration that came as a value: not negative, a year at most. */
    public static Duration check(String setting, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new InvalidSetting(setting, "must be between 0 and 365 days");
        }
        return duration;
    }

    private static Duration of(Matcher amount) {
        long number = Long.parseLong(amount.group(1));
        String unit = amount.group(2) == null ? "ms" : amount.group(2);
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofMillis(number);
        };
    }
}
