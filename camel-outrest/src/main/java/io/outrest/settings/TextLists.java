package io.outrest.settings;

import java.util.ArrayList;
import java.util.List;

/** Lists as they are written in configuration: a list, one value, or text with commas. */
public final class TextLists {

    private TextLists() {}

    /** The parts between the commas, trimmed, empty ones left out. */
    public static List<String> parse(String text) {
        return normal(List.of(text));
    }

    /** The same for values that came as a list: each may hold commas too. Can be added to, as Camel does with {@code scopes[0]}. */
    public static List<String> normal(List<String> values) {
        List<String> parts = new ArrayList<>();
        for (String value : values) {
            for (String part : value.split(",", -1)) {
                if (!part.isBlank()) {
                    parts.add(part.trim());
                }
            }
        }
        return parts;
    }
}
