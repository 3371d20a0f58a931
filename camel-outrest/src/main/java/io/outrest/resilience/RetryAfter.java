package io.outrest.resilience;

import io.outrest.request.Headers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110 section 10.2.3): seconds, or a date in one of the three forms of section 5.6.7. */
final class RetryAfter {

    private static final int MOST_DIGITS = 9;

    /** Two digits of a year are of the hundred years from this one on: not more than 50 ahead, and nobody dates so today. */
    private static final int OLDEST = 1977;

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, OLDEST)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * How long an answer asks to wait.
     *
     * @return not negative: a date that is past is now; null where it does not say, not understandably, or differently twice
     */
    static @Nullable Duration of(Headers answer, Instant now) {
        List<String> values = answer.all("Retry-After").stream().distinct().toList();
        if (values.size() != 1) {
            return null;
        }
        String value = values.get(0).trim();
        return value.matches("[0-9]+") ? seconds(value) : until(value, now);
    }

    private static Duration seconds(String digits) {
        return Duration.ofSeconds(digits.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits));
    }

    private static @Nullable Duration until(String date, Instant now) {
        for (DateTimeFormatter form : DATES) {
            try {
                Instant then = form.parse(date, Instant::from);
                return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
            } catch (DateTimeException e) {
                // perhaps it has the next form
            }
        }
        return null;
    }
}
