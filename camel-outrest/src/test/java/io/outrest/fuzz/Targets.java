package io.outrest.fuzz;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What holds for path and query of every request, whatever filled them. */
final class Targets {

    private static final Pattern URI = Pattern.compile("/(?:[A-Za-z0-9._~:/?\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+");
    private static final Pattern EXPRESSION = Pattern.compile("\\{[^}]*}");
    private static final Pattern SPREADS = Pattern.compile("\\{/[^}]*}");

    private Targets() {}

    /** Checks characters, segments and literal parts. */
    static void check(String template, String target) {
        Promise.holds(URI.matcher(target).matches(), "{} has no other characters than a URI", target);
        String path = upTo('?', target);
        String pathTemplate = pathOf(template);
        List<String> segments = List.of(path.split("/", -1));
        segments.forEach(Targets::checkNoDotSegment);
        if (!SPREADS.matcher(pathTemplate).find()) {
            List<String> literals = segments(pathTemplate);
            Promise.holds(segments.size() == literals.size(), "{} has the segments of {}", target, template);
            for (int i = 0; i < segments.size(); i++) {
                checkSegment(literals.get(i), segments.get(i));
            }
        }
    }

    /** Servers take what stands behind a semicolon away before they look at the segment. */
    private static void checkNoDotSegment(String segment) {
        String seen = upTo(';', segment).replaceAll("(?i)%2e", ".");
        Promise.holds(!seen.equals(".") && !seen.equals(".."), "{} is no dot segment", segment);
    }

    private static void checkSegment(String template, String segment) {
        List<String> literals = List.of(EXPRESSION.split(template, -1));
        String first = encoded(literals.get(0));
        String last = encoded(literals.get(literals.size() - 1));
        if (literals.size() == 1) {
            Promise.holds(segment.equals(first), "{} is {}", segment, first);
            return;
        }
        int literal = first.length() + last.length();
        Promise.holds(
                segment.startsWith(first) && segment.endsWith(last) && segment.length() > literal,
                "{} fits {}",
                segment,
                template);
        String value = segment.substring(first.length(), segment.length() - last.length());
        Promise.holds(
                URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8)
                        .chars()
                        .noneMatch(Character::isISOControl),
                "{} holds no control character",
                value);
    }

    /** The part of a template that is its path: up to the query, whether that is literal or not. */
    private static String pathOf(String template) {
        int depth = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            boolean begins = c == '?' && depth == 0 || c == '{' && template.startsWith("?", i + 1);
            if (begins) {
                return template.substring(0, i);
            }
        }
        return template;
    }

    private static List<String> segments(String pathTemplate) {
        List<String> segments = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < pathTemplate.length(); i++) {
            char c = pathTemplate.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '/' && depth == 0) {
                segments.add(pathTemplate.substring(start, i));
                start = i + 1;
            }
        }
        segments.add(pathTemplate.substring(start));
        return segments;
    }

    private static String encoded(String literal) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : literal.getBytes(StandardCharsets.UTF_8)) {
            encoded.append((char) (octet & 0xFF));
        }
        return Pattern.compile("%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~:/?\\[\\]@!$&'()*+,;=%-]")
                .matcher(encoded)
                .replaceAll(octet -> String.format("%%%02X", (int) octet.group().charAt(0)));
    }

    private static String upTo(char end, String text) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
