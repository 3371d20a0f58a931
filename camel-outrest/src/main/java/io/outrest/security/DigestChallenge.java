package io.outrest.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server asks for by a {@code Digest} challenge that can be answered (RFC 7616 section 3.3).
 *
 * @param algorithm how to hash
 * @param namedAlgorithm its name as the server wrote it; null where it wrote none, which is MD5
 * @param protectionNamed whether {@code qop=auth} was offered; not so by servers of RFC 2069
 * @param userHashed whether the user's name is wanted as a hash
 * @param stale whether the credentials were right, and only the nonce too old
 */
record DigestChallenge(
        Algorithm algorithm,
        @Nullable String namedAlgorithm,
        String realm,
        String nonce,
        @Nullable String opaque,
        boolean protectionNamed,
        boolean userHashed,
        boolean stale) {

    /** The algorithms, the better one first. */
    enum Algorithm {
        SHA_256("SHA-256", false),
        SHA_256_SESS("SHA-256", true),
        MD5("MD5", false),
        MD5_SESS("MD5", true);

        private final String hash;
        private final boolean session;

        Algorithm(String hash, boolean session) {
            this.hash = hash;
            this.session = session;
        }

        /** Whether the hash of user and password is made for one nonce alone. */
        boolean session() {
            return session;
        }

        /** Hashes text, to hexadecimal digits. */
        String hash(byte[] text) {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(text));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(hash + " is not there", e);
            }
        }

        String hash(String text) {
            return hash(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        private boolean isThere() {
            try {
                MessageDigest.getInstance(hash);
                return true;
            } catch (NoSuchAlgorithmException e) {
                return false; // a JVM that does without MD5
            }
        }

        private static @Nullable Algorithm named(@Nullable String name) {
            String written = name == null ? "MD5" : name.toUpperCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(algorithm -> algorithm.name().replace('_', '-').equals(written) && algorithm.isThere())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The one to answer among the challenges of a 401: the one with the best algorithm, or null when there is none. */
    static @Nullable DigestChallenge best(List<String> lines) {
        return Challenge.parse(lines).stream()
                .filter(challenge -> challenge.scheme().equalsIgnoreCase("Digest"))
                .flatMap(challenge -> Stream.ofNullable(of(challenge)))
                .min(Comparator.comparing(DigestChallenge::algorithm))
                .orElse(null);
    }

    private static @Nullable DigestChallenge of(Challenge challenge) {
        String name = challenge.parameter("algorithm");
        Algorithm algorithm = Algorithm.named(name);
        String realm = challenge.parameter("realm");
        String nonce = challenge.parameter("nonce");
        String protection = challenge.parameter("qop");
        if (algorithm == null || realm == null || nonce == null || !isSendable(challenge)) {
            return null;
        }
        boolean withoutProtection = protection == null && !algorithm.session(); // whose hash needs what qop brings
        if (!withoutProtection && !offersAuth(protection)) {
            return null;
        }
        return new DigestChallenge(
                algorithm,
                name,
                realm,
                nonce,
                challenge.parameter("opaque"),
                protection != null,
                "true".equalsIgnoreCase(challenge.parameter("userhash")),
                "true".equalsIgnoreCase(challenge.parameter("stale")));
    }

    /** Whether it can be said back in a header. */
    private static boolean isSendable(Challenge challenge) {
        return challenge.parameters().values().stream()
                .allMatch(value -> value.chars().allMatch(c -> c >= ' ' && c != 0x7F && c <= 0xFF));
    }

    private static boolean offersAuth(@Nullable String protection) {
        return protection != null
                && Arrays.stream(protection.split(",", -1))
                        .anyMatch(offered -> offered.trim().equalsIgnoreCase("auth"));
    }
}
