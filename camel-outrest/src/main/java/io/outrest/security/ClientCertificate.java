package io.outrest.security;

import io.outrest.http.TlsMaterials;
import io.outrest.http.TlsSettings;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.Request;
import io.outrest.settings.InvalidSetting;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A certificate that the client shows in the TLS handshake (RFC 8446 section 4.4.2): nothing stands in the request. */
final class ClientCertificate implements Credentials {

    private final String definition;
    private final TlsSettings settings;

    /** @param name of the definition */
    ClientCertificate(String name, SecurityDefinition definition) {
        this.definition = name;
        this.settings = new TlsSettings();
        settings.setClientCertificate(definition.getClientCertificate());
        settings.setClientKey(definition.getClientKey());
        settings.setCaCertificates(definition.getCaCertificates());
        settings.setSslContextParameters(definition.getSslContextParameters());
    }

    /** @throws InvalidSetting when settings contradict each other; files are read when a connection is called */
    static void check(SecurityDefinition definition) {
        for (String setting : List.of("clientCertificate", "clientKey", "caCertificates")) {
            boolean there = Objects.requireNonNull(
                                    SecurityDefinition.SETTINGS.settings().get(setting))
                            .get(definition)
                    != null;
            if (there && definition.getSslContextParameters() != null) {
                throw new InvalidSetting(
                        "sslContextParameters", "cannot stand beside " + setting + ": it is one or the other");
            }
        }
    }

    /** @throws InvalidSetting when a file cannot be read, or holds something else; it names the definition's setting */
    CredentialsFactory.Made made(TlsMaterials materials) {
        try {
            TlsMaterials.Use use = materials.use(settings, false);
            return new CredentialsFactory.Made(this, use::close, use::isOutdated);
        } catch (InvalidSetting e) {
            throw new InvalidSetting(e.setting().replaceFirst("^tls\\.", ""), e.problem());
        }
    }

    @Override
    public TlsSettings tls(@Nullable TlsSettings own) {
        TlsSettings below = own == null ? new TlsSettings() : own;
        refuse("tls.clientCertificate", below.getClientCertificate());
        refuse("tls.clientKey", below.getClientKey());
        refuse("tls.sslContextParameters", below.getSslContextParameters());
        if (settings.getSslContextParameters() != null) {
            refuse("tls.caCertificates", below.getCaCertificates());
            refuse("tls.trustAll", Boolean.TRUE.equals(below.getTrustAll()) ? true : null);
        }
        return settings.over(below);
    }

    private void refuse(String setting, @Nullable Object value) {
        if (value != null) {
            throw new InvalidSetting(
                    setting,
                    "cannot stand beside the security definition '" + definition
                            + "', which brings "
                            + (settings.getSslContextParameters() == null
                                    ? "a client certificate; a connection has one"
                                    : "sslContextParameters: they say whom to trust and whom to be"));
        }
    }

    @Override
    public CredentialPlaces places() {
        return CredentialPlaces.none();
    }

    @Override
    public CompletionStage<Request> secure(Request request) {
        return Credentials.atOnce(request);
    }
}
