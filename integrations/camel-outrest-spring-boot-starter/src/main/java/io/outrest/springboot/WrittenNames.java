package io.outrest.springboot;

import io.outrest.connection.InvalidDefinition;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Names that are not ours: those of connections and security definitions. Spring reads a name in brackets as it is written; of
 * others it sees neither case nor dashes, and leaves out what is no letter or digit.
 */
final class WrittenNames {

    private static final Pattern LEFT_OUT = Pattern.compile("[^.]*[^A-Za-z0-9_.\\-\\x00][^.]*");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[[^\\]]*\\]");

    private final Map<ConfigurationPropertyName, String> names = new LinkedHashMap<>();

    /**
     * Looks at a property as it is written.
     *
     * @throws InvalidDefinition when Spring would leave characters out
     */
    static void check(String property) {
        Matcher leftOut = LEFT_OUT.matcher(IN_BRACKETS.matcher(property).replaceAll("\0"));
        if (leftOut.find()) {
            String name = leftOut.group().replace("\0", "[]");
            throw SpringProperties.refused(
                    "the name '" + name + "' needs brackets, in YAML also quotes: \"[" + name + "]\"");
        }
    }

    /** How a name was written where it was met first. */
    String of(ConfigurationPropertyName parent, ConfigurationPropertyName whole) {
        ConfigurationPropertyName named = whole.chop(parent.getNumberOfElements() + 1);
        return names.computeIfAbsent(named, SpringNames::last);
    }

    /** @throws InvalidDefinition when two names are different for Spring that hardly were meant to be */
    void checkApart() {
        Map<String, ConfigurationPropertyName> seen = new LinkedHashMap<>();
        names.keySet().forEach(name -> {
            String kind = SpringNames.last(name.getParent());
            ConfigurationPropertyName other = seen.putIfAbsent(kind + "." + letters(SpringNames.last(name)), name);
            if (other != null && !(other.isLastElementIndexed() && name.isLastElementIndexed())) {
                throw SpringProperties.refused(
                        kind + ": '" + names.get(other) + "' and '" + names.get(name)
                                + "' are two names for Spring, because one is in brackets: write both alike"
                                + " (environment variables cannot say names in brackets; placeholders ${...} can stand in values)");
            }
        });
    }

    private static String letters(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }
}
