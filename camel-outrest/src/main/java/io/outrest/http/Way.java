package io.outrest.http;

import io.outrest.request.Origin;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

/**
 * An origin, as HttpClient wants to know it.
 *
 * @param authority as it is sent
 */
record Way(Origin origin, HttpRoute route, HttpHost host, URIAuthority authority) {

    Way(Origin origin, HttpRoute route) {
        this(origin, route, Routes.host(origin), Routes.authority(origin));
    }

    boolean isProxied() {
        return route.getProxyHost() != null;
    }
}
