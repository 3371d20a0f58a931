package io.outrest.observe;

import io.outrest.request.Headers;
import io.outrest.request.SensitiveNames;
import io.outrest.settings.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of a message what people who look at it must not see: the values of everything whose name speaks of a secret. What is
 * secret under a name that says nothing of it is not found.
 */
final class Masking {

    static final String MASK = Secret.MASK;

    /** Beside those that are never passed on unasked. */
    private static final List<String> MORE_WORDS =
            List.of("passw", "passphrase", "credential", "assertion", "signature");

    private static final Set<String> HARMLESS = Headers.names(List.of("Idempotency-Key", "WWW-Authenticate"));
    /** A name in JSON, in a form, in XML, and what stands between it and its value. */
    private static final Pattern NAME = Pattern.compile("\"([^\"\\\\\\v]{1,100})\"\\s*+:\\s*+"
            + "|(?<![\\w.-])([\\w.-]++)="
            + "|<(?:[\\w-]{1,50}:)?([\\w.-]{1,100})(?:\\s[^<>]{0,500}+)?>");

    /** A value of JSON, of a form, of XML; a text may end within it. */
    private static final List<Pattern> VALUES = List.of(
            Pattern.compile(
                    "\"(?:[^\"\\\\]|\\\\.)*+(?:\"|$)|\\[[^\\]]*+(?:\\]|$)|\\{[^}]*+(?:\\}|$)|[^,}\\]\\s]++",
                    Pattern.DOTALL),
            Pattern.compile("[^&;\\s\"'<]++"),
            Pattern.compile("[^<]++"));

    private Masking() {}

    static boolean isSensitive(String name) {
        return !HARMLESS.contains(name) && (SensitiveNames.contain(name) || SensitiveNames.contain(name, MORE_WORDS));
    }

    /** Header fields by name, case ignored, several values joined by commas. */
    static Map<String, String> headers(Headers fields) {
        Map<String, String> masked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Headers.Field field : fields.fields()) {
            String value = isSensitive(field.name()) ? MASK : field.value();
            masked.merge(field.name(), value, (one, other) -> one + ", " + other);
        }
        return masked;
    }

    /** Path and query as they stand in a request line. */
    static String target(String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? target
                : target.substring(0, mark + 1)
                        + Arrays.stream(target.substring(mark + 1).split("&", -1))
                                .map(Masking::pair)
                                .collect(Collectors.joining("&"));
    }

    private static String pair(String pair) {
        int equals = pair.indexOf('=');
        return equals >= 0 && isSensitive(pair.substring(0, equals)) ? pair.substring(0, equals + 1) + MASK : pair;
    }

    /** JSON, a form, XML or other text, whole or its beginning. */
    static String text(String text) {
        StringBuilder masked = new StringBuilder();
        Matcher name = NAME.matcher(text);
        int done = 0;
        while (name.find(done)) {
            masked.append(text, done, name.end());
            done = name.end();
            int kind = name.group(1) != null ? 0 : name.group(2) != null ? 1 : 2;
            Matcher value = VALUES.get(kind).matcher(text).region(done, text.length());
            if (isSensitive(name.group(kind + 1)) && value.lookingAt()) {
                masked.append(kind == 0 ? "\"" + MASK + "\"" : MASK);
                done = value.end();
            }
        }
        return masked.append(text, done, text.length()).toString();
    }
}
