package io.outrest.security;

import io.outrest.request.Request;
import io.outrest.settings.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a challenge: answers with one nonce, counted (RFC 7616 section 3.4). The user and the password are
 * hashed in UTF-8, what the server gave in the bytes that it gave. Thread-safe.
 */
final class DigestSession {

    private final DigestChallenge challenge;
    private final String username;
    private final String clientNonce;
    private final Secret hashedUser;
    private final AtomicLong count = new AtomicLong();

    /** @param clientNonce random, visible ASCII characters without quotes */
    DigestSession(DigestChallenge challenge, String username, Secret password, String clientNonce) {
        this.challenge = challenge;
        this.username = username;
        this.clientNonce = clientNonce;
        DigestChallenge.Algorithm algorithm = challenge.algorithm();
        String hashed = algorithm.hash(utf8(username) + ":" + challenge.realm() + ":" + utf8(password.reveal()));
        this.hashedUser = Secret.of(
                algorithm.session() ? algorithm.hash(hashed + ":" + challenge.nonce() + ":" + clientNonce) : hashed);
    }

    /** Whether a value of {@code Authorization} was made here. */
    boolean made(@Nullable String authorization) {
        return authorization != null && authorization.contains(parameter("nonce", challenge.nonce()));
    }

    /** The value of {@code Authorization} for a request; counts it. */
    Secret authorization(Request request) {
        String uses = HexFormat.of().toHexDigits(count.incrementAndGet(), 8);
        StringBuilder value = new StringBuilder("Digest ").append(user());
        value.append(", ").append(parameter("realm", challenge.realm()));
        value.append(", ").append(parameter("nonce", challenge.nonce()));
        value.append(", ").append(parameter("uri", request.target()));
        value.append(", ").append(parameter("response", response(request, uses)));
        if (challenge.namedAlgorithm() != null) {
            value.append(", algorithm=").append(challenge.namedAlgorithm());
        }
        if (challenge.protectionNamed()) {
            value.append(", qop=auth, nc=").append(uses);
            value.append(", ").append(parameter("cnonce", clientNonce));
        }
        if (challenge.opaque() != null) {
            value.append(", ").append(parameter("opaque", challenge.opaque()));
        }
        if (challenge.userHashed()) {
            value.append(", userhash=true");
        }
        return Secret.of(value.toString());
    }

    private String response(Request request, String uses) {
        String hashedRequest = challenge.algorithm().hash(request.method() + ":" + request.target());
        String protection = challenge.protectionNamed() ? ":" + uses + ":" + clientNonce + ":auth" : "";
        return challenge
                .algorithm()
                .hash(hashedUser.reveal() + ":" + challenge.nonce() + protection + ":" + hashedRequest);
    }

    /** A name that a quoted string cannot have is written as RFC 8187 says. */
    private String user() {
        if (challenge.userHashed()) {
            return parameter("username", challenge.algorithm().hash(utf8(username) + ":" + challenge.realm()));
        }
        boolean plain = username.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        return plain ? parameter("username", username) : "username*=UTF-8''" + percentEncoded(username);
    }

    private static String percentEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    private static String parameter(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** The bytes of UTF-8 as so many characters: the hash takes each character for one byte. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
