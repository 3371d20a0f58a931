package io.outrest.request;

import java.util.List;
import java.util.Locale;

/** Names of headers, parameters and members that speak of a secret: what they stand for is neither passed on nor shown unasked. */
public final class SensitiveNames {

    private static final List<String> WORDS = List.of("auth", "token", "secret", "key", "cookie", "session", "csrf");

    private SensitiveNames() {}

    /** Whether one of the words stands anywhere in the name, case ignored. */
    public static boolean contain(String name) {
        return contain(name, WORDS);
    }

    /** The same with words of the caller's own, in small letters. */
    public static boolean contain(String name, List<String> words) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (lowerCase.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
