package io.outrest.security;

import io.outrest.request.JsonCodec;
import io.outrest.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What a client says and signs, as a JSON Web Token (RFC 7523 section 3). It is good for one request: it has an id of its own
 * and lasts a minute.
 */
record Assertion(Map<String, Object> claims) {

    private static final Duration LIFE = Duration.ofSeconds(60);
    private static final JsonCodec JSON = JsonCodec.standard();

    Assertion {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /**
     * A new one.
     *
     * @param audience the server that it is made for
     */
    static Assertion by(String issuer, String audience, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        return new Assertion(claims);
    }

    /** This one with a claim more; an empty one is left out. */
    Assertion with(String claim, String value) {
        if (value.isBlank()) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(claims);
        more.put(claim, value);
        return new Assertion(more);
    }

    /** In the compact form (RFC 7515 section 7.1). */
    Secret signed(SigningKey key) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", key.algorithm().name());
        header.put("typ", "JWT");
        if (key.id() != null) {
            header.put("kid", key.id());
        }
        String content = encoded(JSON.write(header)) + "." + encoded(JSON.write(claims));
        return Secret.of(content + "." + encoded(key.sign(content.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String encoded(byte[] part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }
}
