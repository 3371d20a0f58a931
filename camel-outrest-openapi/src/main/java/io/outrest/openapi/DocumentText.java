package io.outrest.openapi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** A document's bytes as text: UTF-8, or UTF-16 with a byte order mark, without control characters. */
final class DocumentText {

    private static final Pattern GRAPHQL = Pattern.compile("schema\\s*\\{.*"
            + "|(?:type|interface|enum|input|union|scalar|directive|extend|query|mutation|subscription|fragment)"
            + "\\s+[@\\w]+.*");

    private DocumentText() {}

    /**
     * Decodes, and tells what is no document at all.
     *
     * @throws RefusedDocument when it is none
     */
    static String of(String label, byte[] bytes) {
        if (startsWith(bytes, 0x1F, 0x8B)) {
            throw new RefusedDocument(label, "is compressed (gzip); it must be unpacked first");
        }
        if (startsWith(bytes, 'P', 'K', 3, 4)) {
            throw new RefusedDocument(label, "is an archive (zip); it must be unpacked first");
        }
        String text = decoded(label, bytes);
        checkCharacters(label, text);
        String start = text.stripLeading();
        if (start.isEmpty()) {
            throw new RefusedDocument(label, "is empty");
        }
        checkKind(label, start.substring(0, Math.min(1000, start.length())));
        return text;
    }

    /** Whether it is meant as JSON: YAML may begin with a brace too, but then what follows is seldom in quotes. */
    static boolean isJson(String text) {
        int first = visible(text, 0);
        if (first == text.length() || text.charAt(first) != '{') {
            return first < text.length() && text.charAt(first) == '[';
        }
        int second = visible(text, first + 1);
        return second == text.length() || text.charAt(second) == '"' || text.charAt(second) == '}';
    }

    private static int visible(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static String decoded(String label, byte[] bytes) {
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return decoded(label, bytes, 2, StandardCharsets.UTF_16BE);
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return decoded(label, bytes, 2, StandardCharsets.UTF_16LE);
        }
        return decoded(label, bytes, startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0, StandardCharsets.UTF_8);
    }

    private static String decoded(String label, byte[] bytes, int from, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedDocument(label, "is not " + charset.name() + "; a document must be UTF-8");
        }
    }

    private static void checkCharacters(String label, String text) {
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line += c == '\n' ? 1 : 0;
            boolean allowed = c >= ' ' && c != 0x7F || c == '\n' || c == '\r' || c == '\t';
            if (!allowed) {
                throw new RefusedDocument(
                        label + ":" + line, String.format(Locale.ROOT, "holds the control character U+%04X", (int) c));
            }
        }
    }

    private static void checkKind(String label, String start) {
        String lower = start.toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html") || lower.contains("<body")) {
            throw new RefusedDocument(label, "is an HTML page, perhaps of a login, and no OpenAPI document");
        }
        if (lower.startsWith("<")) {
            throw new RefusedDocument(label, "is XML or HTML, and no OpenAPI document");
        }
        boolean graphql = start.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> GRAPHQL.matcher(line).matches() && (line.contains("{") || !line.contains(":")))
                .isPresent();
        if (graphql) {
            throw new RefusedDocument(label, "is GraphQL, and no OpenAPI document");
        }
    }

    private static boolean startsWith(byte[] bytes, int... beginning) {
        for (int i = 0; i < beginning.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != beginning[i]) {
                return false;
            }
        }
        return true;
    }
}
