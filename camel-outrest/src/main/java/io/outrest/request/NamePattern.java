package io.outrest.request;

import java.util.List;

/**
 * A pattern of names in which {@code *} stands for any characters; case is ignored.
 *
 * @param first what a name begins with
 * @param between what it has behind that, in this order
 * @param last what it ends with
 */
record NamePattern(String first, List<String> between, String last) {

    /** @param written with at least one {@code *} */
    static NamePattern of(String written) {
        List<String> literals = List.of(written.split("\\*", -1));
        int last = literals.size() - 1;
        return new NamePattern(literals.get(0), literals.subList(1, last), literals.get(last));
    }

    boolean matches(String name) {
        if (!stands(first, name, 0)) {
            return false;
        }
        int at = first.length();
        for (String literal : between) {
            while (!stands(literal, name, at)) {
                if (++at > name.length()) {
                    return false;
                }
            }
            at += literal.length();
        }
        int end = name.length() - last.length();
        return end >= at && stands(last, name, end);
    }

    private static boolean stands(String literal, String name, int at) {
        return name.regionMatches(true, at, literal, 0, literal.length());
    }
}
