package io.outrest.config;

import io.outrest.settings.Secret;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The placeholders of one document, as one reading fills them in, each of them once. Where one has no value now, the value that
 * it had before holds. Not thread-safe.
 */
public final class FilledIn implements Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\\\)\\{\\{([^{}]*)}}");
    private static final Pattern LEFT = Pattern.compile("@@\\[.+]@@", Pattern.DOTALL);

    private final Placeholders placeholders;
    private final Map<String, @Nullable Secret> before;
    private final Map<String, @Nullable Secret> values = new HashMap<>();
    private final Set<String> kept = new TreeSet<>();
    private final Set<String> missing = new TreeSet<>();

    /** @param before what {@link #values()} of an earlier reading said */
    public FilledIn(Placeholders placeholders, Map<String, @Nullable Secret> before) {
        this.placeholders = placeholders;
        this.before = before;
    }

    @Override
    public @Nullable String fillIn(String text) {
        if (!values.containsKey(text)) {
            values.put(text, value(text));
        }
        Secret value = values.get(text);
        return value == null ? null : value.reveal();
    }

    private @Nullable Secret value(String text) {
        try {
            if (missing.contains(text)) {
                throw new IllegalArgumentException("it had no value a moment ago");
            }
            String value = placeholders.fillIn(text);
            checkFilledIn(text, value);
            return value == null ? null : Secret.of(value);
        } catch (RuntimeException e) {
            if (before.containsKey(text)) {
                kept.add(first(text));
                return before.get(text);
            }
            missing.add(text);
            throw e;
        }
    }

    /**
     * Camel may have been told to leave a placeholder as it is when it has no value, or as {@code @@[...]@@}: that is nothing to
     * be sent in the place of a secret.
     */
    private static void checkFilledIn(String text, @Nullable String value) {
        if (value != null && (LEFT.matcher(value).find() || placeholders(text).anyMatch(value::contains))) {
            throw new IllegalArgumentException("a placeholder was left as it is");
        }
    }

    private static Stream<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(MatchResult::group);
    }

    /** The first placeholder of a text, as it is written. */
    static String first(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElse("{{...}}");
    }

    /** What was filled in, by the text that it was filled in for. */
    public Map<String, @Nullable Secret> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Placeholders that have the value which they had before, as they have none now. */
    public Set<String> kept() {
        return Collections.unmodifiableSet(kept);
    }

    /** Whether all placeholders have a value now. */
    public boolean isComplete() {
        return kept.isEmpty() && missing.isEmpty();
    }
}
