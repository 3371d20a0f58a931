package io.outrest.openapi;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which media types a connection writes and asks for, of those that an operation names. */
final class MediaTypes {

    private static final Pattern TYPE =
            Pattern.compile("[!#$&^_.+\\-0-9A-Za-z]+/[!#$&^_.+\\-0-9A-Za-z]+(;[\\x20-\\x7E&&[^{}]]*)?");
    private static final Pattern RANGE = Pattern.compile("\\*/\\*|[!#$&^_.+\\-0-9A-Za-z]+/\\*");
    private static final String OCTETS = "application/octet-stream";
    private static final List<Predicate<String>> PREFERRED = List.of(
            MediaTypes::isJson,
            type -> type.startsWith("application/x-www-form-urlencoded"),
            type -> type.startsWith("multipart/form-data"),
            type -> true);

    private MediaTypes() {}

    /** The one that bodies are written in: JSON, a form, multipart, or else the first; null when any will do. */
    static @Nullable String written(List<String> named) {
        List<String> types = named.stream()
                .filter(type -> TYPE.matcher(type).matches() && !isRange(type))
                .toList();
        for (Predicate<String> preferred : PREFERRED) {
            for (String type : types) {
                if (preferred.test(type.toLowerCase(Locale.ROOT))) {
                    return type;
                }
            }
        }
        boolean octets = named.stream()
                .anyMatch(type -> isRange(type) && !type.startsWith("*") && !type.startsWith("application/"));
        return octets ? OCTETS : null;
    }

    /** What to ask for: JSON before the others, and anything rather than nothing; null when nothing is named. */
    static @Nullable String accepted(List<String> named) {
        Set<String> json = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (String type : named) {
            if (TYPE.matcher(type).matches() || RANGE.matcher(type).matches()) {
                (isJson(type.toLowerCase(Locale.ROOT)) ? json : others).add(type);
            }
        }
        others.remove("*/*");
        if (json.isEmpty() && others.isEmpty()) {
            return null;
        }
        List<String> accepted = new ArrayList<>(json);
        others.forEach(type -> accepted.add(json.isEmpty() ? type : type + ";q=0.9"));
        accepted.add("*/*;q=0.5");
        return String.join(", ", accepted);
    }

    private static boolean isRange(String type) {
        return RANGE.matcher(type).matches();
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String essence = (end < 0 ? type : type.substring(0, end)).trim();
        return essence.equals("application/json") || essence.endsWith("+json");
    }
}
