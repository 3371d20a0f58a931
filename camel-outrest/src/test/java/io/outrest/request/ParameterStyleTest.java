package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.request.Parameter.Place;
import io.outrest.request.Parameter.Style;
import io.outrest.settings.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parameters by a table of vectors that was made from the style tables of OpenAPI and from RFC 6570, where it is at hand ({@code
 * shared/openapi} beside the project), and by rules of our own.
 */
class ParameterStyleTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonCodec JSON = JsonCodec.standard();

    /** One line of the table. */
    private record Vector(JsonNode line) {

        String status() {
            return line.get("status").asText();
        }

        boolean isAbout(String place) {
            return line.get("in").asText().equals(place);
        }

        boolean isReserved() {
            return line.path("allowReserved").asBoolean();
        }

        Parameter parameter() {
            Place place = Place.valueOf(line.get("in").asText().toUpperCase(Locale.ROOT));
            return new Parameter(
                    line.get("name").asText(),
                    place,
                    line.has("style") ? Style.parse(line.get("style").asText()) : place.standard(),
                    line.path("explode").asBoolean(),
                    false,
                    isReserved(),
                    line.path("content").asText(null),
                    null);
        }

        @Nullable
        String text() {
            return parameter().text(MAPPER.convertValue(line.path("value"), Object.class), JSON);
        }

        void check() {
            switch (status()) {
                case "spec" -> assertThat(text()).isEqualTo(line.get("expected").asText(null));
                case "lenient" -> assertThat(text()).isEqualTo(lenient());
                case "danger" -> assertThat(text()).isEqualTo(safe());
                case "undefined-by-spec" -> checkRefusedUnlessAbsent();
                default ->
                    assertThatThrownBy(this::text)
                            .isInstanceOfSatisfying(CallFailure.class, failure -> assertThat(failure.kind())
                                    .isEqualTo(FailureKind.PARAMETER));
            }
        }

        /** A cookie ends at {@code ;} and not at {@code &} (RFC 6265 section 4.2.1). */
        private @Nullable String lenient() {
            String expected = line.get("expected").asText(null);
            boolean several = line.get("value").size() > 1;
            if (expected == null || !isAbout("cookie") || !several) {
                return expected;
            }
            return isReserved() && line.get("value").has("a,b")
                    ? "a,b=c&d; e=f=g;h"
                    : expected.replaceAll("&(?=[\\w%]+=)", "; ");
        }

        /** As the table has it, with what would end the value encoded. */
        private String safe() {
            String written = line.get("expected").asText();
            Object value = MAPPER.convertValue(line.get("value"), Object.class);
            for (String character : isAbout("path") ? List.of("/", "?", "#", "[", "]") : List.of("#", "[", "]", "+")) {
                written = written.replace(character, String.format("%%%02X", (int) character.charAt(0)));
            }
            boolean hasAmpersand = value.toString().contains("&");
            if (isAbout("query") && hasAmpersand) {
                written = written.replace("c&d", "c%26d").replace("$&'", "$%26'");
                written = value instanceof Map && parameter().explode()
                                || parameter().style() == Style.DEEP_OBJECT
                        ? written.replace("e=f", "e%3Df")
                        : written;
            }
            return written;
        }

        private void checkRefusedUnlessAbsent() {
            JsonNode value = line.get("value");
            boolean absent = value.isNull() || value.isContainerNode() && value.isEmpty();
            if (absent) {
                assertThat(text()).isNull();
            } else {
                assertThatThrownBy(this::text)
                        .isInstanceOf(CallFailure.class)
                        .hasMessageMatching("parameter '" + parameter().name() + "' (is not defined in the style "
                                + parameter().style() + ".*|is a .*accepted are.*)");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> theVectors() {
        return vectors().stream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.status() + " " + vector.line.get("id").asText(), vector::check));
    }

    @Test
    void noneOfTheVectorsIsLeftOut() {
        Map<String, Integer> counts = new TreeMap<>();
        vectors().forEach(vector -> counts.merge(vector.status(), 1, Integer::sum));

        assertThat(counts)
                .isEqualTo(Map.of(
                        "spec", 741,
                        "undefined-by-spec", 286,
                        "danger", 44,
                        "lenient", 33,
                        "reject", 20,
                        "reject-or-encode", 4));
    }

    private static List<Vector> vectors() {
        try {
            List<Vector> vectors = new ArrayList<>();
            MAPPER.readTree(Files.readAllBytes(table())).get("vectors").forEach(line -> vectors.add(new Vector(line)));
            return vectors;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path table() {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path table = at.resolve("shared/openapi/param-style-vectors.json");
            if (Files.isRegularFile(table)) {
                return table;
            }
        }
        assumeTrue(false, "the vectors are not here: there is no shared/openapi beside the project");
        throw new AssertionError("an assumption that does not hold ends the test");
    }

    private static Map<String, @Nullable Object> colours() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("R", 100);
        map.put("none", null);
        map.put("G", "");
        return map;
    }

    private static Parameter parameter(String place, String style, boolean explode) {
        return new Parameter("c", Place.valueOf(place), Style.parse(style), explode, false, false, null, null);
    }

    private static Parameter reserved(String place, String style, boolean explode) {
        return new Parameter("c", Place.valueOf(place), Style.parse(style), explode, false, true, null, null);
    }

    private static Parameter content(String place, String contentType) {
        Place where = Place.valueOf(place);
        return new Parameter("c", where, where.standard(), false, false, false, contentType, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATH   | simple         | false | a%2Fb          | x,,%C3%BC          | R,100,G,",
                "PATH   | simple         | true  | a%2Fb          | x,,%C3%BC          | R=100,G=",
                "PATH   | label          | false | .a%2Fb         | .x,,%C3%BC         | .R,100,G,",
                "PATH   | label          | true  | .a%2Fb         | .x..%C3%BC         | .R=100.G=",
                "PATH   | matrix         | false | ;c=a%2Fb       | ;c=x,,%C3%BC       | ;c=R,100,G,",
                "PATH   | matrix         | true  | ;c=a%2Fb       | ;c=x;c;c=%C3%BC    | ;R=100;G",
                "QUERY  | form           | false | c=a%2Fb        | c=x,,%C3%BC        | c=R,100,G,",
                "QUERY  | form           | true  | c=a%2Fb        | c=x&c=&c=%C3%BC    | R=100&G=",
                "QUERY  | spaceDelimited | false | -              | c=x%20%20%C3%BC    | c=R%20100%20G%20",
                "QUERY  | pipeDelimited  | false | -              | c=x%7C%7C%C3%BC    | c=R%7C100%7CG%7C",
                "QUERY  | tabDelimited   | false | -              | c=x%09%09%C3%BC    | c=R%09100%09G%09",
                "QUERY  | spaceDelimited | true  | -              | -                  | -",
                "QUERY  | deepObject     | false | -              | -                  | c%5BR%5D=100&c%5BG%5D=",
                "QUERY  | deepObject     | true  | -              | -                  | c%5BR%5D=100&c%5BG%5D=",
                "HEADER | simple         | false | a/b            | x,,ü               | R,100,G,",
                "HEADER | simple         | true  | a/b            | x,,ü               | R=100,G=",
                "COOKIE | form           | false | c=a%2Fb        | c=x,,%C3%BC        | c=R,100,G,",
                "COOKIE | form           | true  | c=a%2Fb        | c=x; c=; c=%C3%BC  | R=100; G=",
                "COOKIE | cookie         | true  | c=a/b          | -                  | R=100; G=",
                "FORM   | form           | true  | c=a%2Fb        | c=x&c=&c=%C3%BC    | R=100&G=",
                "FORM   | deepObject     | true  | -              | -                  | c%5BR%5D=100&c%5BG%5D=",
            })
    void everyStyleWritesTextsListsAndMaps(
            String place, String style, boolean explode, String text, String list, String map) {
        Parameter parameter = parameter(place, style, explode);

        assertThat(textOrRefused(parameter, "a/b")).isEqualTo(text);
        assertThat(textOrRefused(parameter, Arrays.asList("x", null, "", "ü"))).isEqualTo(list);
        assertThat(textOrRefused(parameter, colours())).isEqualTo(map);
        assertThat(parameter.text(List.of(), JSON)).isNull();
        assertThat(parameter.text(Map.of(), JSON)).isNull();
        assertThat(parameter.text(null, JSON)).isNull();
    }

    private static @Nullable String textOrRefused(Parameter parameter, Object value) {
        try {
            return parameter.text(value, JSON);
        } catch (CallFailure e) {
            assertThat(e).hasMessageContaining("'c'");
            return "-";
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PATH  | :@!$&'()*+,;=%2F%5B%5D%23%3F",
                "QUERY | c=:@!$%26'()*%2B,;=/%5B%5D%23?",
                "FORM  | c=:@!$%26'()*%2B,;=/%5B%5D%23?",
            })
    void allowReservedNeverLetsAValueEndItsPlace(String place, String expected) {
        Parameter parameter = reserved(place, Place.valueOf(place).standard().toString(), false);

        assertThat(parameter.text(":@!$&'()*+,;=/[]#?", JSON)).isEqualTo(expected);
    }

    @Test
    void allowReservedLeavesTripletsAndEncodesEqualSignsInKeys() {
        assertThat(reserved("QUERY", "form", true).text("a%20b 100%", JSON)).isEqualTo("c=a%20b%20100%25");
        assertThat(reserved("QUERY", "form", true).text(Map.of("e=f", "g=h"), JSON))
                .isEqualTo("e%3Df=g=h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PATH        | application/json                  | %7B%22a%22%3A%5B1%2C%22b%20c%22%5D%7D",
                "QUERY       | application/json                  | c=%7B%22a%22%3A%5B1%2C%22b%20c%22%5D%7D",
                "HEADER      | application/vnd.x+json            | {\"a\":[1,\"b c\"]}",
                "COOKIE      | application/json                  | c=%7B%22a%22%3A%5B1%2C%22b%20c%22%5D%7D",
                "FORM        | application/json                  | c=%7B%22a%22%3A%5B1%2C%22b+c%22%5D%7D",
                "QUERYSTRING | application/json                  | %7B%22a%22%3A%5B1%2C%22b%20c%22%5D%7D",
                "QUERY       | application/x-www-form-urlencoded | c=a%3D1%26a%3Db%2Bc",
                "QUERYSTRING | application/x-www-form-urlencoded | a=1&a=b+c",
            })
    void contentIsWrittenInItsTypeAndEncodedOnce(String place, String contentType, String expected) {
        assertThat(content(place, contentType).text(Map.of("a", List.of(1, "b c")), JSON))
                .isEqualTo(expected.replace("\\", ""));
    }

    @Test
    void textIsAJsonStringAndInOtherTypesItself() {
        assertThat(content("QUERY", "application/json").text("a b", JSON)).isEqualTo("c=%22a%20b%22");
        assertThat(content("QUERY", "text/plain").text("a b", JSON)).isEqualTo("c=a%20b");
        assertThat(content("QUERYSTRING", "application/x-www-form-urlencoded").text("a=1&b=ü#x", JSON))
                .isEqualTo("a=1&b=%C3%BC%23x");
        assertThatThrownBy(() -> content("QUERY", "text/plain").text(List.of("a"), JSON))
                .hasMessage("parameter 'c' must be one text, because it is written as text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\u0000b", "€", "a\u007F"})
    void headerThatCannotBeSentIsRefused(String value) {
        assertThatThrownBy(() -> parameter("HEADER", "simple", false).text(value, JSON))
                .isInstanceOf(CallFailure.class)
                .hasMessageStartingWith("parameter 'c' holds a line break, another control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a,b", "a\"b", "a\\b", "ü", "a\nb"})
    void cookieThatIsNotEncodedIsRefusedWhereItWouldEnd(String value) {
        assertThatThrownBy(() -> parameter("COOKIE", "cookie", true).text(value, JSON))
                .isInstanceOf(CallFailure.class)
                .hasMessageStartingWith("parameter 'c' holds a character that a cookie cannot have");
    }

    @Test
    void whatAFormFieldCannotHoldIsAFaultOfTheBody() {
        assertThatThrownBy(() -> parameter("FORM", "deepObject", true).text("x", JSON))
                .isInstanceOfSatisfying(
                        CallFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.BODY))
                .hasMessage("the form field 'c' is not defined in the style deepObject, which takes a map");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATH   | form       | simple, label, matrix",
                "QUERY  | simple     | form, spaceDelimited, pipeDelimited, tabDelimited, deepObject",
                "HEADER | form       | simple",
                "COOKIE | simple     | form, cookie",
                "FORM   | cookie     | form, spaceDelimited, pipeDelimited, tabDelimited, deepObject",
            })
    void styleThatAPlaceDoesNotHaveIsRefused(String place, String style, String accepted) {
        assertThatThrownBy(() -> parameter(place, style, false))
                .isInstanceOf(InvalidSetting.class)
                .hasMessage("style is " + style + ", which a parameter in " + place.toLowerCase(Locale.ROOT)
                        + " cannot have; accepted are " + accepted);
    }

    @Test
    void aParameterOfThePathIsAlwaysRequired() {
        assertThat(parameter("PATH", "simple", false).required()).isTrue();
        assertThat(parameter("QUERY", "form", false).required()).isFalse();
    }

    @Test
    void aParameterIsPrintedWithoutItsDefault() {
        Parameter parameter = new Parameter("c", Place.QUERY, Style.FORM, true, false, false, null, "private");

        assertThat(parameter).hasToString("query.c");
    }
}
