package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.ParameterValue;
import io.outrest.request.RequestTemplate;
import io.outrest.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Path templates (RFC 6570) and what fills them. */
class TemplateFuzz {

    static Stream<Arguments> seeds() {
        return Stream.of(
                arguments("/customers/{id}/orders{?status,page}", List.of("12", "open", "2"), 0),
                arguments("/files{/folder*}/{name:3}.{type}", List.of("a/b", "..", "\u00e9\ud83d\ude00", "x"), 0b1001),
                arguments("/a{;m*}/b{.l}?fixed=%20{&c*}", List.of("\r\nX: 1", "a&b=c#d", "%2e%2e"), 0b101001),
                arguments("/x/{id}", List.of("../admin?x=1"), 0));
    }

    /**
     * A message chooses values and nothing else: the path keeps its literal parts and its number of segments, and what goes out
     * are characters of a URI. A template or value that cannot be used is refused as such.
     *
     * @param kinds two bits for each variable: text, list, map, none
     */
    @MethodSource("seeds")
    @FuzzTest
    void valuesStayInTheirPlace(
            @NotNull @WithUtf8Length(max = 120) String path,
            @NotNull @WithSize(max = 5) List<@NotNull @WithUtf8Length(max = 60) String> texts,
            int kinds) {
        Check.valuesStayInTheirPlace(path, texts, kinds);
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void valuesStayInTheirPlace(String path, List<String> texts, int kinds) {
            RequestTemplate template;
            try {
                template = RequestTemplate.of("https://api.example.com/v2", path);
            } catch (InvalidSetting e) {
                return;
            }
            Promise.holds(template.origin().toString().equals("https://api.example.com"), "the origin stays");
            Map<String, ParameterValue> values = values(template, texts, kinds);
            String target;
            try {
                target = template.target(values::get, Map.of());
            } catch (CallFailure e) {
                Promise.isOneOf(e, FailureKind.PARAMETER);
                return;
            }
            Targets.check(template.uri().toString(), target);
        }

        private static Map<String, ParameterValue> values(RequestTemplate template, List<String> texts, int kinds) {
            Map<String, ParameterValue> values = new HashMap<>();
            List<String> names = new ArrayList<>(template.uri().variables().keySet());
            for (int i = 0; i < names.size() && !texts.isEmpty(); i++) {
                int from = i % texts.size();
                List<String> some = texts.subList(from, texts.size());
                switch (kinds >> 2 * i & 3) {
                    case 0 -> values.put(names.get(i), new ParameterValue.Text(texts.get(from)));
                    case 1 -> values.put(names.get(i), new ParameterValue.Items(some));
                    case 2 ->
                        values.put(names.get(i), new ParameterValue.Entries(Map.of(texts.get(from), texts.get(0))));
                    default -> {
                        // no value
                    }
                }
            }
            return values;
        }
    }
}
