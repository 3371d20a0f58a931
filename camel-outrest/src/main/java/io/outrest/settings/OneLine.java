package io.outrest.settings;

import java.util.stream.Collectors;

/** Text of others in messages of ours: names that a message, a server or a document has chosen. */
public final class OneLine {

    private OneLine() {}

    /** The text with an escape of Java's for each character that ends a line, steers a terminal or cannot be seen. */
    public static String of(String text) {
        return text.chars().allMatch(OneLine::isPlain)
                ? text
                : text.chars()
                        .mapToObj(c -> isPlain(c) ? String.valueOf((char) c) : String.format("\\u%04x", c))
                        .collect(Collectors.joining());
    }

    private static boolean isPlain(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.FORMAT;
    }
}
