package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Templates by the suite of RFC 6570, where it is at hand ({@code shared/uritemplate-test} beside the project), and by rules of
 * our own. Of each case of the suite we say beforehand what must come out; none is left out.
 */
class UriTemplateTest {

    private static final List<String> FILES = List.of(
            "spec-examples.json", "spec-examples-by-section.json", "extended-tests.json", "negative-tests.json");
    private static final Pattern EXPRESSION = Pattern.compile("\\{([+#./;?&]?)([^}]*)}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What we do with a case of the suite, and why. */
    private enum Outcome {
        /** Expanded to the character. */
        EXACT,
        /** Refused by the suite, and by us. */
        INVALID,
        /** {@code {+x}} and {@code {#x}} would let a value add segments or a fragment: refused when the template is read. */
        RESERVED_OPERATOR,
        /** A variable of the path must have a value that is not empty, {@code .} or {@code ..}: refused when expanded. */
        UNUSABLE_PATH_VALUE
    }

    private record Case(String template, JsonNode expected, JsonNode values) {

        Outcome outcome() {
            if (expected.isBoolean()) {
                return Outcome.INVALID;
            }
            if (template.contains("{+") || template.contains("{#")) {
                return Outcome.RESERVED_OPERATOR;
            }
            return hasUnusablePathValue() ? Outcome.UNUSABLE_PATH_VALUE : Outcome.EXACT;
        }

        private boolean hasUnusablePathValue() {
            Matcher expression = EXPRESSION.matcher(template);
            while (expression.find()) {
                boolean query = "?&".contains(expression.group(1))
                                && !expression.group(1).isEmpty()
                        || template.substring(0, expression.start()).contains("?");
                boolean leftOut = query && !expression.group(1).isEmpty();
                for (String variable : expression.group(2).split(",", -1)) {
                    JsonNode value = values.path(variable.replaceFirst("(\\*|:\\d+)$", ""));
                    boolean missing =
                            value.isNull() || value.isMissingNode() || value.isContainerNode() && value.isEmpty();
                    if (missing && !leftOut || !query && texts(value).anyMatch(UriTemplateTest::isUnusableInPath)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static Stream<String> texts(JsonNode value) {
            return value.isContainerNode()
                    ? StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText)
                    : Stream.of(value.asText());
        }

        void check() {
            switch (outcome()) {
                case EXACT -> assertThat(acceptable()).contains(expanded());
                case INVALID ->
                    assertThatThrownBy(this::expanded)
                            .isInstanceOfAny(IllegalArgumentException.class, CallFailure.class)
                            .hasMessageMatching("(?s)(has |must |parameter ').*");
                case RESERVED_OPERATOR ->
                    assertThatThrownBy(() -> UriTemplate.parse(template))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("supported are {name}, lists of names, the operators . / ; ? &");
                case UNUSABLE_PATH_VALUE ->
                    assertThatThrownBy(this::expanded)
                            .isInstanceOfSatisfying(CallFailure.class, failure -> assertThat(failure.kind())
                                    .isEqualTo(FailureKind.PARAMETER))
                            .hasMessageMatching("parameter '.*' (is missing|is empty.*|is a dot segment.*)");
            }
        }

        private String expanded() {
            return UriTemplate.parse(template).expand(name -> ParameterValue.of(value(values.path(name))));
        }

        private List<String> acceptable() {
            return expected.isArray()
                    ? StreamSupport.stream(expected.spliterator(), false)
                            .map(JsonNode::asText)
                            .toList()
                    : List.of(expected.asText());
        }

        private static Object value(JsonNode node) {
            return node.isMissingNode() ? null : JSON.convertValue(node, Object.class);
        }
    }

    private static boolean isUnusableInPath(String text) {
        return List.of("", ".", "..").contains(text);
    }

    @TestFactory
    Stream<DynamicNode> theSuiteOfTheRfc() {
        return FILES.stream()
                .map(file -> DynamicContainer.dynamicContainer(
                        file,
                        cases(file).stream()
                                .map(each ->
                                        DynamicTest.dynamicTest(each.outcome() + " " + each.template, each::check))));
    }

    /** Keeps our own classification honest: it must not put everything on the side of the refusals. */
    @Test
    void mostOfTheSuiteIsExact() {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        FILES.stream()
                .flatMap(file -> cases(file).stream())
                .forEach(each -> counts.merge(each.outcome(), 1, Integer::sum));

        assertThat(counts.get(Outcome.EXACT)).isGreaterThanOrEqualTo(145);
        assertThat(counts.get(Outcome.UNUSABLE_PATH_VALUE)).isLessThanOrEqualTo(33);
        assertThat(counts.get(Outcome.RESERVED_OPERATOR)).isLessThanOrEqualTo(56);
    }

    private static List<Case> cases(String file) {
        try {
            List<Case> cases = new ArrayList<>();
            for (JsonNode group : JSON.readTree(Files.readAllBytes(suite().resolve(file)))) {
                group.path("testcases")
                        .forEach(each ->
                                cases.add(new Case(each.get(0).asText(), each.get(1), group.path("variables"))));
            }
            assertThat(cases).as(file).isNotEmpty();
            return cases;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path suite() {
        for (Path at = Path.of(System.getProperty("user.dir")); at != null; at = at.getParent()) {
            Path suite = at.resolve("shared/uritemplate-test");
            if (Files.isDirectory(suite)) {
                return suite;
            }
        }
        assumeTrue(false, "the suite of RFC 6570 is not here: there is no shared/uritemplate-test beside the project");
        throw new AssertionError("an assumption that does not hold ends the test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Grüße 東京 | Gr%C3%BC%C3%9Fe%20%E6%9D%B1%E4%BA%AC",
                "👩‍🚀 | %F0%9F%91%A9%E2%80%8D%F0%9F%9A%80",
                "a/b?c#d&e=f;g | a%2Fb%3Fc%23d%26e%3Df%3Bg",
                "../../admin | ..%2F..%2Fadmin",
                "%2e%2e%2f | %252e%252e%252f",
                "... | ...",
                "a+b c | a%2Bb%20c",
                "{x} | %7Bx%7D",
                "\\..\\ | %5C..%5C",
            })
    void valueIsOneSegmentWhateverItHolds(String value, String expected) {
        assertThat(expanded("/items/{id}/end", value)).isEqualTo("/items/" + expected + "/end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\nb", "a\rb", "\u0000", "tab\there", "\u007F", "\u0085"})
    void valueThatIsNoSegmentIsRefused(String value) {
        for (String template : List.of("/{id}", "/x{id}", "{/id}", "{.id}", "{;id}", "/{id:99}", "/{id*}")) {
            assertThatThrownBy(() -> expanded(template, value))
                    .as(template)
                    .isInstanceOf(CallFailure.class)
                    .hasMessageStartingWith("parameter 'id' ");
        }
    }

    /** Half a pair has no UTF-8: a question mark or nothing in its place would be another resource. */
    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE80", "a\uDE80\uD83Db"})
    void halfOfASurrogatePairIsRefused(String value) {
        for (String template : List.of("/{id}", "{?id}", "/x{?id*}")) {
            assertThatThrownBy(() -> expanded(template, value))
                    .as(template)
                    .isInstanceOf(CallFailure.class)
                    .hasMessage("parameter 'id' holds half of a surrogate pair");
        }
    }

    @Test
    void prefixNeverCutsAPairInTwo() {
        assertThat(expanded("/{id:1}", "🚀🚀")).isEqualTo("/%F0%9F%9A%80");
    }

    /** A prefix can make of a harmless value one that is none. */
    @Test
    void prefixThatIsADotSegmentIsRefused() {
        assertThatThrownBy(() -> expanded("/{id:2}", "..secret")).hasMessageContaining("is a dot segment");
    }

    @Test
    void tenKilobytesAreAValueLikeAnyOther() {
        String value = "ä/".repeat(5_000);

        assertThat(expanded("/{id}", value)).isEqualTo("/" + "%C3%A4%2F".repeat(5_000));
        assertThat(expanded("{?id}", value)).isEqualTo("?id=" + "%C3%A4%2F".repeat(5_000));
    }

    /** Regression: {@code /users{?a}{b}} without a became a path that {@code b} had chosen, as a query value unchecked. */
    @ParameterizedTest
    @ValueSource(strings = {"/users/{?a}{b}", "/users{?a}/{b}", "/users{?a}/x", "/users{?a}&x=1", "/users{?a}{?b}"})
    void nothingStandsBehindAQueryThatMayBeAbsent(String template) {
        assertThatThrownBy(() -> UriTemplate.parse(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{&name}");
    }

    @ParameterizedTest
    @CsvSource({"/users{?a}{&b}, /users?b=..", "/users?x=1{&a}{&b}, /users?x=1&b=.."})
    void queryGoesOnWithFurtherParameters(String template, String expanded) {
        assertThat(UriTemplate.parse(template).expand(name -> name.equals("b") ? new ParameterValue.Text("..") : null))
                .isEqualTo(expanded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{", "}", "{}", "{a", "a}", "{a}}", "{{a}}", "{a b}", "{+a}", "{#a}", "{a,}", "{a:0}", "{a*:3}", "/x#y",
                "/a\nb", "/\uD83D", "{@a}", "{=a}", "{,a}", "{!a}", "{|a}"
            })
    void malformedTemplateIsRefusedWithAReason(String template) {
        assertThatThrownBy(() -> UriTemplate.parse(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)(has|must have) .+");
    }

    @Test
    void variableIsOfThePathUntilAQueryHasBegun() {
        UriTemplate template = UriTemplate.parse("/{a}{;b}?e={e}{&c}{&d}");

        assertThat(template.variables())
                .containsOnlyKeys("a", "b", "c", "d", "e")
                .containsEntry("a", UriTemplate.Location.PATH)
                .containsEntry("b", UriTemplate.Location.PATH)
                .containsEntry("c", UriTemplate.Location.QUERY)
                .containsEntry("d", UriTemplate.Location.QUERY)
                .containsEntry("e", UriTemplate.Location.QUERY);
    }

    private static String expanded(String template, String value) {
        return UriTemplate.parse(template).expand(name -> ParameterValue.of(value));
    }
}
