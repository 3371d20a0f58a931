package io.outrest.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key and a certificate that it signed itself, made by the JDK's keytool when a test needs them. */
public final class TestIdentity {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "own";

    private final KeyStore store;

    private TestIdentity(KeyStore store) {
        this.store = store;
    }

    /**
     * Makes one.
     *
     * @param names as keytool writes them, for example {@code dns:localhost,ip:127.0.0.1}
     */
    public static TestIdentity of(Path folder, String names) {
        try {
            Path file = Files.createTempDirectory(folder, "identity").resolve("store.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=Outrest test",
                            "-ext",
                            "san=" + names,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new AssertionError("keytool failed: " + said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream content = Files.newInputStream(file)) {
                store.load(content, PASSWORD.toCharArray());
            }
            return new TestIdentity(store);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificate as PEM text. */
    public String certificate() {
        try {
            return pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The key as PEM text, PKCS#8 without a password. */
    public String key() {
        try {
            return pem(
                    "PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END "
                + label + "-----\n";
    }

    /** The context of a server with this identity, and of clients that it trusts, if there are any. */
    public SSLContext server(@Nullable TestIdentity client) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            if (client != null) {
                trusted.setCertificateEntry("client", client.store.getCertificate(ALIAS));
            }
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), client == null ? null : trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
