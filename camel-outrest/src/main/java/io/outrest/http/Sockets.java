package io.outrest.http;

import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** What settings mean for sockets, whoever waits for them: both clients are made by it. */
final class Sockets {

    /** More headers are refused. */
    static final int HEADER_COUNT = 1_000;

    static final Http1Config HTTP_1 = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(HEADER_COUNT)
            .build();

    private Sockets() {}

    static Timeout connectTimeout(TransportSettings settings) {
        return settings.connectTimeout().isZero() ? Timeout.DISABLED : Timeout.of(settings.connectTimeout());
    }

    static ConnectionConfig.Builder config(TransportSettings settings, Network network) {
        return ConnectionConfig.custom()
                .setConnectTimeout(connectTimeout(settings))
                .setTimeToLive(TimeValue.of(network.life()));
    }

    static DnsResolver names(TransportSettings settings, Network network) {
        return settings.addresses() == TransportSettings.Addresses.PUBLIC
                ? new PublicAddresses(network.names())
                : network.names();
    }

    static ClientTlsStrategyBuilder tls(TransportSettings settings) {
        SSLContext context = TlsContexts.of(settings.tls());
        ClientTlsStrategyBuilder strategy =
                ClientTlsStrategyBuilder.create().setSslContext(context).setTlsVersions(TlsContexts.versions(context));
        return settings.tls().verifyHostname() && !settings.tls().trustAll()
                ? strategy.setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                        .setHostnameVerifier(new NamedHosts())
                : strategy.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                        .setHostnameVerifier(NoopHostnameVerifier.INSTANCE);
    }

    /** What the proxy asks for; null where there is none that does. */
    static @Nullable BasicCredentialsProvider proxyCredentials(TransportSettings settings) {
        TransportSettings.Proxy proxy = settings.proxy();
        if (proxy == null || proxy.username() == null) {
            return null;
        }
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        char[] password = proxy.password() == null
                ? new char[0]
                : proxy.password().reveal().toCharArray();
        credentials.setCredentials(
                new AuthScope(proxy.host(), proxy.port()), new UsernamePasswordCredentials(proxy.username(), password));
        return credentials;
    }
}
