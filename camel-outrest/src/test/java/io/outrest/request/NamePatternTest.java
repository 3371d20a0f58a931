package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "*,         X-A,       true",
        "**,        X-A,       true",
        "X-*,       x-a,       true",
        "X-*,       X-,        true",
        "X-*,       X,         false",
        "*-Id,      my-ID,     true",
        "*-Id,      my-Id-2,   false",
        "My-*-Name, my-own-name, true",
        "My-*-Name, My--Name,  true",
        "My-*-Name, My-Name,   false", // the two literals cannot share a character
        "A*b*b,     A-b-b,     true",
        "A*b*b,     A-b,       false",
        "A*bb*b,    Abbb,      true",
        "*b*,       abc,       true",
        "*b*,       acd,       false",
    })
    void aStarStandsForAnyCharacters(String pattern, String name, boolean matches) {
        assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(matches);
    }
}
