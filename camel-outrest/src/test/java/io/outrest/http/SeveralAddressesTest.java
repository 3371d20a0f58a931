package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.testing.BlackHole;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host whose name leads to several addresses, of which not all are alive. All of 127.0.0.0/8 is this machine. */
class SeveralAddressesTest {

    private static final Duration DEADLINE = Duration.ofSeconds(12);

    private final Map<String, InetAddress[]> hosts = new ConcurrentHashMap<>();
    private volatile CountDownLatch silent = new CountDownLatch(0);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpTransports transports =
            new HttpTransports(executor, Network.real().with(new DnsResolver() {
                @Override
                public InetAddress[] resolve(String host) throws UnknownHostException {
                    try {
                        silent.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    InetAddress[] addresses = hosts.get(host);
                    if (addresses == null) {
                        throw new UnknownHostException(host);
                    }
                    return addresses;
                }

                @Override
                public String resolveCanonicalHostname(String host) {
                    return host;
                }
            }));
    private final RawServer alive = RawServer.start(RawServer.wellBehaved());

    @AfterEach
    void nothingIsHeld() {
        await().until(() -> transports.leased() == 0);
        transports.close();
        alive.close();
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(3)
    void addressWhereNobodyListensMakesWayForTheNext(String method) {
        leadsTo("127.0.0.2", "127.0.0.3", "127.0.0.1");

        assertThat(send(method, Duration.ofSeconds(10)))
                .succeedsWithin(DEADLINE)
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(alive.requests()).hasSize(1);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @Fault(3)
    void addressThatSwallowsEverythingMakesWayForTheNext(String method) throws Exception {
        leadsTo("127.0.0.2", "127.0.0.1");
        BlackHole hole = BlackHole.open(InetAddress.getByName("127.0.0.2"), alive.port());
        try (hole) {

            assertThat(send(method, Duration.ofMillis(300))).succeedsWithin(DEADLINE);

            assertThat(alive.requests()).hasSize(1);
        }
    }

    @Test
    @Fault(3)
    void addressesThatAreAllDeadAreOneConnectFailure() {
        leadsTo("127.0.0.2", "127.0.0.3");

        assertFails(FailureKind.CONNECT);
        leadsTo("127.0.0.1");
        assertThat(send("GET", Duration.ofSeconds(10))).succeedsWithin(DEADLINE);
    }

    @Test
    @Fault(3)
    void nameThatIsUnknownIsADnsFailureUntilItIsKnown() {
        assertFails(FailureKind.DNS);

        leadsTo("127.0.0.1");
        assertThat(send("GET", Duration.ofSeconds(10))).succeedsWithin(DEADLINE);
    }

    @Test
    @Fault(3)
    void nameServerThatIsSilentHoldsUpNoCaller() {
        leadsTo("127.0.0.1");
        silent = new CountDownLatch(1);

        var caller = CompletableFuture.supplyAsync(() -> send("GET", Duration.ofSeconds(10)), executor);

        assertThat(caller).succeedsWithin(Duration.ofSeconds(5));
        silent.countDown();
        assertThat(caller.join()).succeedsWithin(DEADLINE);
    }

    private void assertFails(FailureKind kind) {
        assertThat(send("GET", Duration.ofSeconds(10)))
                .failsWithin(DEADLINE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        CallFailure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private void leadsTo(String... addresses) {
        hosts.put(
                "api.example",
                Arrays.stream(addresses).map(SeveralAddressesTest::address).toArray(InetAddress[]::new));
    }

    private static InetAddress address(String written) {
        try {
            return InetAddress.getByName(written);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Response> send(String method, Duration connectTimeout) {
        Origin origin = new Origin("http", "api.example", alive.port());
        Body body = method.equals("POST") ? new Body.Bytes(new byte[] {'1'}, "text/plain") : Body.none();
        Lifetime lifetime = Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), DEADLINE);
        return transports
                .lease(
                        new TransportSettings(
                                TransportSettings.Tls.standard(),
                                null,
                                TransportSettings.Version.HTTP_1_1,
                                connectTimeout,
                                TransportSettings.Addresses.ANY),
                        origin)
                .transport()
                .call(null, 1000, 1000)
                .send(new Request(method, origin, "/", Headers.none(), body, null, lifetime))
                .toCompletableFuture();
    }
}
