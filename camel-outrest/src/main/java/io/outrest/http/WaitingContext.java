package io.outrest.http;

import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;

/** What HttpClient is told of an attempt. */
final class WaitingContext {

    private WaitingContext() {}

    /** @param newSocket whether it must not go over a socket that has served before */
    static HttpClientContext of(RequestConfig config, Progress progress, boolean newSocket) {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(config);
        progress.attachTo(context);
        if (newSocket) {
            ObservedConnections.wantNewSocket(context);
        }
        return context;
    }
}
