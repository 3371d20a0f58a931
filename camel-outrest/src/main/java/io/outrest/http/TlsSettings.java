package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Pem;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The setting {@code tls} of a connection or of an OAuth2 definition, as it is written. Null is the default. */
public class TlsSettings {

    private static final SettingsOf<TlsSettings> SETTINGS = SettingsOf.type(TlsSettings.class);
    private static final String CLIENT_CERTIFICATE = "tls.clientCertificate";
    private static final String CLIENT_KEY = "tls.clientKey";

    private @Nullable String caCertificates;
    private @Nullable String clientCertificate;
    private @Nullable Secret clientKey;
    private @Nullable String sslContextParameters;
    private @Nullable Boolean verifyHostname;
    private @Nullable Boolean trustAll;

    public @Nullable String getCaCertificates() {
        return caCertificates;
    }

    /** A PEM file, or PEM text, of the authorities that are trusted instead of the JVM's. */
    public void setCaCertificates(@Nullable String caCertificates) {
        this.caCertificates = caCertificates;
    }

    public @Nullable String getClientCertificate() {
        return clientCertificate;
    }

    /** A PEM file, or PEM text, of the client's certificate and those that lead to its authority. */
    public void setClientCertificate(@Nullable String clientCertificate) {
        this.clientCertificate = clientCertificate;
    }

    public @Nullable Secret getClientKey() {
        return clientKey;
    }

    /** A PEM file, or PEM text, of the client certificate's key: PKCS#8 without a password. */
    public void setClientKey(@Nullable Secret clientKey) {
        this.clientKey = clientKey;
    }

    /** The same from text. */
    public void setClientKey(@Nullable String clientKey) {
        this.clientKey = clientKey == null ? null : Secret.of(clientKey);
    }

    public @Nullable String getSslContextParameters() {
        return sslContextParameters;
    }

    /** The name of a bean of Camel's type {@code SSLContextParameters}, instead of PEM. */
    public void setSslContextParameters(@Nullable String sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable Boolean getVerifyHostname() {
        return verifyHostname;
    }

    /** Whether the certificate must be the host's; the default is true. False still checks the chain. */
    public void setVerifyHostname(@Nullable Boolean verifyHostname) {
        this.verifyHostname = verifyHostname;
    }

    public @Nullable Boolean getTrustAll() {
        return trustAll;
    }

    /** Whether any certificate will do, which gives every attacker on the way all that is sent; the default is false. */
    public void setTrustAll(@Nullable Boolean trustAll) {
        this.trustAll = trustAll;
    }

    /** These settings, and those of {@code others} where nothing is set here. */
    public TlsSettings over(TlsSettings others) {
        return SETTINGS.over(this, others);
    }

    /**
     * What the transport needs of it; reads the PEM files.
     *
     * @param settings null for none
     * @param contexts gives the context of a bean name, or for an empty name the one that is used without any, if there is one
     * @throws InvalidSetting when settings contradict each other, or a file cannot be read or holds something else
     */
    public static TransportSettings.Tls transport(
            @Nullable TlsSettings settings, Function<String, @Nullable SSLContext> contexts) {
        TlsSettings tls = settings == null ? new TlsSettings() : settings;
        tls.check();
        String certificate =
                tls.clientCertificate == null ? null : Certificates.read(CLIENT_CERTIFICATE, tls.clientCertificate);
        return new TransportSettings.Tls(
                tls.caCertificates == null ? null : Certificates.read("tls.caCertificates", tls.caCertificates),
                certificate,
                tls.clientKey == null || certificate == null ? null : key(tls.clientKey, certificate),
                tls.hasPem() || tls.trustsAll() ? null : context(tls.sslContextParameters, contexts),
                !Boolean.FALSE.equals(tls.verifyHostname),
                tls.trustsAll());
    }

    private void check() {
        if (sslContextParameters != null && (hasPem() || trustsAll())) {
            throw new InvalidSetting(
                    "tls.sslContextParameters", "cannot be used together with PEM certificates or trustAll");
        }
        if ((clientCertificate == null) != (clientKey == null)) {
            throw new InvalidSetting(
                    clientKey == null ? CLIENT_KEY : CLIENT_CERTIFICATE,
                    "is missing; a client certificate and its key belong together");
        }
    }

    private boolean hasPem() {
        return caCertificates != null || clientCertificate != null || clientKey != null;
    }

    private boolean trustsAll() {
        return Boolean.TRUE.equals(trustAll);
    }

    private static Secret key(Secret written, String certificate) {
        byte[] content = Pem.content(CLIENT_KEY, written.reveal());
        try {
            PublicKey certified = Certificates.of(certificate).get(0).getPublicKey();
            if (!Certificates.belong(certified, Pem.privateKey(content, certified.getAlgorithm()))) {
                throw new InvalidSetting(CLIENT_KEY, "is not the key of the certificate in clientCertificate");
            }
            return Secret.of(new String(content, StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new InvalidSetting(
                    CLIENT_KEY,
                    "must be the certificate's private key in PEM, PKCS#8 without a password (BEGIN PRIVATE KEY)"
                            + Pem.otherwise(content));
        }
    }

    /** A copy that says what else goes without saying, so that settings which mean the same are equal. */
    static TlsSettings complete(@Nullable TlsSettings settings) {
        TlsSettings standard = new TlsSettings();
        standard.setVerifyHostname(true);
        standard.setTrustAll(false);
        return settings == null ? standard : settings.over(standard);
    }

    /** Whether nothing is said about whom to trust and whom to be, so that others may. */
    boolean leavesOpen() {
        return sslContextParameters == null && !hasPem() && !trustsAll();
    }

    /** The files that are named here: where PEM is not the text itself. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        String key = clientKey == null ? null : clientKey.reveal();
        for (String written : Arrays.asList(caCertificates, clientCertificate, key)) {
            if (written != null && !Pem.isText(written)) {
                Pem.path(written).ifPresent(files::add);
            }
        }
        return files;
    }

    private static @Nullable SSLContext context(
            @Nullable String name, Function<String, @Nullable SSLContext> contexts) {
        SSLContext context = contexts.apply(name == null ? "" : name);
        if (context == null && name != null) {
            throw new InvalidSetting(
                    "tls.sslContextParameters", "names no bean of type SSLContextParameters: '" + name + "'");
        }
        return context;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsSettings tls && SETTINGS.same(this, tls);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }

    /** No setting, and no hash of them. */
    @Override
    public String toString() {
        return "TLS settings";
    }
}
