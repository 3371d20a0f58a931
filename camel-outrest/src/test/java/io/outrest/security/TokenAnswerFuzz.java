package io.outrest.security;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import io.outrest.fuzz.Promise;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a token endpoint, and an issuer, answers. */
public class TokenAnswerFuzz {

    private static final Pattern MESSAGE = Pattern.compile("the (token endpoint|issuer) (answered with the status \\d+"
            + "( \\([a-z_]{1,40}\\))?|gave a token of another type than Bearer|gave no [ \\w]+, 64 KiB at most"
            + "|gave no JSON object|gave the configuration of another issuer than the one that is set"
            + "|names [ \\w]+(, which needs allowInsecure: true|: it [^{}\"]+)?)");

    static Stream<Arguments> seeds() {
        return Stream.of(
                answer(200, "{\"access_token\": \"abc\", \"token_type\": \"bearer\", \"expires_in\": 3600}"),
                answer(200, "{\"access_token\": \"a\", \"expires_in\": \" -12 \", \"refresh_token\": \"r\"}"),
                answer(200, "{\"access_token\": \"a\", \"expires_in\": 1e999999999}"),
                answer(200, "{\"access_token\": \"a b\\r\\n\", \"token_type\": null, \"expires_in\": [1]}"),
                answer(200, "\uFEFF{\"access_token\": \"a\", \"expires_in\": -99999999999999999999.5}"),
                answer(400, "{\"error\": \"invalid_grant\", \"error_description\": \"s3cr3t\"}"),
                answer(200, "null"),
                answer(302, "<html>"),
                answer(
                        200,
                        "{\"issuer\": \"https://id.example.com/\", \"token_endpoint\": \"https://a.example.com/t?x\"}"),
                answer(200, "{\"issuer\": \"https://id.example.com/\", \"token_endpoint\": \"http://a:99999/{x}\"}"));
    }

    /**
     * An answer counts only where it has a token of visible ASCII characters, with a life that is bounded; anything else is a
     * failure of kind TOKEN that quotes nothing but an error code. An issuer names no token endpoint in clear text.
     */
    @MethodSource("seeds")
    @FuzzTest
    void isATokenOrRefused(int status, byte @NotNull @WithLength(max = 2048) [] body) {
        Check.isATokenOrRefused(status, body);
    }

    private static Arguments answer(int status, String body) {
        return arguments(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void isATokenOrRefused(int status, byte[] body) {
            Response answer = new Response(
                    100 + Math.floorMod(status - 100, 500), "", Headers.none(), new Payload.Complete(body));
            try {
                check(new TokenEndpoint(
                                request -> CompletableFuture.completedFuture(answer),
                                new AuthorizationServer(
                                        "https://id.example.com/",
                                        TokenUrl.parse("tokenUrl", "https://id.example.com/token")))
                        .request(new TokenRequest(Map.of(), Headers.none()), lifetime())
                        .toCompletableFuture()
                        .getNow(null));
            } catch (CompletionException e) {
                check(CallFailure.of(e));
            }
            try {
                TokenUrl url = Issuer.parse("https://id.example.com/", false, false)
                        .ask(request -> CompletableFuture.completedFuture(answer), lifetime())
                        .toCompletableFuture()
                        .getNow(null)
                        .tokenEndpoint();
                Promise.holds(url.origin().secure(), "{} is not in clear text", url);
                Promise.holds(url.target().chars().allMatch(c -> c > ' ' && c < 0x7F), "{} is a target", url.target());
            } catch (CompletionException e) {
                check(CallFailure.of(e));
            }
        }

        private static void check(TokenAnswer answer) {
            if (answer instanceof TokenRefusal refusal) {
                check(refusal.failure());
                return;
            }
            AccessToken token = (AccessToken) answer;
            String value = token.value().reveal();
            Promise.holds(!value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 0x7F), "{} is a token", value);
            Duration life = token.lifetime();
            Promise.holds(life == null || life.compareTo(Duration.ofDays(3650)) <= 0, "{} is bounded", life);
            Promise.holds(life == null || life.compareTo(Duration.ofMillis(-1)) >= 0, "{} is bounded", life);
        }

        private static void check(CallFailure failure) {
            Promise.isOneOf(failure, FailureKind.TOKEN);
            Promise.holds(
                    MESSAGE.matcher(String.valueOf(failure.getMessage())).matches(),
                    "{} quotes nothing",
                    failure.getMessage());
            Promise.holds(failure.getCause() == null, "no cause holds anything of it: {}", failure.getCause());
        }

        private static Lifetime lifetime() {
            return Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO);
        }
    }
}
