package io.outrest.openapi;

/** Text of a document for a message: in quotes, cut short, without control characters, so that it stays on its line. */
final class Quoted {

    private static final int KEY = 100;

    private Quoted() {}

    /** A key or a name. */
    static String key(String text) {
        return quoted(text, KEY);
    }

    /**
     * Any text.
     *
     * @param most characters of it
     */
    static String quoted(String text, int most) {
        return "'" + visible(text, most) + "'";
    }

    /** The same without quotes. */
    static String visible(String text, int most) {
        StringBuilder seen = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> seen.appendCodePoint(isSafe(c) ? c : '·'));
        return text.codePointCount(0, text.length()) > most ? seen + "..." : seen.toString();
    }

    /** Neither control, nor format (direction marks), nor another line or paragraph, nor half a character. */
    private static boolean isSafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
