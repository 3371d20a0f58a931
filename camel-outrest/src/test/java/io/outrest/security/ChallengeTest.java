package io.outrest.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server may write into {@code WWW-Authenticate}, and which challenge of it is answered. */
class ChallengeTest {

    /** Challenges are written as {@code scheme{name=value; ...}}, one after the other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Basic                                     | Basic{}",
                "Digest realm=\"a\", nonce=b               | Digest{nonce=b; realm=a}",
                "Digest REALM=\"a\"                        | Digest{REALM=a}",
                "Digest realm = \"a\" ,nonce\t=\tb         | Digest{nonce=b; realm=a}",
                "Digest realm=\"a, b=\\\"c\\\" \\\\\"      | Digest{realm=a, b=\"c\" \\}",
                "Digest realm=\"\"                         | Digest{realm=}",
                "Digest nonce=a, nonce=b                   | Digest{nonce=a}",
                "Basic realm=\"a\", Digest realm=\"b\", nonce=c | Basic{realm=a} Digest{nonce=c; realm=b}",
                "Negotiate, Digest realm=b                 | Negotiate{} Digest{realm=b}",
                "Negotiate YWJj==, Digest realm=b          | Negotiate{} Digest{realm=b}",
                "Digest , , realm=b,                       | Digest{realm=b}",
                "Digest realm=b, Basic                     | Digest{realm=b} Basic{}",
                "realm=b                                   | ``",
                "\"Digest realm=b                          | ``",
                "Digest realm=\"b                          | Digest{}",
                "Digest realm=b\"c                         | Digest{}",
                "Digest realm=a b, nonce=c                 | Digest{nonce=c}",
                "\u0000, =, \"\", @                        | ``",
                "``                                        | ``",
            })
    void challengesAreReadAsTheyStand(String line, String read) {
        assertThat(Challenge.parse(List.of(line)).stream()
                        .map(challenge -> challenge.scheme()
                                + challenge.parameters().entrySet().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining("; ", "{", "}")))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(read);
    }

    @Test
    void longLineTakesNoTime() {
        String line = "Digest realm=" + "\"".repeat(20_001) + "a,".repeat(20_000) + "\\".repeat(20_000);

        assertTimeout(Duration.ofSeconds(5), () -> Challenge.parse(List.of(line, line.replace("a,", "a ="))));
    }

    /** Lines are divided by {@code #}; what is chosen is known by its nonce. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "Digest realm=r, nonce=1, qop=auth                                         | 1 MD5",
                "digest realm=r, nonce=1, qop=\"auth,auth-int\", algorithm=\"md5\"         | 1 MD5",
                "Digest realm=r, nonce=1, qop=auth, algorithm=MD5-sess                     | 1 MD5_SESS",
                "Digest realm=r, nonce=1, qop=auth, algorithm=SHA-256-sess                 | 1 SHA_256_SESS",
                "Digest realm=r, nonce=1, algorithm=SHA-256                                | 1 SHA_256",
                "Digest realm=r, nonce=1, qop=auth, algorithm=MD5 # Digest realm=r, nonce=2, qop=auth, algorithm=SHA-256 | 2 SHA_256",
                "Digest realm=r, nonce=1, qop=auth, algorithm=SHA-256 # Digest realm=r, nonce=2, qop=auth, algorithm=MD5 | 1 SHA_256",
                "Digest realm=r, nonce=1, qop=auth, algorithm=MD5, Digest realm=r, nonce=2, qop=auth, algorithm=SHA-256  | 2 SHA_256",
                "Basic realm=r, Digest realm=r, nonce=1, qop=auth, Negotiate               | 1 MD5",
                "Digest realm=r, nonce=1, qop=auth-int, algorithm=SHA-256 # Digest realm=r, nonce=2, qop=auth | 2 MD5",
                "Digest realm=r, nonce=1, qop=auth # Digest realm=s, nonce=2, qop=auth     | 1 MD5",
                "Digest realm=r, nonce=1, qop=auth-int                                     | -",
                "Digest realm=r, nonce=1, qop=\"\"                                         | -",
                "Digest realm=r, nonce=1, qop=auth, algorithm=SHA-512-256                  | -",
                "Digest realm=r, nonce=1, qop=auth, algorithm=AKAv1-MD5                    | -",
                "Digest realm=r, nonce=1, qop=auth, algorithm=\"\"                         | -",
                "Digest realm=r, nonce=1, algorithm=MD5-sess                               | -",
                "Digest realm=r, qop=auth                                                  | -",
                "Digest nonce=1, qop=auth                                                  | -",
                "Digest realm=\"a\u0007\", nonce=1, qop=auth                               | -",
                "Basic realm=r                                                             | -",
                "``                                                                        | -",
            })
    void bestChallengeIsAnswered(String lines, String chosen) {
        DigestChallenge best = DigestChallenge.best(Arrays.asList(lines.split("#", -1)));

        assertThat(best == null ? null : best.nonce() + " " + best.algorithm()).isEqualTo(chosen);
    }
}
