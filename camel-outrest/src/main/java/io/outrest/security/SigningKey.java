package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Pem;
import io.outrest.settings.Secret;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private key of a client, and how it signs. Prints nothing of the key.
 *
 * @param algorithm one that fits the key
 * @param id by which the server finds the public key; null where it has one only
 */
record SigningKey(PrivateKey key, SigningAlgorithm algorithm, @Nullable String id) {

    private static final List<String> KINDS = List.of("RSA", "EC");

    SigningKey {
        if (!algorithm.fits(key)) {
            String fitting = SigningAlgorithm.fitting(key);
            throw fitting.isEmpty()
                    ? new InvalidSetting(
                            "privateKey", "must be RSA with 2048 bits at least, or EC on P-256, P-384 or P-521")
                    : new InvalidSetting("algorithm", "must fit the privateKey, which takes " + fitting);
        }
    }

    /**
     * The key of a definition, read from its file where it names one.
     *
     * @throws InvalidSetting when it cannot be read, is no key, or does not fit the algorithm
     */
    static SigningKey of(SecurityDefinition definition) {
        SigningAlgorithm algorithm = SigningAlgorithm.named(definition.getAlgorithm());
        Secret pem = definition.getPrivateKey();
        byte[] content = Pem.content("privateKey", pem == null ? "" : pem.reveal());
        for (String kind : KINDS) {
            try {
                return new SigningKey(Pem.privateKey(content, kind), algorithm, definition.getKeyId());
            } catch (GeneralSecurityException e) {
                // of another kind, or no key at all
            }
        }
        throw new InvalidSetting(
                "privateKey",
                "must be an RSA or EC key in PEM, PKCS#8 without a password (BEGIN PRIVATE KEY), as text or as a file's path"
                        + Pem.otherwise(content));
    }

    byte[] sign(byte[] content) {
        return algorithm.sign(key, content);
    }

    /** The algorithm and the id alone. */
    @Override
    public String toString() {
        return "signing key " + id + " for " + algorithm;
    }
}
