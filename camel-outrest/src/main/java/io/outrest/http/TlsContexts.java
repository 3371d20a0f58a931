package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Pem;
import io.outrest.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
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
                    .generateCertificates(new ByteArrayInputStream(Pem.content(setting, pem)))) {
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
        byte[] content = Pem.content("tls.clientKey", pem.reveal());
        try {
            return Pem.privateKey(content, algorithm);
        } catch (GeneralSecurityException e) {
            throw new InvalidSetting(
                    "tls.clientKey",
                    "must be the certificate's private key in PEM, PKCS#8 without a password (BEGIN PRIVATE KEY)");
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
