package io.outrest.testing;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A key that somebody signs with, and the public one that goes with it. */
public final class TestKey {

    private final KeyPair pair;

    private TestKey(KeyPair pair) {
        this.pair = pair;
    }

    /** A new key of RSA. */
    public static TestKey rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new TestKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A new key on that curve, for example {@code secp256r1}. */
    public static TestKey ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new TestKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The private key as PEM text, PKCS#8 without a password. */
    public String pem() {
        return pem("PRIVATE KEY", pair.getPrivate());
    }

    /** The public key. */
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    /** The public key as PEM text. */
    public String publicPem() {
        return pem("PUBLIC KEY", pair.getPublic());
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }
}
