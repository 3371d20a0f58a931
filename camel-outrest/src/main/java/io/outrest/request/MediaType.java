package io.outrest.request;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media type (RFC 9110 section 8.3.1), so far as reading and writing bodies depends on it.
 *
 * @param essence type and subtype in lower case, without parameters; empty when there is none
 * @param charset the {@code charset} parameter as it is written, or null
 */
public record MediaType(String essence, @Nullable String charset) {

    private static final Pattern ESSENCE = Pattern.compile("[!#$&^_.+\\-0-9a-z]+/[!#$&^_.+\\-0-9a-z]+");
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s\"]+))");

    /** Whether a {@code Content-Type} can be so: one type and subtype, and printable ASCII behind them. */
    public static boolean isValid(String contentType) {
        return contentType.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                && ESSENCE.matcher(of(contentType).essence).matches();
    }

    /** Reads a {@code Content-Type}; null is an empty type. */
    public static MediaType of(@Nullable String contentType) {
        if (contentType == null) {
            return new MediaType("", null);
        }
        int parameters = contentType.indexOf(';');
        return parameters < 0
                ? new MediaType(essenceOf(contentType), null)
                : new MediaType(essenceOf(contentType.substring(0, parameters)), charsetIn(contentType));
    }

    private static String essenceOf(String written) {
        return written.trim().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String charsetIn(String contentType) {
        Matcher charset = CHARSET.matcher(contentType);
        if (!charset.find()) {
            return null;
        }
        return charset.group(1) != null ? charset.group(1) : charset.group(2);
    }

    /** Whether it is JSON: {@code application/json} or a type that ends in {@code +json}. */
    public boolean isJson() {
        return essence.equals("application/json") || essence.endsWith("+json");
    }

    /** Whether it is XML: {@code application/xml}, {@code text/xml} or a type that ends in {@code +xml}. */
    public boolean isXml() {
        return essence.equals("application/xml") || essence.equals("text/xml") || essence.endsWith("+xml");
    }

    /** Whether it is text that people read. */
    public boolean isText() {
        return essence.startsWith("text/");
    }

    /** Whether it is a form as a browser sends it. */
    public boolean isForm() {
        return essence.equals("application/x-www-form-urlencoded");
    }

    /** Whether it is a form of parts (RFC 7578). */
    public boolean isMultipart() {
        return essence.equals("multipart/form-data");
    }

    /**
     * The charset of the text.
     *
     * @param otherwise when none is named
     * @throws IllegalArgumentException when the named one is not known
     */
    public Charset charset(Charset otherwise) {
        return charset == null ? otherwise : Charset.forName(charset);
    }

    @Override
    public String toString() {
        return essence.isEmpty() ? "no content type" : essence;
    }
}
