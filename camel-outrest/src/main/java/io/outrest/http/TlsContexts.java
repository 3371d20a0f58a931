package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Pem;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts of certificates and keys that were read. */
final class TlsContexts {

    private static final char[] NO_PASSWORD = new char[0];
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private TlsContexts() {}

    /**
     * A context for these settings.
     *
     * @throws InvalidSetting when it cannot be made
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

    /**
     * The versions of TLS that a context allows, from 1.2 on.
     *
     * @throws InvalidSetting when there is none
     */
    static String[] versions(SSLContext context) {
        List<String> allowed = List.of(context.createSSLEngine().getEnabledProtocols());
        String[] versions = VERSIONS.stream().filter(allowed::contains).toArray(String[]::new);
        if (versions.length == 0) {
            throw new InvalidSetting("tls.sslContextParameters", "allows neither TLS 1.3 nor TLS 1.2");
        }
        return versions;
    }

    private static KeyManager @Nullable [] keys(TransportSettings.Tls tls) throws GeneralSecurityException {
        if (tls.clientCertificate() == null || tls.clientKey() == null) {
            return null;
        }
        List<X509Certificate> chain = Certificates.of(tls.clientCertificate());
        PrivateKey key = Pem.privateKey(
                tls.clientKey().reveal().getBytes(StandardCharsets.US_ASCII),
                chain.get(0).getPublicKey().getAlgorithm());
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
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
        for (X509Certificate certificate : Certificates.of(tls.caCertificates())) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
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
