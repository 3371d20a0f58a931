package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Payload;
import io.outrest.request.Redirects;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The header {@code Location} of answers, where redirects are followed. */
class RedirectFuzz {

    private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]*+");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:/[^?]*)?/\\.{1,2}(?:[/?].*)?");

    static Stream<Arguments> seeds() {
        return Stream.of(
                arguments(List.of("/other?x=1"), 302),
                arguments(List.of("https://api.example.com/a/../b", "../c", "?q", "", "/", "//api.example.com/x"), 307),
                arguments(List.of("https://api.example.com:443/x#f", "HTTPS://API.EXAMPLE.COM/y"), 301),
                arguments(List.of("https://evil.example.com/"), 308),
                arguments(List.of("https://api.example.com@evil.example.com/"), 303),
                arguments(List.of("https://api.example.com//evil.example.com/", "/a/..//evil.example.com/"), 302),
                arguments(List.of("//evil.example.com/", "/\\evil.example.com"), 303),
                arguments(List.of("/../../x", "/a/%2e%2e/b", "/\u00e9 x\r\nX: 1"), 302));
    }

    /**
     * A redirect is followed within the origin alone, five times at most, to a target that is a path: credentials stay home
     * whatever an API answers.
     */
    @MethodSource("seeds")
    @FuzzTest
    void staysHome(@NotNull @WithSize(max = 7) List<@NotNull @WithUtf8Length(max = 80) String> locations, int status) {
        Check.staysHome(locations, status);
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void staysHome(List<String> locations, int status) {
            Origin origin = new Origin("https", "api.example.com", 443);
            List<Request> sent = new ArrayList<>();
            Response answer = Redirects.SAME_ORIGIN
                    .around(request -> {
                        sent.add(request);
                        return CompletableFuture.completedFuture(answer(locations, sent.size() - 1, status));
                    })
                    .send(new Request(
                            "POST",
                            origin,
                            "/v2/things?q=1",
                            Headers.none().with("X-API-Key", "s3cr3t"),
                            Body.none(),
                            null,
                            Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO)))
                    .toCompletableFuture()
                    .getNow(null);
            Promise.holds(answer != null, "there is an answer");
            Promise.holds(sent.size() <= 6, "five hops are followed");
            for (Request request : sent) {
                Promise.holds(request.origin().equals(origin), "{} is the origin", request.origin());
                Promise.holds(TARGET.matcher(request.target()).matches(), "{} is a target", request.target());
                Promise.holds(!request.target().startsWith("//"), "{} has no authority", request.target());
                Promise.holds(!DOT_SEGMENT.matcher(request.target()).matches(), "{} has no dots", request.target());
            }
        }

        private static Response answer(List<String> locations, int number, int status) {
            if (number >= locations.size()) {
                return new Response(200, "", Headers.none(), Payload.none());
            }
            Headers location = Headers.none().with("Location", locations.get(number));
            return new Response(300 + Math.floorMod(status - 300, 9), "", location, Payload.none());
        }
    }
}
