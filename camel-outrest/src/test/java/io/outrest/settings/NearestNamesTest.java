package io.outrest.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {

    private static final List<String> KNOWN = List.of("apiKey", "clientSecret", "f", "keyId", "timeout", "username");

    @ParameterizedTest
    @CsvSource({
        "timout, timeout",
        "TIMEOUT, timeout",
        "user, username",
        "secret, clientSecret",
        "key, apiKey keyId",
        "F, f",
        "o, ''",
        "id, ''",
        "weather, ''"
    })
    void similarOnesAndThoseThatGoOnLikeIt(String written, String nearest) {
        assertThat(String.join(" ", NearestNames.to(written, KNOWN))).isEqualTo(nearest);
    }
}
