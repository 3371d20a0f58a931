package io.outrest.openapi;

import io.outrest.settings.NearestNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which operations are imported: those that are included, all unless anything is, without those that are excluded. */
final class Selection {

    private static final Pattern METHOD_AND_PATH = Pattern.compile("(\\*|[A-Za-z]+) +(/.*)");

    private final List<Rule> included;
    private final List<Rule> excluded;

    Selection(@Nullable Collection<String> include, @Nullable Collection<String> exclude) {
        this.included = rules(include);
        this.excluded = rules(exclude);
    }

    /**
     * What rules look at.
     *
     * @param id the operation id, empty when there is none
     * @param name the connection's, without the prefix
     */
    record Candidate(String id, String name, String method, String path, List<String> tags, boolean deprecated) {}

    /** One rule, and how it was written. */
    private record Rule(String written, Predicate<Candidate> condition) {
        boolean matches(Candidate candidate) {
            return condition.test(candidate);
        }
    }

    private static List<Rule> rules(@Nullable Collection<String> written) {
        List<Rule> rules = new ArrayList<>();
        if (written != null) {
            written.forEach(text -> rules.add(new Rule(text, rule(text.strip()))));
        }
        return rules;
    }

    private static Predicate<Candidate> rule(String text) {
        var methodAndPath = METHOD_AND_PATH.matcher(text);
        if (text.equals("deprecated")) {
            return Candidate::deprecated;
        }
        if (text.startsWith("tag:")) {
            Pattern tag = glob(text.substring("tag:".length()).strip(), ".*");
            return candidate ->
                    candidate.tags().stream().anyMatch(each -> tag.matcher(each).matches());
        }
        if (methodAndPath.matches()) {
            String method = methodAndPath.group(1);
            Pattern path = path(methodAndPath.group(2));
            return candidate -> (method.equals("*") || method.equalsIgnoreCase(candidate.method()))
                    && path.matcher(candidate.path()).matches();
        }
        if (text.startsWith("/")) {
            Pattern path = path(text);
            return candidate -> path.matcher(candidate.path()).matches();
        }
        Pattern id = glob(text, ".*");
        return candidate -> id.matcher(candidate.id()).matches()
                || id.matcher(candidate.name()).matches();
    }

    /** {@code *} is a part of a segment, {@code **} any number of segments; {@code /a/**} is {@code /a} too. */
    private static Pattern path(String text) {
        StringBuilder regex = new StringBuilder();
        String rest = text.endsWith("/**") ? text.substring(0, text.length() - 3) : text;
        for (String part : rest.split("\\*\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(glob(part, "[^/]*").pattern());
        }
        return Pattern.compile(regex + (text.endsWith("/**") ? "(/.*)?" : ""), Pattern.DOTALL);
    }

    private static Pattern glob(String text, String star) {
        StringBuilder regex = new StringBuilder();
        String[] parts = text.split("\\*", -1);
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : star).append(parts[i].isEmpty() ? "" : Pattern.quote(parts[i]));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    boolean takes(Candidate candidate) {
        return (included.isEmpty() || included.stream().anyMatch(rule -> rule.matches(candidate)))
                && excluded.stream().noneMatch(rule -> rule.matches(candidate));
    }

    /** A line for each rule that no operation matches: it may be a slip of the pen. */
    List<String> unmatched(List<Candidate> candidates) {
        List<String> lines = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        candidates.forEach(candidate -> {
            known.add(candidate.name());
            candidate.tags().forEach(tag -> known.add("tag:" + tag));
        });
        included.forEach(rule -> unmatched("include", rule, candidates, known, lines));
        excluded.forEach(rule -> unmatched("exclude", rule, candidates, known, lines));
        return lines;
    }

    private static void unmatched(
            String setting, Rule rule, List<Candidate> candidates, Set<String> known, List<String> lines) {
        if (candidates.stream().noneMatch(rule::matches)) {
            lines.add(setting + " '" + rule.written() + "' matches no operation"
                    + NearestNames.hint(rule.written(), known));
        }
    }
}
