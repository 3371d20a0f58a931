package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientVersionTest {

    @ParameterizedTest
    @ValueSource(strings = {"5.6", "5.6.5", "5.10.1", "6.0-alpha1", "UNAVAILABLE", ""})
    void theseDo(String release) {
        assertThatCode(() -> HttpClientVersion.check(release)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.2", "5.5", "4.5.14"})
    void theseDoNotAndItIsSaidWhatToSet(String release) {
        assertThatThrownBy(() -> HttpClientVersion.check(release))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(release, "5.6", "httpclient5.version");
    }

    @Test
    void theOneThatIsHereDoes() {
        assertThatCode(HttpClientVersion::check).doesNotThrowAnyException();
    }
}
