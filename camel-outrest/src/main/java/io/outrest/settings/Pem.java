package io.outrest.settings;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM (RFC 7468), which a setting holds as text, or as the path of a file. */
public final class Pem {

    private static final String FILE = "file:";
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    private Pem() {}

    /** Whether a setting's value is the text itself, and no file's path. */
    public static boolean isText(String written) {
        return written.contains("-----BEGIN");
    }

    /**
     * The file that a value names which is not the text itself, as a path or a URI {@code file:}, where {@code %20} is a
     * blank; empty where no file can have such a name.
     */
    public static Optional<Path> path(String written) {
        try {
            return Optional.of(Path.of(written.startsWith(FILE) ? decoded(written.substring(FILE.length())) : written));
        } catch (InvalidPathException e) {
            return Optional.empty(); // what is wrong with it holds the value, which may be a key
        }
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path; // no URI: a percent sign of its own
        }
    }

    /**
     * The text, of the value itself or of the file that it names.
     *
     * @param setting the setting's name, for the error
     * @throws InvalidSetting when the file cannot be read
     */
    public static byte[] content(String setting, String written) {
        if (isText(written)) {
            return written.getBytes(StandardCharsets.US_ASCII);
        }
        try {
            return Files.readAllBytes(path(written).orElseThrow());
        } catch (IOException | RuntimeException e) {
            throw new InvalidSetting(setting, "names a file that cannot be read" + reason(written, e));
        }
    }

    /** What may be said of it without the name, which may be a key that stands in the wrong place. */
    private static String reason(String written, Exception refused) {
        if (written.startsWith("classpath:")) {
            return ": a path is needed, or file: and a path; the class path is not looked at";
        }
        if (refused instanceof NoSuchFileException) {
            return ": there is none of that name";
        }
        return refused instanceof AccessDeniedException ? ": this account may not" : "";
    }

    /**
     * What keeps the content from being a key of PKCS#8 without a password, to put behind an error; empty where nothing is
     * known of it.
     */
    public static String otherwise(byte[] content) {
        String text = new String(content, StandardCharsets.US_ASCII);
        if (PRIVATE_KEY.matcher(text).find()) {
            return "";
        }
        if (text.contains("ENCRYPTED")) {
            return "; this one has a password, which openssl pkcs8 -topk8 -nocrypt takes off";
        }
        return text.contains("-----BEGIN RSA PRIVATE KEY") || text.contains("-----BEGIN EC PRIVATE KEY")
                ? "; this one is of an older form, which openssl pkcs8 -topk8 -nocrypt makes PKCS#8"
                : "";
    }

    /**
     * The first private key: PKCS#8 without a password (RFC 5208).
     *
     * @param algorithm of the key, as {@link KeyFactory} names it
     * @throws GeneralSecurityException when there is none, or one of another kind
     */
    public static PrivateKey privateKey(byte[] content, String algorithm) throws GeneralSecurityException {
        Matcher block = PRIVATE_KEY.matcher(new String(content, StandardCharsets.US_ASCII));
        if (!block.find()) {
            throw new GeneralSecurityException("no PKCS#8 block");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("no base64");
        }
    }
}
