package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.request.BodyWriter;
import io.outrest.request.CallFailure;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Invocation;
import io.outrest.request.JsonCodec;
import io.outrest.request.Lifetime;
import io.outrest.request.RequestFactory;
import io.outrest.request.RequestTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Request headers from messages and routes. */
class HeaderFuzz {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern NEVER = Pattern.compile("(?i):.*|camel.*|connection|keep-alive|proxy-connection"
            + "|proxy-authenticate|te|trailer|transfer-encoding|upgrade|http2-settings|content-length|expect|host");
    private static final Pattern FORWARDED = Pattern.compile(
            "(?i)x-.*|accept-language|idempotency-key|if-.*|prefer|traceparent|tracestate|baggage|x-api-token");
    private static final Pattern HELD_BACK =
            Pattern.compile("(?i)x-forwarded-.*|x-real-ip|.*(auth|token|secret|key|cookie|session|csrf).*");
    private static final Set<String> IN_FULL = Set.of("idempotency-key", "x-api-token");
    private static final Set<String> OURS = Set.of("accept", "accept-encoding", "x-correlation-id", "x-fixed");

    static Stream<Arguments> seeds() {
        return Stream.of(
                arguments(
                        Map.of("X-Trace", "1", "X-Forwarded-For", "10.0.0.1", "X-API-Token", "t", "X-API-Key", "evil"),
                        Map.of("If-None-Match", "\"a\"", "Authorization", "evil", "Host", "evil"),
                        Map.of("X-Fixed", "2", "Transfer-Encoding", "chunked", "Content-Type", "text/plain")),
                arguments(
                        Map.of("X-Bad Name", "1", "Content-Length", "0", "X-Correlation-ID", "c", "X-CSRF", "1"),
                        Map.of(),
                        Map.of("Cookie", "a=b")),
                arguments(Map.of("X-Split", "a\r\nX-Evil: 1"), Map.of(), Map.of()),
                arguments(Map.of(), Map.of("X-\r\nEvil", "1"), Map.of(":path", "/", "CamelHttpUri", "x", "TE", "x")));
    }

    /**
     * A request has only header names that are tokens and values without control characters, none of those that are never
     * sent; a message sets only what {@code forwardHeaders} lets pass and never the header of the credentials.
     */
    @MethodSource("seeds")
    @FuzzTest
    void nothingElseIsSent(
            @NotNull @WithSize(max = 4)
                    Map<@NotNull @WithUtf8Length(max = 40) String, @NotNull @WithUtf8Length(max = 40) String> message,
            @NotNull @WithSize(max = 3)
                    Map<@NotNull @WithUtf8Length(max = 40) String, @NotNull @WithUtf8Length(max = 40) String> ofCall,
            @NotNull @WithSize(max = 3)
                    Map<@NotNull @WithUtf8Length(max = 40) String, @NotNull @WithUtf8Length(max = 40) String> options) {
        Check.nothingElseIsSent(message, ofCall, options);
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        private static final RequestFactory REQUESTS = new RequestFactory(
                RequestTemplate.of("https://api.example.com", "/things"),
                List.of(),
                Map.of(),
                new RequestFactory.HeaderSettings(
                        "API",
                        Map.of("X-Fixed", "1"),
                        List.of(
                                "X-*",
                                "Accept-Language",
                                "Idempotency-Key",
                                "If-*",
                                "Prefer",
                                "traceparent",
                                "tracestate",
                                "baggage",
                                "X-API-Token"),
                        "application/json",
                        "application/json",
                        "X-Correlation-ID"),
                new CredentialPlaces(Set.of("X-API-Key", "Authorization")),
                new BodyWriter(JsonCodec.standard(), value -> null));

        static void nothingElseIsSent(
                Map<String, String> message, Map<String, String> ofCall, Map<String, String> options) {
            Map<String, String> messageHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            messageHeaders.putAll(message);
            Headers headers;
            try {
                headers = REQUESTS.create(
                                new Invocation(
                                        "POST",
                                        Map.of(),
                                        Map.of(),
                                        Map.of(),
                                        messageHeaders,
                                        options,
                                        ofCall,
                                        Map.of(),
                                        true,
                                        "1",
                                        null,
                                        null),
                                Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO))
                        .headers();
            } catch (CallFailure e) {
                Promise.isOneOf(e, FailureKind.PARAMETER, FailureKind.BODY);
                return;
            }
            Set<String> byRoute = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            byRoute.addAll(ofCall.keySet());
            byRoute.addAll(options.keySet());
            headers.fields().forEach(field -> check(field, byRoute));
            Promise.holds(headers.all("Content-Type").size() == 1, "there is one Content-Type");
        }

        private static void check(Headers.Field field, Set<String> byRoute) {
            String name = field.name();
            String lower = name.toLowerCase(Locale.ROOT);
            Promise.holds(TOKEN.matcher(name).matches(), "{} is a token", name);
            Promise.holds(!NEVER.matcher(name).matches(), "{} is never sent", name);
            Promise.holds(
                    field.value().chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F || c > 0xFF),
                    "{} has a value that can be sent",
                    name);
            boolean ours = OURS.contains(lower) || lower.equals("content-type") || byRoute.contains(name);
            boolean heldBack = HELD_BACK.matcher(name).matches() && !IN_FULL.contains(lower);
            Promise.holds(ours || FORWARDED.matcher(name).matches() && !heldBack, "{} passes from a message", name);
        }
    }
}
