package io.outrest.config;

import io.outrest.settings.Secret;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Set<String> settled;
    private final Map<String, @Nullable Secret> values = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private final Set<String> missing = new HashSet<>();

    /**
     * @param before what {@link #values()} of an earlier reading said
     * @param settled texts whose value before is as good as a new one
     */
    public FilledIn(Placeholders placeholders, Map<String, @Nullable Secret> before, Set<String> settled) {
        this.placeholders = placeholders;
        this.before = before;
        this.settled = settled;
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
        if (settled.contains(text) && before.containsKey(text)) {
            return before.get(text);
        }
        try {
            if (missing.contains(text)) {
                throw new IllegalArgumentException("it had no value a moment ago");
            }
            String value = asked(text);
            checkFilledIn(text, value);
            return value == null ? null : Secret.of(value);
        } catch (RuntimeException e) {
            if (before.containsKey(text)) {
                kept.add(text);
                return before.get(text);
            }
            missing.add(text);
            throw e;
        }
    }

    /** A vault whose library is not there has no value either. */
    private @Nullable String asked(String text) {
        try {
            return placeholders.fillIn(text);
        } catch (LinkageError e) {
            throw new IllegalArgumentException("a class is missing", e);
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

    /** Placeholders that have the value which they had before, as they have none now; in alphabetical order. */
    public List<String> kept() {
        return kept.stream().map(FilledIn::first).distinct().sorted().toList();
    }

    /** The texts that were filled in with what Camel says now. */
    public Set<String> settled() {
        Set<String> now = new HashSet<>(values.keySet());
        now.removeAll(kept);
        return now;
    }

    /** Whether all placeholders have a value now. */
    public boolean isComplete() {
        return kept.isEmpty() && missing.isEmpty();
    }
}
