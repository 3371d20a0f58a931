package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How an assertion is signed (RFC 7518 sections 3.3 to 3.5), by the JDK itself. Its name stands in the assertion's header. */
enum SigningAlgorithm {
    RS256("SHA256withRSA", null, null),
    RS384("SHA384withRSA", null, null),
    RS512("SHA512withRSA", null, null),
    PS256("RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32), null),
    PS384("RSASSA-PSS", pss("SHA-384", MGF1ParameterSpec.SHA384, 48), null),
    PS512("RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64), null),
    ES256("SHA256withECDSAinP1363Format", null, "secp256r1"),
    ES384("SHA384withECDSAinP1363Format", null, "secp384r1"),
    ES512("SHA512withECDSAinP1363Format", null, "secp521r1");

    private static final int SMALLEST_RSA = 2048;

    private final String signature;
    private final @Nullable PSSParameterSpec pss;
    private final @Nullable String curve;

    /** @param curve that the key must be on; null for a key of RSA */
    SigningAlgorithm(String signature, @Nullable PSSParameterSpec pss, @Nullable String curve) {
        this.signature = signature;
        this.pss = pss;
        this.curve = curve;
    }

    private static PSSParameterSpec pss(String digest, MGF1ParameterSpec mask, int salt) {
        return new PSSParameterSpec(digest, "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
    }

    /**
     * The algorithm of that name.
     *
     * @param name null for RS256
     * @throws InvalidSetting when it is not known
     */
    static SigningAlgorithm named(@Nullable String name) {
        return name == null
                ? RS256
                : Stream.of(values())
                        .filter(algorithm -> algorithm.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new InvalidSetting(
                                "algorithm",
                                "must be "
                                        + Arrays.stream(values())
                                                .map(Enum::name)
                                                .collect(Collectors.joining(", "))));
    }

    /** The names of those that fit a key, for an error; empty when there is none. */
    static String fitting(PrivateKey key) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.fits(key))
                .map(Enum::name)
                .collect(Collectors.joining(", "));
    }

    /** Whether it can sign with that key: RSA of 2048 bits at least, or EC on its own curve. */
    boolean fits(PrivateKey key) {
        if (curve == null) {
            return key instanceof RSAKey rsa && rsa.getModulus().bitLength() >= SMALLEST_RSA;
        }
        return key instanceof ECKey ec
                && ec.getParams().getCurve().equals(named(curve, key).getCurve());
    }

    private static ECParameterSpec named(String curve, PrivateKey key) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(key.getAlgorithm());
            parameters.init(new ECGenParameterSpec(curve));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK knows " + curve, e);
        }
    }

    /** The signature as it stands in a JWS. */
    byte[] sign(PrivateKey key, byte[] content) {
        try {
            Signature signing = Signature.getInstance(signature);
            if (pss != null) {
                signing.setParameter(pss);
            }
            signing.initSign(key);
            signing.update(content);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that fits " + name() + " does not sign", e);
        }
    }
}
