package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The setting {@code tls} of a connection or of an OAuth2 definition, as it is written. Null is the default. */
public class TlsSettings {

    private static final SettingsOf<TlsSettings> SETTINGS = SettingsOf.type(TlsSettings.class);

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
     * Reads the PEM files.
     *
     * @throws InvalidSetting when one cannot be read or holds something else
     */
    public static void check(TlsSettings settings) {
        TlsContexts.of(transport(settings, name -> null));
    }

    /**
     * What the transport needs of it.
     *
     * @param settings null for none
     * @param contexts gives the context of a bean name, or for an empty name the one that is used without any, if there is one
     * @throws InvalidSetting when settings contradict each other
     */
    public static TransportSettings.Tls transport(
            @Nullable TlsSettings settings, Function<String, @Nullable SSLContext> contexts) {
        TlsSettings tls = settings == null ? new TlsSettings() : settings;
        boolean pem = tls.caCertificates != null || tls.clientCertificate != null || tls.clientKey != null;
        boolean trustAll = Boolean.TRUE.equals(tls.trustAll);
        if (tls.sslContextParameters != null && (pem || trustAll)) {
            throw new InvalidSetting(
                    "tls.sslContextParameters", "cannot be used together with PEM certificates or trustAll");
        }
        if ((tls.clientCertificate == null) != (tls.clientKey == null)) {
            throw new InvalidSetting(
                    tls.clientKey == null ? "tls.clientKey" : "tls.clientCertificate",
                    "is missing; a client certificate and its key belong together");
        }
        return new TransportSettings.Tls(
                tls.caCertificates,
                tls.clientCertificate,
                tls.clientKey,
                pem || trustAll ? null : context(tls.sslContextParameters, contexts),
                !Boolean.FALSE.equals(tls.verifyHostname),
                trustAll);
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
}
