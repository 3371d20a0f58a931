package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Pem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Certificates in PEM (RFC 7468 section 5), and whether a key is that of one. */
final class Certificates {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final Pattern BLOCK = Pattern.compile(BEGIN + "[^-]*-----END CERTIFICATE-----");

    private Certificates() {}

    /**
     * The certificates as text: their blocks and nothing else, so that a key in the same file is not kept with them.
     *
     * @param written PEM, as a file's path or as text
     * @throws InvalidSetting when the file cannot be read, or holds something else or only a part
     */
    static String read(String setting, String written) {
        String text = new String(Pem.content(setting, written), StandardCharsets.ISO_8859_1);
        List<String> blocks =
                BLOCK.matcher(text).results().map(MatchResult::group).toList();
        boolean whole = text.split(BEGIN, -1).length == blocks.size() + 1;
        if (whole && blocks.isEmpty()) {
            throw new InvalidSetting(setting, "holds no certificate in PEM (BEGIN CERTIFICATE)");
        }
        try {
            if (!whole) {
                throw new GeneralSecurityException("a block has no end");
            }
            for (String block : blocks) {
                certificate(block);
            }
            return blocks.stream().collect(Collectors.joining("\n"));
        } catch (GeneralSecurityException e) {
            throw new InvalidSetting(setting, "must be PEM certificates, as a file's path or as text");
        }
    }

    /** The certificates of text that was read. */
    static List<X509Certificate> of(String text) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            certificates.add(certificate(block.group()));
        }
        return certificates;
    }

    private static X509Certificate certificate(String block) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Whether a certificate's key verifies what the private key signs. */
    static boolean belong(PublicKey certified, PrivateKey key) {
        byte[] anything = {1};
        try {
            Signature signature = signature(certified.getAlgorithm());
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "DSA" -> "SHA256withDSA";
                    default -> algorithm; // EdDSA, RSASSA-PSS
                });
        if (algorithm.equals("RSASSA-PSS")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        return signature;
    }
}
