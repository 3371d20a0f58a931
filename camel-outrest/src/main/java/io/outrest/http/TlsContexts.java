package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts from PEM (RFC 7468). */
final class TlsContexts {

    private static final char[] NO_PASSWORD = new char[0];
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    private TlsContexts() {}

    /**
     * A context for these settings.
     *
     * @throws InvalidSetting when a file cannot be read or holds something else
     */
    static SSLContext of(TransportSettings.Tls tls) {
        if (tls.sslContext() != null) {
            return tls.sslContext();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(tls), trust(tls), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new InvalidSetting("tls", "cannot be used: " + e.getMessage());
        }
    }

    private static KeyManager @Nullable [] keys(TransportSettings.Tls tls) throws GeneralSecurityException {
        if (tls.clientCertificate() == null || tls.clientKey() == null) {
            return null;
        }
        List<X509Certificate> chain = certificates("tls.clientCertificate", tls.clientCertificate());
        KeyStore store = emptyStore();
        store.setKeyEntry(
                "client",
                privateKey(tls.clientKey(), chain.get(0).getPublicKey().getAlgorithm()),
                NO_PASSWORD,
                chain.toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(TransportSettings.Tls tls) throws GeneralSecurityException {
        if (tls.trustAll()) {
            return new TrustManager[] {new TrustAll()};
        }
        if (tls.caCertificates() == null) {
            return null; // the JVM's
        }
        KeyStore store = emptyStore();
        int number = 0;
        for (X509Certificate certificate : certificates("tls.caCertificates", tls.caCertificates())) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static List<X509Certificate> certificates(String setting, String pem) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content(setting, pem)))) {
                certificates.add((X509Certificate) certificate);
            }
            if (certificates.isEmpty()) {
                throw new InvalidSetting(setting, "holds no certificate");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new InvalidSetting(setting, "must be PEM certificates, as a file's path or as text");
        }
    }

    private static PrivateKey privateKey(Secret pem, String algorithm) {
        String text = new String(content("tls.clientKey", pem.reveal()), StandardCharsets.US_ASCII);
        Matcher block = PRIVATE_KEY.matcher(text);
        try {
            if (!block.find()) {
                throw new GeneralSecurityException("no PKCS#8 block");
            }
            byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidSetting(
                    "tls.clientKey",
                    "must be the certificate's private key in PEM, PKCS#8 without a password (BEGIN PRIVATE KEY)");
        }
    }

    private static byte[] content(String setting, String pem) {
        if (pem.contains("-----BEGIN")) {
            return pem.getBytes(StandardCharsets.US_ASCII);
        }
        String path = pem.startsWith("file:") ? pem.substring("file:".length()) : pem;
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException | RuntimeException e) {
            throw new InvalidSetting(setting, "names a file that cannot be read");
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Accepts any certificate; only where {@code trustAll: true} was written. */
    private static final class TrustAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
