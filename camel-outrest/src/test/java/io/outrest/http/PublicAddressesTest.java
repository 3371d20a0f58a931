package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.testing.RestServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final RestServer server = RestServer.start();
    private final HttpTransports transports = new HttpTransports(executor);

    @AfterEach
    void close() {
        transports.close();
        server.close();
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::8.8.8.8"
            })
    void isPublic(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void isNotPublic(String address) throws Exception {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void aNameWithAddressesOfBothKindsIsReachedAtItsPublicOnes() throws Exception {
        DnsResolver names = naming(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("8.8.8.8"));

        assertThat(new PublicAddresses(names).resolve("mixed.example.com"))
                .containsExactly(InetAddress.getByName("8.8.8.8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "127.1", "[::ffff:127.0.0.1]", "[::1]"})
    void nothingIsSentToThisMachineWhereOnlyPublicAddressesAreAllowed(String host) {
        assertThatThrownBy(() -> get(host, TransportSettings.Addresses.PUBLIC))
                .isInstanceOfSatisfying(
                        CallFailure.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.REJECTED))
                .hasMessage("the host has no public address, and no other is allowed");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anyAddressIsReachedWhereAnyIsAllowed() throws Exception {
        assertThat(get("127.0.0.1", TransportSettings.Addresses.ANY).status()).isEqualTo(200);
    }

    private Response get(String host, TransportSettings.Addresses addresses) throws Exception {
        TransportSettings settings = new TransportSettings(
                TransportSettings.Tls.standard(),
                null,
                TransportSettings.Version.AUTO,
                Duration.ofSeconds(5),
                addresses);
        Origin origin = new Origin("http", host, server.port());
        try (HttpTransports.Lease lease = transports.lease(settings, origin)) {
            CompletableFuture<Response> answer = lease.transport()
                    .call(null, 1000, 1000)
                    .send(new Request(
                            "GET",
                            origin,
                            "/",
                            Headers.none(),
                            Body.none(),
                            null,
                            Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO)))
                    .toCompletableFuture();
            return answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw CallFailure.of(e.getCause());
        }
    }

    private static DnsResolver naming(InetAddress... addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return addresses;
            }

            @Override
            public String resolveCanonicalHostname(String host) throws UnknownHostException {
                return host;
            }
        };
    }
}
