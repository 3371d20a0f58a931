package io.outrest.security;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.fuzz.Promise;
import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The header {@code WWW-Authenticate} of a 401. */
public class ChallengeFuzz {

    private static final Pattern ALGORITHM = Pattern.compile("(?i)(MD5|SHA-256)(-sess)?");

    static Stream<Arguments> seeds() {
        return Stream.of(
                lines("Digest realm=\"r\", qop=\"auth, auth-int\", nonce=\"n\", algorithm=SHA-256, opaque=\"o\""),
                lines("Basic realm=\"a, b\", Digest realm=\"x \\\"y\\\" \\\\z\", nonce=n, stale=TRUE"),
                lines(
                        "Negotiate abc==",
                        "Digest realm=\"\u00e9\", nonce=\"\", algorithm=MD5-sess, qop=auth, userhash=true"),
                lines("Digest realm=\"a\r\nX: 1\", nonce=\"\u0000\", qop=auth-int", ", ,Digest,realm=,nonce"),
                lines("Digest realm=\"r\", nonce=\"n", "Bearer error=\"invalid_token\", scope=\"a b\""));
    }

    /**
     * What a server asks for is answered in one header line that has what it gave and nothing more, or not at all; the password
     * does not stand there.
     */
    @MethodSource("seeds")
    @FuzzTest
    void isAnsweredInOneLine(@NotNull @WithSize(max = 3) List<@NotNull @WithUtf8Length(max = 120) String> lines) {
        Check.isAnsweredInOneLine(lines);
    }

    private static Arguments lines(String... lines) {
        return arguments(List.of(lines));
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void isAnsweredInOneLine(List<String> lines) {
            DigestChallenge challenge = DigestChallenge.best(lines);
            if (challenge == null) {
                return;
            }
            DigestSession session = new DigestSession(challenge, "Mufasa", Secret.of("Circle of Life"), "0a4f113b");
            String authorization = session.authorization(get()).reveal();
            Promise.holds(
                    authorization.chars().noneMatch(c -> c < ' ' || c == 0x7F || c > 0xFF),
                    "{} can be sent",
                    authorization);
            boolean guessed = String.join("", lines).contains("Circle");
            Promise.holds(guessed || !authorization.contains("Circle of Life"), "the password is not sent");
            Promise.holds(session.made(authorization), "the session knows its own answer");
            List<Challenge> read = Challenge.parse(List.of(authorization));
            Promise.holds(read.size() == 1 && read.get(0).scheme().equals("Digest"), "{} is one", authorization);
            Challenge said = read.get(0);
            check(said, "realm", challenge.realm());
            check(said, "nonce", challenge.nonce());
            check(said, "uri", "/things?q=\"1\"");
            check(said, "algorithm", challenge.namedAlgorithm());
            check(said, "opaque", challenge.opaque());
            String algorithm = said.parameter("algorithm");
            Promise.holds(algorithm == null || ALGORITHM.matcher(algorithm).matches(), "{} is known", algorithm);
        }

        private static void check(Challenge said, String name, @Nullable String value) {
            String found = said.parameter(name);
            Promise.holds(Objects.equals(found, value), "{} is {}: {}", name, value, found);
        }

        private static Request get() {
            return new Request(
                    "GET",
                    new Origin("https", "api.example.com", 443),
                    "/things?q=\"1\"",
                    Headers.none(),
                    Body.none(),
                    null,
                    Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO));
        }
    }
}
