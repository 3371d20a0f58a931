package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.request.Body;
import io.outrest.request.BodyWriter;
import io.outrest.request.CallFailure;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Invocation;
import io.outrest.request.JsonCodec;
import io.outrest.request.Lifetime;
import io.outrest.request.Parameter;
import io.outrest.request.Parameter.Place;
import io.outrest.request.Parameter.Style;
import io.outrest.request.Request;
import io.outrest.request.RequestFactory;
import io.outrest.request.RequestTemplate;
import io.outrest.settings.InvalidSetting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parameters that an OpenAPI document declares, in all places and styles. */
class DeclaredParameterFuzz {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** Names, because a class that is there before Jazzer is cannot be watched. */
    private static final List<String> FORMS = List.of(
            "PATH SIMPLE",
            "PATH LABEL",
            "PATH MATRIX",
            "QUERY FORM",
            "QUERY SPACE_DELIMITED",
            "QUERY PIPE_DELIMITED",
            "QUERY TAB_DELIMITED",
            "QUERY DEEP_OBJECT",
            "HEADER SIMPLE",
            "COOKIE FORM",
            "COOKIE COOKIE",
            "FORM FORM",
            "FORM SPACE_DELIMITED",
            "FORM DEEP_OBJECT",
            "QUERYSTRING FORM");

    static Stream<Arguments> seeds() {
        return Stream.of(
                arguments(form("PATH SIMPLE"), false, true, false, "id", List.of("a/b", "%2e%2e;x"), 0),
                arguments(form("PATH MATRIX"), true, false, false, "id*", List.of("a", "b"), 1),
                arguments(form("PATH LABEL"), true, true, false, "x", List.of("k", "v"), 2),
                arguments(form("QUERY FORM"), true, true, false, "tags", List.of("a&b=c#d", "e"), 1),
                arguments(form("QUERY DEEP_OBJECT"), true, false, false, "f[x]", List.of("k]", "v"), 2),
                arguments(form("QUERY PIPE_DELIMITED"), false, true, false, "p", List.of("a|b", "c"), 1),
                arguments(form("HEADER SIMPLE"), true, false, false, "X-List", List.of("a,b", "c\r\nX: 1"), 1),
                arguments(form("COOKIE FORM"), true, true, false, "s", List.of("a;b", "c"), 1),
                arguments(form("COOKIE COOKIE"), true, false, false, "s", List.of("a", "b"), 2),
                arguments(form("FORM SPACE_DELIMITED"), false, false, false, "f", List.of("a b", "c+d"), 1),
                arguments(form("QUERY FORM"), true, false, true, "json", List.of("\"", "\u2028"), 2),
                arguments(form("QUERYSTRING FORM"), true, false, false, "q", List.of("a=b&c=d#e f", "x"), 2));
    }

    /**
     * A value stays in the place of its parameter: it adds neither a segment nor a query parameter nor a cookie nor a form
     * field, it ends no header, and it leaves the rest of the request as it is.
     *
     * @param form place and style
     * @param json whether it is written as JSON
     * @param kind text, list or map
     */
    @MethodSource("seeds")
    @FuzzTest
    void valuesStayInTheirPlace(
            @InRange(min = 0, max = 14) int form,
            boolean explode,
            boolean allowReserved,
            boolean json,
            @NotNull @WithUtf8Length(max = 20) String name,
            @NotNull @WithSize(min = 1, max = 4) List<@NotNull @WithUtf8Length(max = 40) String> texts,
            int kind) {
        Check.valuesStayInTheirPlace(form, explode, allowReserved, json, name, texts, kind);
    }

    private static int form(String placeAndStyle) {
        return FORMS.indexOf(placeAndStyle);
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        private static final BodyWriter WRITER = new BodyWriter(JsonCodec.standard(), value -> null);

        static void valuesStayInTheirPlace(
                int form,
                boolean explode,
                boolean allowReserved,
                boolean json,
                String name,
                List<String> texts,
                int kind) {
            Object value =
                    switch (kind & 3) {
                        case 1 -> texts;
                        case 2 -> entries(texts);
                        default -> texts.get(0);
                    };
            String[] placeAndStyle = FORMS.get(form).split(" ", -1);
            Place place = Place.valueOf(placeAndStyle[0]);
            Style style = Style.valueOf(placeAndStyle[1]);
            Request request;
            try {
                Parameter parameter = new Parameter(
                        name, place, style, explode, false, allowReserved, json ? "application/json" : null, null);
                request = requests(parameter).create(invocation(name, value, place), lifetime());
            } catch (InvalidSetting e) {
                return;
            } catch (CallFailure e) {
                Promise.isOneOf(e, FailureKind.PARAMETER, FailureKind.BODY);
                return;
            }
            int most = json || (kind & 3) == 0 ? 1 : texts.size();
            check(request, place, most);
        }

        private static void check(Request request, Place place, int most) {
            Targets.check(place == Place.PATH ? "/v2/a/{x}/b" : "/v2/a/b", request.target());
            int mark = request.target().indexOf('?');
            String query = mark < 0 ? "" : request.target().substring(mark + 1);
            boolean inQuery = place == Place.QUERY || place == Place.QUERYSTRING;
            Promise.holds(inQuery || query.isEmpty(), "there is no query: {}", query);
            Promise.holds(place == Place.QUERYSTRING || count('&', query) < most, "{} is one parameter", query);
            for (Headers.Field field : request.headers().fields()) {
                Promise.holds(
                        field.value().chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7F || c > 0xFF),
                        "{} has a value that can be sent",
                        field.name());
            }
            List<String> cookies = request.headers().all("Cookie");
            Promise.holds(
                    cookies.isEmpty()
                            || place == Place.COOKIE && cookies.size() == 1 && count(';', cookies.get(0)) < most,
                    "{} is one cookie",
                    cookies);
            if (request.body() instanceof Body.Bytes bytes) {
                String fields = new String(bytes.content(), StandardCharsets.ISO_8859_1);
                Promise.holds(place == Place.FORM && count('&', fields) < most, "{} is one field", fields);
            }
        }

        private static int count(char separator, String text) {
            return (int) text.chars().filter(c -> c == separator).count();
        }

        private static RequestFactory requests(Parameter parameter) {
            String path = parameter.place() == Place.PATH ? "/a/{" + parameter.name() + "}/b" : "/a/b";
            return new RequestFactory(
                    RequestTemplate.of("https://api.example.com/v2", path, List.of(parameter)),
                    List.of(parameter),
                    Map.of(),
                    new RequestFactory.HeaderSettings("API", Map.of(), List.of(), FORM, "*/*", null),
                    CredentialPlaces.none(),
                    WRITER);
        }

        private static Invocation invocation(String name, Object value, Place place) {
            return new Invocation(
                    "POST",
                    Map.of(name, value),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    null,
                    place == Place.FORM,
                    "1",
                    null,
                    null);
        }

        private static Map<String, String> entries(List<String> texts) {
            Map<String, String> entries = new LinkedHashMap<>();
            for (int i = 0; i < texts.size(); i++) {
                entries.put(texts.get(i), texts.get(texts.size() - 1 - i));
            }
            return entries;
        }

        private static Lifetime lifetime() {
            return Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO);
        }
    }
}
