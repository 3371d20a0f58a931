package io.outrest.connection;

import io.outrest.settings.InvalidSetting;
import java.util.regex.Pattern;

/** The rules for names: any character that an endpoint URI can carry unchanged. */
final class ConnectionName {

    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private ConnectionName() {}

    /** @throws InvalidSetting when a connection cannot be called so */
    static void check(String name) {
        if (name.isBlank() || !name.equals(name.strip())) {
            throw new InvalidSetting("name", "'" + name + "' must neither be empty nor have blanks at its ends");
        }
        boolean unusable = name.indexOf('?') >= 0
                || name.contains("{{")
                || name.startsWith("/")
                || name.chars().anyMatch(Character::isISOControl)
                || ENCODED.matcher(name).find();
        if (unusable) {
            throw new InvalidSetting(
                    "name",
                    "'" + printable(name)
                            + "' cannot be written in an endpoint: it must have no '?', '{{', control character, '%' before"
                            + " two hexadecimal digits, and no '/' at its beginning");
        }
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "\u00B7");
    }
}
