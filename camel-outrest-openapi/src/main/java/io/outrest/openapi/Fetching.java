package io.outrest.openapi;

import io.outrest.connection.Connection;
import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.http.TransportSettings;
import io.outrest.imports.ImportRequest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the documents of one import, with the TLS and the proxy that its connections have. The client is made when something
 * is fetched, and closed with this. For one thread.
 */
final class Fetching implements Access.Web, AutoCloseable {

    private final Connection settings;
    private final boolean allowPrivate;
    private @Nullable ExecutorService executor;
    private @Nullable HttpTransports transports;

    Fetching(ImportRequest request) {
        this.settings = request.connection();
        this.allowPrivate = Boolean.TRUE.equals(request.settings().getAllowPrivate());
    }

    @Override
    public Access.Content fetch(Source url, Predicate<Source> allowed, long limit, Deadline deadline) {
        return new HttpWeb(transports(), tls(), ProxySettings.transport(settings.getProxy()), allowPrivate)
                .fetch(url, allowed, limit, deadline);
    }

    /** A bean of the application is not known here: then it is the JVM's trust. */
    private TransportSettings.Tls tls() {
        TlsSettings tls = settings.getTls();
        boolean bean = tls != null && tls.getSslContextParameters() != null;
        return TlsSettings.transport(bean ? null : tls, name -> null);
    }

    private HttpTransports transports() {
        HttpTransports made = transports;
        if (made == null) {
            ExecutorService threads = Executors.newCachedThreadPool();
            executor = threads;
            made = new HttpTransports(threads);
            transports = made;
        }
        return made;
    }

    @Override
    public void close() {
        if (transports != null) {
            transports.close();
        }
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
