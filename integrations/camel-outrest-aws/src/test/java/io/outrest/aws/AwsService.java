package io.outrest.aws;

import io.outrest.testing.RecordedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a service does to check a signature, written from the description of Signature Version 4 and from what came over the
 * wire alone.
 *
 * @param encodesPathTwice whether it is any other service than S3
 */
record AwsService(String region, String name, String secretKey, boolean encodesPathTwice) {

    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
                    + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    /** Whether the request is what was signed with the secret key. */
    boolean accepts(RecordedRequest request) {
        Matcher parts = AUTHORIZATION.matcher(String.valueOf(request.header("Authorization")));
        if (!parts.matches()
                || !parts.group(3).equals(region)
                || !parts.group(4).equals(name)
                || !List.of(parts.group(5).split(";", -1)).containsAll(List.of("host", "x-amz-date"))) {
            return false;
        }
        try {
            String scope = parts.group(2) + "/" + region + "/" + name + "/aws4_request";
            String toSign = "AWS4-HMAC-SHA256\n" + request.header("X-Amz-Date") + "\n" + scope + "\n"
                    + sha256(canonical(request, parts.group(5)).getBytes(StandardCharsets.UTF_8));
            byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
            for (String part : scope.split("/", -1)) {
                key = hmac(key, part);
            }
            return HexFormat.of().formatHex(hmac(key, toSign)).equals(parts.group(6));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String canonical(RecordedRequest request, String signedHeaders) throws GeneralSecurityException {
        int mark = request.target().indexOf('?');
        String path = mark < 0 ? request.target() : request.target().substring(0, mark);
        String query = mark < 0 ? "" : request.target().substring(mark + 1);
        String headers = Arrays.stream(signedHeaders.split(";", -1))
                .map(name -> name + ":"
                        + request.headers(name).stream()
                                .map(value -> value.trim().replaceAll(" +", " "))
                                .collect(Collectors.joining(","))
                        + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                encodesPathTwice ? encoded(path).replace("%2F", "/") : path,
                sorted(query),
                headers,
                signedHeaders,
                sha256(request.content()));
    }

    private static String sorted(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> {
                    String[] both = pair.split("=", 2);
                    return encoded(decoded(both[0])) + "=" + (both.length < 2 ? "" : encoded(decoded(both[1])));
                })
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
