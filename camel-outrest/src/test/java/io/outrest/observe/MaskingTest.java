package io.outrest.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"password": "p", "id": 7}                   | {"password": "******", "id": 7}
            {"client_secret":"a\\"b","x":"y"}            | {"client_secret":"******","x":"y"}
            {"accessToken": 12345}                       | {"accessToken": "******"}
            {"tokens": ["a", "b"], "n": 1}               | {"tokens": "******", "n": 1}
            {"credentials": {"user": "u"}, "n": 1}       | {"credentials": "******", "n": 1}
            {"a": {"API-Key": "k"}}                      | {"a": {"API-Key": "******"}}
            {"access_token": "cut o                      | {"access_token": "******"
            user=me&password=p&x=1                       | user=me&password=******&x=1
            password=p                                   | password=******
            <a><Password>p</Password><b>1</b></a>        | <a><Password>******</Password><b>1</b></a>
            <ns:token type="x">p</ns:token>              | <ns:token type="x">******</ns:token>
            {"name": "The key to success"}               | {"name": "The key to success"}
            """)
    void valuesAreTakenOutWhoseNameSpeaksOfASecret(String text, String masked) {
        assertThat(Masking.text(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "/a?x=1, /a?x=1",
        "/a, /a",
        "/a?api_key=k&x=1, /a?api_key=******&x=1",
        "/a?x=1&sessionId=k, /a?x=1&sessionId=******"
    })
    void queryValuesToo(String target, String masked) {
        assertThat(Masking.target(target)).isEqualTo(masked);
    }

    @Test
    void headersToo() {
        Headers headers = new Headers(List.of(
                new Headers.Field("Set-Cookie", "a=b"),
                new Headers.Field("set-cookie", "c=d"),
                new Headers.Field("Idempotency-Key", "i"),
                new Headers.Field("Vary", "a"),
                new Headers.Field("Vary", "b")));

        assertThat(Masking.headers(headers))
                .containsEntry("Set-Cookie", "******, ******")
                .containsEntry("Idempotency-Key", "i")
                .containsEntry("Vary", "a, b");
    }

    /** Kept out: an expression that takes ages, or all of the stack, for a long text. */
    @Test
    void aLongTextIsNoTrouble() {
        String text = "{\"token\": \"" + "\\\"".repeat(100_000) + "\", \"" + "key".repeat(50_000) + "=".repeat(1000);

        assertThat(Masking.text(text)).startsWith("{\"token\": \"******\"");
    }
}
