package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as encoded already. */
class PercentEncodingTest {

    /** Regression: a percent sign before digits of other scripts was left as it is, so that no URI came out. */
    @ParameterizedTest
    @CsvSource({"%41, %41", "%4, %254", "%\u07c30, %25%DF%830", "%\uff14\uff11, %25%EF%BC%94%EF%BC%91"})
    void tripletsAreOfAsciiDigits(String text, String encoded) throws CharacterCodingException {
        assertThat(PercentEncoding.literal(text)).isEqualTo(encoded);
        assertThat(PercentEncoding.keeping("/", text)).isEqualTo(encoded);
    }
}
