package io.outrest.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import io.outrest.http.TlsMaterials;
import io.outrest.http.TlsSettings;
import io.outrest.settings.InvalidSetting;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PEM text (RFC 7468) given as certificates and keys. */
class PemFuzz {

    /** A certificate with a key on the curve P-256 that signed itself, made for this by {@code openssl req -x509}. */
    private static final String CERTIFICATE =
            "MIIBjDCCATGgAwIBAgIUI45uLZZSt4T6QFAYS/nASzmSCaYwCgYIKoZIzj0EAwIwGjEYMBYGA1UEAwwPT3V0cmVzdCBmdXp6aW5n"
                    + "MCAXDTI2MTEyMzE2NTM0NVoYDzIxMjYxMDMwMTY1MzQ1WjAaMRgwFgYDVQQDDA9PdXRyZXN0IGZ1enppbmcwWTATBgcqhkjOPQIB"
                    + "BggqhkjOPQMBBwNCAAS1one7A5joWpjn15boLdOeEkx0NpOlvV+f80CWwFKclfi5RJC2WJaS7sVuM2CWje72Y6kZ/QZVBHc7Sgnc"
                    + "5et2o1MwUTAdBgNVHQ4EFgQUGb8CI9lc5ahH6NMQwKSrsrIkdx8wHwYDVR0jBBgwFoAUGb8CI9lc5ahH6NMQwKSrsrIkdx8wDwYD"
                    + "VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAuZ+Hxc1HIjDQLc2FuX/5lKSVXHN9KZCjAUm87gtv8gACIQDTwZ5f43u2"
                    + "DrovrPMUSch4eTCLU4Da4wX6r66jEy2Hsw==";

    static Stream<Arguments> seeds() {
        byte[] certificate = Base64.getDecoder().decode(CERTIFICATE);
        byte[] key = key();
        return Stream.of(
                arguments(certificate, key, "", false),
                arguments(certificate, certificate, "\n-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", true),
                arguments(key, new byte[0], "-----BEGIN CERTIFICATE-----\nAAAA", true));
    }

    /** PEM that is none is refused as the setting that it is, whatever stands in it; no certificate or key is quoted. */
    @MethodSource("seeds")
    @FuzzTest
    void isReadOrRefused(
            byte @NotNull @WithLength(max = 1024) [] certificate,
            byte @NotNull @WithLength(max = 1024) [] key,
            @NotNull @WithUtf8Length(max = 100) String more,
            boolean before) {
        Check.isReadOrRefused(certificate, key, more, before);
    }

    private static byte[] key() {
        try {
            return KeyPairGenerator.getInstance("EC")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Apart, because Jazzer cannot watch classes that JUnit has loaded before. */
    private static final class Check {

        static void isReadOrRefused(byte[] certificate, byte[] key, String more, boolean before) {
            String certificates = block("CERTIFICATE", certificate);
            TlsSettings tls = new TlsSettings();
            tls.setCaCertificates(before ? more + certificates : certificates + more);
            tls.setClientCertificate(certificates + more);
            tls.setClientKey((before ? more : "") + block("PRIVATE KEY", key));
            try {
                new TlsMaterials(new NoBeans()).use(tls, false).close();
            } catch (InvalidSetting e) {
                Promise.holds(e.setting().startsWith("tls"), "{} is the setting", e.setting());
                Promise.holds(e.problem().length() < 300, "{} quotes nothing", e.problem());
            }
        }

        private static final class NoBeans implements TlsMaterials.SslContexts {

            @Override
            public @Nullable SSLContext create(String bean) {
                return null;
            }

            @Override
            public List<Path> files(String bean) {
                return List.of();
            }
        }

        private static String block(String label, byte[] content) {
            return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                    + label + "-----\n";
        }
    }
}
