package io.outrest.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.Headers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Retry-After} asks for. */
class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "120 | 120",
                "007 | 7",
                "999999999999 | 2147483647",
                "Mon, 23 Nov 2026 12:00:30 GMT | 30",
                "Monday, 23-Nov-26 12:00:30 GMT | 30",
                "Mon Nov 23 12:00:30 2026 | 30",
                "Sun, 06 Nov 1994 08:49:37 GMT | 0",
                "Sunday, 06-Nov-94 08:49:37 GMT | 0",
                "Sun Nov  6 08:49:37 1994 | 0",
            })
    void isSecondsOrADate(String value, long seconds) {
        assertThat(RetryAfter.of(Headers.none().with("Retry-After", value), NOW))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-1",
                "+1",
                "1.5",
                "1 s",
                "0x10",
                "٣",
                "2026-11-23T12:00:30Z",
                "Mon, 99 Nov 2026 12:00:30 GMT"
            })
    void nothingElseIsUnderstood(String value) {
        assertThat(RetryAfter.of(Headers.none().with("Retry-After", value), NOW))
                .isNull();
    }

    @Test
    void absentIsNothing() {
        assertThat(RetryAfter.of(Headers.none(), NOW)).isNull();
    }
}
