package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of answers: JSON, text and XML in any charset. */
class BodyFuzz {

    private static final Pattern MESSAGE = Pattern.compile(
            "the answer is not one JSON value( \\(line \\d+, column \\d+\\))?"
                    + "|the JSON of the answer does not fit [\\w.$]+( \\(line \\d+, column \\d+\\))?( at [\\w.]+)?"
                    + "|the charset of the answer is not known here"
                    + "|the answer is .{0,1000}, which cannot be read as [\\w.$]+",
            Pattern.DOTALL);

    static Stream<Arguments> seeds() {
        return Stream.of(
                json("{\"id\": \"1\", \"count\": 2, \"tags\": [\"a\"], \"next\": {\"count\": 1e3}, \"more\": null}"),
                json("\uFEFF[1, -0.0, 1e400, 12345678901234567890, true, \"\\ud83d\\ude00\\u0000\"]"),
                json("{} {}"),
                json("[".repeat(1001) + "]".repeat(1001)),
                json("9".repeat(1001)),
                arguments("text/plain; charset=\"utf-16\"", 200, bytes("a\u0000")),
                arguments("text/html; charset=nobody-knows", 502, bytes("<html>")),
                arguments("application/xml", 200, bytes("<?xml version=\"1.0\" encoding='ISO-8859-1'?><a/>")),
                arguments("application/problem+json;charset=x", 404, bytes("<no json>")));
    }

    /**
     * A body is read or refused as PARSE or DECODE, with no word of its content; JSON is one value of 1,000 levels at most, and
     * an error whose body does not parse gives text.
     */
    @MethodSource("seeds")
    @FuzzTest
    void isReadOrRefused(
            @NotNull @WithUtf8Length(max = 60) String contentType,
            int status,
            byte @NotNull @WithLength(max = 4096) [] body) {
        Check.isReadOrRefused(contentType, status, body);
    }

    private static Arguments json(String text) {
        return arguments("application/json", 200, bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void isReadOrRefused(String contentType, int status, byte[] body) {
            Response response = new Response(
                    200 + Math.floorMod(status - 200, 400),
                    "",
                    new Headers(List.of(new Headers.Field("Content-Type", contentType))),
                    new Payload.Complete(body));
            Object data = read(response::data);
            if (data != null && response.status() >= 300) {
                Promise.holds(
                        !(data instanceof CallFailure failure) || failure.kind() == FailureKind.DECODE,
                        "an error is a result, unless its charset is not known: {}",
                        data);
            }
            Promise.holds(depth(data, 0) <= 1000, "there are 1,000 levels at most");
            read(() -> response.as(Order.class));
            read(response::text);
            read(() -> response.excerpt(64));
        }

        private static @Nullable Object read(Supplier<@Nullable Object> reading) {
            try {
                return reading.get();
            } catch (CallFailure e) {
                Promise.isOneOf(e, FailureKind.PARSE, FailureKind.DECODE);
                Promise.holds(
                        MESSAGE.matcher(String.valueOf(e.getMessage())).matches(),
                        "{} holds nothing of it",
                        e.getMessage());
                Promise.holds(e.getCause() == null, "no cause holds anything of it: {}", e.getCause());
                return e;
            }
        }

        private static int depth(@Nullable Object data, int above) {
            Collection<?> inside = data instanceof Map<?, ?> map
                    ? map.values()
                    : data instanceof Collection<?> collection ? collection : null;
            if (inside == null || above > 1000) {
                return above;
            }
            return inside.stream()
                    .mapToInt(each -> depth(each, above + 1))
                    .max()
                    .orElse(above + 1);
        }

        /** What a route may ask for. */
        record Order(@Nullable String id, int count, @Nullable List<String> tags, @Nullable Order next) {}
    }
}
