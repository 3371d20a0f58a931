package io.outrest.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to challenges: the examples of RFC 7616 section 3.9.1 and RFC 2069, and values that another program computed. */
class DigestSessionTest {

    private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private static final String CHALLENGE = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
            + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
            + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5-sess, e783283f46242139c486a698fec7211d",
        "SHA-256-sess, 2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7",
    })
    void exampleOfTheRfc(String algorithm, String response) {
        DigestSession session = session(CHALLENGE + ", algorithm=" + algorithm, "Mufasa", "Circle of Life");

        assertThat(session.authorization(get("/dir/index.html")).reveal())
                .isEqualTo("Digest username=\"Mufasa\", realm=\"http-auth@example.org\","
                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\","
                        + " response=\"" + response + "\", algorithm=" + algorithm + ", qop=auth, nc=00000001,"
                        + " cnonce=\"" + CLIENT_NONCE + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    @Test
    void serverThatKnowsNoProtectionGetsNone() {
        DigestSession session = session(
                "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2af0e8b11d0f600bfb0c093\"",
                "Mufasa",
                "Circle Of Life");

        assertThat(session.authorization(get("/dir/index.html")).reveal())
                .isEqualTo("Digest username=\"Mufasa\", realm=\"testrealm@host.com\","
                        + " nonce=\"dcd98b7102dd2af0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\","
                        + " response=\"cd048e3f3374961c3fb4135d4d1710bf\"");
    }

    @Test
    void userBeyondAsciiIsHashedAndWrittenInUtf8() {
        DigestSession session = new DigestSession(
                challenge("Digest realm=\"api@example.org\", nonce=n, qop=auth, algorithm=SHA-256, charset=UTF-8"),
                "Jäsøn Doe",
                Secret.of("Secret, or not?"),
                "c");

        assertThat(session.authorization(get("/doe.json")).reveal())
                .contains("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, ")
                .contains("response=\"88b474a94539022f3d252e339dd723eed819edef92d20c67b54aa593902a37c0\"");
    }

    @Test
    void userIsHashedWhereTheServerWantsThat() {
        DigestSession session = session(
                "Digest realm=\"api@example.org\", nonce=n, qop=auth, algorithm=SHA-256, userhash=true",
                "Jäsøn Doe",
                "x");

        assertThat(session.authorization(get("/")).reveal())
                .contains("username=\"5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7\", ")
                .endsWith(", userhash=true");
    }

    @Test
    void quotesAndBackslashesAreEscaped() {
        DigestSession session = session("Digest realm=\"a \\\"b\\\" \\\\\", nonce=n, qop=auth", "d\"o\\m", "x");

        assertThat(session.authorization(get("/")).reveal())
                .contains("username=\"d\\\"o\\\\m\", realm=\"a \\\"b\\\" \\\\\", ");
    }

    @Test
    void usesAreCountedInHexadecimalDigits() {
        DigestSession session = session(CHALLENGE, "u", "p");
        for (int i = 1; i < 26; i++) {
            session.authorization(get("/"));
        }

        assertThat(session.authorization(get("/")).reveal()).contains("nc=0000001a");
    }

    private static DigestSession session(String challenge, String username, String password) {
        return new DigestSession(challenge(challenge), username, Secret.of(password), CLIENT_NONCE);
    }

    private static DigestChallenge challenge(String line) {
        DigestChallenge challenge = DigestChallenge.best(List.of(line));
        if (challenge == null) {
            throw new AssertionError("no challenge: " + line);
        }
        return challenge;
    }

    private static Request get(String target) {
        return new Request(
                "GET",
                new Origin("http", "www.example.org", 80),
                target,
                Headers.none(),
                Body.none(),
                null,
                Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO));
    }
}
