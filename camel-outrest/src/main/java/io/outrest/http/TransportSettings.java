package io.outrest.http;

import io.outrest.request.Origin;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether two connections can share sockets and I/O threads. Equal settings share one HTTP client.
 *
 * @param tls how to trust and whom to be
 * @param proxy the proxy, or null for none
 * @param version of HTTP
 * @param connectTimeout for the TCP connection, and once more for the TLS handshake; zero is no limit
 * @param addresses where connections may be made to; says nothing of what a proxy connects to
 * @param owner whose sockets they are alone, because a server may take all that comes over one for the same user's; empty for
 *     sockets that belong to nobody
 */
public record TransportSettings(
        Tls tls, @Nullable Proxy proxy, Version version, Duration connectTimeout, Addresses addresses, String owner) {

    /** Sockets that belong to nobody. */
    public TransportSettings(
            Tls tls, @Nullable Proxy proxy, Version version, Duration connectTimeout, Addresses addresses) {
        this(tls, proxy, version, connectTimeout, addresses, "");
    }

    /** The same with sockets that one owner has alone. */
    public TransportSettings ownedBy(String name) {
        return new TransportSettings(tls, proxy, version, connectTimeout, addresses, name);
    }

    /** The addresses that a host may have, whether it is a name or an address itself. */
    public enum Addresses {
        /** All of them. */
        ANY,
        /** Those of the public Internet: neither this machine's nor its network's, and none that is reserved. */
        PUBLIC
    }

    /** Which HTTP is spoken. */
    public enum Version {
        /** HTTP/2 where the server offers it in the TLS handshake, else HTTP/1.1. */
        AUTO,
        /** HTTP/1.1 alone. */
        HTTP_1_1,
        /** HTTP/2 alone, in clear text with prior knowledge. */
        HTTP_2
    }

    /**
     * TLS, 1.2 at least: the content of files, not their names, so that other content makes other settings.
     *
     * @param caCertificates PEM: trusted instead of the JVM's; null for the JVM's
     * @param clientCertificate PEM, and the chain to its authority; null for none
     * @param clientKey its key, PEM, PKCS#8 without a password
     * @param sslContext made elsewhere, instead of the three before; null for none
     * @param verifyHostname whether the certificate must be the host's
     * @param trustAll whether any certificate will do
     */
    public record Tls(
            @Nullable String caCertificates,
            @Nullable String clientCertificate,
            @Nullable Secret clientKey,
            @Nullable SSLContext sslContext,
            boolean verifyHostname,
            boolean trustAll) {

        /** What is given up of the protection, by which settings, and what Camel calls that; empty for nothing. */
        public List<String> insecure() {
            return trustAll
                    ? List.of("tls.trustAll (insecure:ssl)")
                    : verifyHostname ? List.of() : List.of("tls.verifyHostname: false (insecure:ssl)");
        }

        /** The JVM's trust, and no client certificate. */
        public static Tls standard() {
            return new Tls(null, null, null, null, true, false);
        }
    }

    /**
     * A proxy.
     *
     * @param system whether the JVM's own proxy properties decide; the rest is empty then
     * @param nonProxyHosts reached directly; {@code *} stands for any characters
     */
    public record Proxy(
            boolean system,
            String host,
            int port,
            @Nullable String username,
            @Nullable Secret password,
            List<String> nonProxyHosts) {

        public Proxy {
            nonProxyHosts = List.copyOf(nonProxyHosts);
        }

        /** Whether requests to an origin go through it, and not directly. */
        public boolean leadsTo(Origin origin) {
            return new Routes(this).to(origin).getProxyHost() != null;
        }
    }
}
