package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 32 of the fault matrix: a host that gets another address while there are sockets to the old one. */
class MovedHostTest {

    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private volatile String address = "127.0.0.1";
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final RawServer old = RawServer.keepingAlive(KEPT);

    @AfterEach
    void close() {
        old.close();
        executor.shutdownNow();
    }

    /** Nobody listens at the new address: the failure shows that it is the new one that is asked. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Fault(32)
    void newAddressIsAskedWhenTheSocketHasLivedLongEnough(boolean longEnough) throws Exception {
        Duration life = longEnough ? Duration.ofMillis(50) : Duration.ofMinutes(5);
        try (HttpTransports transports =
                new HttpTransports(executor, Network.real().with(names()).with(life))) {
            assertThat(status(transports)).isEqualTo(200);
            address = "127.0.0.2";
            TimeUnit.MILLISECONDS.sleep(60);

            assertThat(status(transports)).isEqualTo(longEnough ? -1 : 200);

            address = "127.0.0.1";
            assertThat(status(transports)).isEqualTo(200);
            assertThat(old.connections()).isEqualTo(longEnough ? 2 : 1);
            await().until(() -> transports.leased() == 0);
        }
    }

    private int status(HttpTransports transports) throws Exception {
        TransportSettings settings = new TransportSettings(
                TransportSettings.Tls.standard(),
                null,
                TransportSettings.Version.HTTP_1_1,
                Duration.ofSeconds(5),
                TransportSettings.Addresses.ANY);
        Origin origin = new Origin("http", "api.example", old.port());
        return transports
                .lease(settings, origin)
                .transport()
                .call(null, 1000, 1000)
                .send(new Request(
                        "GET",
                        origin,
                        "/",
                        Headers.none(),
                        Body.none(),
                        null,
                        Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ofSeconds(12))))
                .handle((answer, failure) -> failure == null ? answer.status() : -1)
                .toCompletableFuture()
                .get(12, TimeUnit.SECONDS);
    }

    private DnsResolver names() {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getByName(address)};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
