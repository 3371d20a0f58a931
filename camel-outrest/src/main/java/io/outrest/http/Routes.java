package io.outrest.http;

import io.outrest.request.Origin;
import java.net.ProxySelector;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** Which way to a host: directly, or through the proxy. */
final class Routes implements HttpRoutePlanner {

    private final @Nullable HttpHost proxy;
    private final List<Pattern> direct;
    private final @Nullable HttpRoutePlanner system;

    Routes(TransportSettings.@Nullable Proxy proxy) {
        boolean asJvm = proxy != null && proxy.system();
        this.proxy = proxy == null || asJvm ? null : new HttpHost("http", proxy.host(), proxy.port());
        this.direct = proxy == null
                ? List.of()
                : proxy.nonProxyHosts().stream().map(Routes::pattern).toList();
        this.system = asJvm
                ? new SystemDefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE, ProxySelector.getDefault())
                : null;
    }

    private static Pattern pattern(String host) {
        return Pattern.compile("(?i)" + Pattern.quote(host).replace("*", "\\E.*\\Q"));
    }

    @Override
    public HttpRoute determineRoute(HttpHost target, HttpContext context) throws HttpException {
        boolean secure = target.getSchemeName().equals("https");
        if (system != null) {
            return system.determineRoute(target, context);
        }
        boolean directly = proxy == null
                || direct.stream().anyMatch(pattern -> pattern.matcher(target.getHostName())
                        .matches());
        return directly ? new HttpRoute(target, null, secure) : new HttpRoute(target, null, proxy, secure);
    }

    /** Whether the JVM is asked each time, which may answer otherwise the next time. */
    boolean mayChange() {
        return system != null;
    }

    /** The route to an origin. */
    HttpRoute to(Origin origin) {
        try {
            return determineRoute(host(origin), HttpClientContext.create());
        } catch (HttpException e) {
            throw new IllegalStateException("no route to " + origin, e);
        }
    }

    /** The origin as HttpClient writes it. */
    static HttpHost host(Origin origin) {
        return new HttpHost(origin.scheme(), bareName(origin), origin.port());
    }

    /** Host and port as they are sent: the scheme's own port is not (RFC 9110 section 7.2). */
    static URIAuthority authority(Origin origin) {
        return new URIAuthority(bareName(origin), origin.hasDefaultPort() ? -1 : origin.port());
    }

    /** An IPv6 address without its brackets. */
    private static String bareName(Origin origin) {
        String name = origin.host();
        return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    }
}
