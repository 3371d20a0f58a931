package io.outrest.http;

import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.apache.hc.core5.function.Decorator;
import org.apache.hc.core5.reactor.IOSession;
import org.junit.jupiter.api.AfterEach;

/** The base of tests of the HTTP client alone, without the chain of a connection. */
abstract class TransportTest {

    /** Less than the deadline of {@link #request}: nothing else ends a call that hangs. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        executor.shutdownNow();
    }

    static TransportSettings settings(TransportSettings.Tls tls) {
        return new TransportSettings(
                tls, null, TransportSettings.Version.HTTP_1_1, Duration.ofMillis(500), TransportSettings.Addresses.ANY);
    }

    final HttpTransport transport(TransportSettings settings, Decorator<IOSession> sockets) {
        return new HttpTransport(settings, executor, Network.real().with(sockets));
    }

    static Origin origin(String url) {
        return Origin.locate("baseUrl", url).origin();
    }

    static Request request(String method, String url, Body body) {
        return new Request(
                method,
                origin(url),
                "/",
                Headers.none(),
                body,
                null,
                Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ofMinutes(1)));
    }
}
