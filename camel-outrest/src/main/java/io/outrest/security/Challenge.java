package io.outrest.security;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a server (RFC 9110 section 11.3).
 *
 * @param scheme such as {@code Digest}, in any case
 * @param parameters by name, case ignored; quoted values without their quotes
 */
record Challenge(String scheme, Map<String, String> parameters) {

    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final Pattern PARAMETER = Pattern.compile("(" + TOKEN + ")[ \\t]*=[ \\t]*(" + TOKEN + "|\".*\")");
    private static final Pattern SCHEME = Pattern.compile("(" + TOKEN + ")(?:[ \\t]+(.*))?");

    Challenge {
        Map<String, String> ignoringCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.putAll(parameters);
        parameters = Collections.unmodifiableMap(ignoringCase);
    }

    /** The value of a parameter, or null when there is none. */
    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }

    /** Reads the lines of {@code WWW-Authenticate}, each with one challenge or several; what makes no sense is skipped. */
    static List<Challenge> parse(List<String> lines) {
        List<Challenge> challenges = new ArrayList<>();
        lines.forEach(line -> parse(line, challenges));
        return challenges;
    }

    /** Challenges and their parameters are both separated by commas: a word before a parameter begins a challenge. */
    private static void parse(String line, List<Challenge> challenges) {
        String scheme = "";
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String item : items(line)) {
            String parameter = item;
            Matcher beginning = SCHEME.matcher(item);
            if (!PARAMETER.matcher(item).matches() && beginning.matches()) {
                add(challenges, scheme, parameters);
                scheme = beginning.group(1);
                parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                parameter = beginning.group(2) == null ? "" : beginning.group(2);
            }
            Matcher pair = PARAMETER.matcher(parameter);
            if (pair.matches()) {
                parameters.putIfAbsent(pair.group(1), unquoted(pair.group(2)));
            }
        }
        add(challenges, scheme, parameters);
    }

    private static void add(List<Challenge> challenges, String scheme, Map<String, String> parameters) {
        if (!scheme.isEmpty()) {
            challenges.add(new Challenge(scheme, parameters));
        }
    }

    /** What stands between commas that are not in quotes. */
    private static List<String> items(String line) {
        List<String> items = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                items.add(line.substring(start, i).trim());
                start = i + 1;
            }
        }
        items.add(line.substring(start).trim());
        return items;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /** The scheme alone. */
    @Override
    public String toString() {
        return scheme;
    }
}
