package io.outrest.request;

import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes names and values of a parameter as its place demands. Reserved characters that would end the value stay encoded even
 * where {@code allowReserved} is set: {@code / ?} in a path, {@code & +} in a query, {@code # [ ]} in both.
 */
final class ParameterEncoding {

    private static final String RESERVED_IN_PATH = ":@!$&'()*+,;=";
    private static final String RESERVED_IN_QUERY = ":/?@!$'()*,;=";
    private static final String RESERVED_IN_COOKIE = ":/?#[]@!$&'()*+,;=";
    private static final String NO_COOKIE_OCTETS = "\",;\\";

    private final Parameter parameter;

    ParameterEncoding(Parameter parameter) {
        this.parameter = parameter;
    }

    /** The parameter's own name, or the part of one. */
    String name(String text) {
        return parameter.style() == Parameter.Style.COOKIE ? text : encoded(text, null);
    }

    /** The key of an entry, where it stands before a {@code =} of its own. */
    String key(String text) {
        if (parameter.style() == Parameter.Style.COOKIE) {
            if (!Headers.isName(text)) {
                throw parameter.refused("has a key that cannot be the name of a cookie (RFC 6265 section 4.1.1)");
            }
            return text;
        }
        String reserved = reserved();
        boolean inQuery = RESERVED_IN_QUERY.equals(reserved);
        return written(text, inQuery ? RESERVED_IN_QUERY.replace("=", "") : reserved);
    }

    String value(String text) {
        return written(text, reserved());
    }

    private String written(String text, @Nullable String reserved) {
        if (parameter.place() == Parameter.Place.HEADER) {
            return checked(
                    text,
                    HeaderRules.isValue(text),
                    "a line break, another control character, or one that is" + " not in ISO-8859-1");
        }
        if (parameter.style() == Parameter.Style.COOKIE) {
            return checked(text, isCookieValue(text), "a character that a cookie cannot have (RFC 6265 section 4.1.1)");
        }
        return encoded(text, reserved);
    }

    private @Nullable String reserved() {
        if (!parameter.allowReserved()) {
            return null;
        }
        return switch (parameter.place()) {
            case PATH -> RESERVED_IN_PATH;
            case COOKIE -> RESERVED_IN_COOKIE;
            default -> RESERVED_IN_QUERY;
        };
    }

    private String encoded(String text, @Nullable String reserved) {
        try {
            String encoded = reserved == null ? PercentEncoding.value(text) : PercentEncoding.keeping(reserved, text);
            return parameter.place() == Parameter.Place.FORM ? encoded.replace("%20", "+") : encoded;
        } catch (CharacterCodingException e) {
            throw parameter.refused("holds half of a surrogate pair");
        }
    }

    private String checked(String text, boolean sendable, String otherwise) {
        if (!sendable) {
            throw parameter.refused("holds " + otherwise);
        }
        return text;
    }

    private static boolean isCookieValue(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F && NO_COOKIE_OCTETS.indexOf(c) < 0);
    }
}
