package io.outrest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures say that the request did not go out, so that any method may be repeated. */
class UnsentTest extends TransportTest {

    @Test
    void connectionThatIsRefused() throws Exception {
        RawServer raw = RawServer.start(RawServer.wellBehaved());
        raw.close();

        assertThat(failureOf(raw.url(), null)).returns(true, CallFailure::unsent);
    }

    @Test
    void nameWithoutAddress() throws Exception {
        assertThat(failureOf("http://no-such-host.invalid", null)).returns(true, CallFailure::unsent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0003\u0000P\u0002\u0000"})
    void handshakeThatIsCutOff(String beginning) throws Exception {
        try (RawServer raw = RawServer.start(conversation -> {
            conversation.read();
            conversation.send(beginning);
        })) {
            assertThat(failureOf(raw.url().replace("http:", "https:"), null))
                    .returns(FailureKind.TLS, CallFailure::kind)
                    .returns(true, CallFailure::unsent);
        }
    }

    @Test
    void handshakeThatIsReset() throws Exception {
        try (RawServer raw = RawServer.start(conversation -> {
            conversation.read();
            conversation.reset();
        })) {
            assertThat(failureOf(raw.url().replace("http:", "https:"), null)).returns(true, CallFailure::unsent);
        }
    }

    @Test
    void handshakeThatTakesTooLong() throws Exception {
        try (RawServer raw = RawServer.start(RawServer.Conversation::waitForEnd)) {
            assertThat(failureOf(raw.url().replace("http:", "https:"), null))
                    .returns(FailureKind.TIMEOUT, CallFailure::kind)
                    .returns(true, CallFailure::unsent);
        }
    }

    @Test
    void certificateThatIsNotTrustedWillNotBeSoLater(@TempDir Path folder) throws Exception {
        try (RawServer raw = RawServer.startTls(
                TestIdentity.of(folder, "ip:127.0.0.1").server(null), false, RawServer.wellBehaved())) {
            assertThat(failureOf(raw.url(), null))
                    .returns(FailureKind.TLS, CallFailure::kind)
                    .returns(false, CallFailure::unsent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "\u0015\u0003\u0003\u0000\u0002\u0002("})
    void serverThatRefusesTheHandshakeWillDoItAgain(String answer) throws Exception {
        try (RawServer raw = RawServer.start(conversation -> {
            conversation.read();
            conversation.send(answer);
        })) {
            assertThat(failureOf(raw.url().replace("http:", "https:"), null))
                    .returns(FailureKind.TLS, CallFailure::kind)
                    .returns(false, CallFailure::unsent);
        }
    }

    @Test
    void requestThatWasOnItsWayMayHaveArrived() throws Exception {
        try (RawServer raw = RawServer.start(RawServer.Conversation::readRequest)) {
            assertThat(failureOf(raw.url(), null))
                    .returns(FailureKind.TRUNCATED, CallFailure::kind)
                    .returns(false, CallFailure::unsent);
        }
    }

    @Test
    void proxyThatIsNotThere() throws Exception {
        RawServer proxy = RawServer.start(RawServer.wellBehaved());
        proxy.close();

        assertThat(failureOf("http://127.0.0.1:1", proxy))
                .returns(FailureKind.PROXY, CallFailure::kind)
                .returns(true, CallFailure::unsent);
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void proxyThatDoesNotReachTheApi(int status) throws Exception {
        assertThat(refusedTunnel(status)).returns(true, CallFailure::unsent);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407})
    void proxyThatDoesNotLetTheCallPassWillNotLater(int status) throws Exception {
        assertThat(refusedTunnel(status)).returns(false, CallFailure::unsent);
    }

    private CallFailure refusedTunnel(int status) throws Exception {
        try (RawServer proxy =
                RawServer.answering("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
            CallFailure failure = failureOf("https://127.0.0.1:1", proxy);
            assertThat(failure.kind()).isEqualTo(FailureKind.PROXY);
            return failure;
        }
    }

    /** How a POST to that URL fails. */
    private CallFailure failureOf(String url, @Nullable RawServer proxy) throws Exception {
        TransportSettings settings = new TransportSettings(
                TransportSettings.Tls.standard(),
                proxy == null
                        ? null
                        : new TransportSettings.Proxy(false, "127.0.0.1", proxy.port(), null, null, List.of()),
                TransportSettings.Version.AUTO,
                Duration.ofMillis(500),
                TransportSettings.Addresses.ANY);
        try (HttpTransport transport = transport(settings, session -> session)) {
            transport
                    .call(null, 1_000, 1_000)
                    .send(request("POST", url, Body.none()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            throw new AssertionError("the call did not fail");
        } catch (ExecutionException e) {
            return CallFailure.of(e.getCause());
        }
    }
}
