package io.outrest.spnego;

import io.outrest.settings.InvalidSetting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * The name of a service.
 *
 * @param service for example {@code HTTP}
 * @param host without a port
 * @param realm null for the one that krb5.conf has for the host
 */
record ServiceName(String service, String host, @Nullable String realm) {

    private static final Pattern WRITTEN =
            Pattern.compile("(?<service>[^@/\\s]+)(@(?<host>[^@/\\s]+)|/(?<name>[^@\\s]+)(@(?<realm>[^@/\\s]+))?)");
    private static final Pattern PORT = Pattern.compile(":\\d+$");
    private static final String PRINCIPAL_NAME = "1.2.840.113554.1.2.2.1";

    /**
     * Reads {@code service@host}, {@code service/host} or {@code service/host@REALM}.
     *
     * @throws InvalidSetting when it is something else
     */
    static ServiceName of(String written) {
        Matcher parts = WRITTEN.matcher(written);
        if (!parts.matches()) {
            throw new InvalidSetting("targetSpn", "must be service@host, service/host or service/host@REALM");
        }
        String host = parts.group("host") == null ? parts.group("name") : parts.group("host");
        return new ServiceName(parts.group("service"), host, parts.group("realm"));
    }

    /** The web server of a host (RFC 4559 section 4.1). */
    static ServiceName ofHost(String hostAndPort) {
        String host = PORT.matcher(hostAndPort).replaceFirst("");
        return new ServiceName("HTTP", host.startsWith("[") ? host.substring(1, host.length() - 1) : host, null);
    }

    /**
     * The name as the JDK wants it. May ask the DNS: where krb5.conf does not set {@code dns_canonicalize_hostname} to false,
     * the JDK makes a short host name the long one that begins with it; it puts no other name in its place.
     */
    GSSName name() throws GSSException {
        GSSManager manager = GSSManager.getInstance();
        return realm == null
                ? manager.createName(service + "@" + host, GSSName.NT_HOSTBASED_SERVICE)
                : manager.createName(service + "/" + host + "@" + realm, new Oid(PRINCIPAL_NAME));
    }

    @Override
    public String toString() {
        return service + "/" + host + (realm == null ? "" : "@" + realm);
    }
}
