package io.outrest.request;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of UTF-8 (RFC 3986 section 2.1). */
final class PercentEncoding {

    private static final String UNRESERVED = "-._~";
    private static final String RESERVED = ":/?#[]@!$&'()*+,;=";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    /**
     * Encodes all but letters, digits and {@code -._~}.
     *
     * @throws CharacterCodingException when the text holds half of a surrogate pair
     */
    static String value(String text) throws CharacterCodingException {
        return encode(text, UNRESERVED, false);
    }

    /** Encodes what a URI cannot hold, and leaves reserved characters and what is encoded already. */
    static String literal(String text) throws CharacterCodingException {
        return encode(text, UNRESERVED + RESERVED, true);
    }

    /**
     * Encodes what {@link #value} does but these reserved characters and what is encoded already (RFC 6570 section 3.2.3).
     *
     * @throws CharacterCodingException when the text holds half of a surrogate pair
     */
    static String keeping(String reserved, String text) throws CharacterCodingException {
        return encode(text, UNRESERVED + reserved, true);
    }

    /** Encodes as {@code application/x-www-form-urlencoded} does: a blank becomes a plus. */
    static String form(String text) throws CharacterCodingException {
        return value(text).replace("%20", "+");
    }

    private static String encode(String text, String kept, boolean keepTriplets) throws CharacterCodingException {
        return isPlain(text, kept) ? text : encoded(text, kept, keepTriplets);
    }

    /** Whether nothing of the text is encoded: most texts are such. */
    private static boolean isPlain(String text, String kept) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i), kept)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(int c, String kept) {
        return isAlphanumeric(c) || kept.indexOf(c) >= 0;
    }

    private static String encoded(String text, String kept, boolean keepTriplets) throws CharacterCodingException {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (isPlain(codePoint, kept) || keepTriplets && isTriplet(text, i)) {
                encoded.append((char) codePoint);
            } else {
                append(encoded, text.substring(i, i + Character.charCount(codePoint)));
            }
            i += Character.charCount(codePoint);
        }
        return encoded.toString();
    }

    private static void append(StringBuilder encoded, String character) throws CharacterCodingException {
        var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(character));
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            encoded.append('%').append(HEX[next >> 4 & 0xF]).append(HEX[next & 0xF]);
        }
    }

    private static boolean isTriplet(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(at + 1)) // of ASCII; Character.digit knows those of all scripts
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
