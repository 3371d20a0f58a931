package io.outrest;

import static io.outrest.request.FailureKind.TIMEOUT;
import static io.outrest.request.FailureKind.TLS;
import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a connection trusts, and whom it says that it is. */
class TlsTest extends WireTest {

    private static final String LOOPBACK = "dns:localhost,ip:127.0.0.1";

    @Test
    void authorityInAFileIsTrusted() throws IOException {
        TestIdentity identity = TestIdentity.of(folder, LOOPBACK);
        RawServer raw = secure(identity, RawServer.wellBehaved());
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(Files.writeString(folder.resolve("ca.pem"), identity.certificate())
                .toString());
        api(to(raw.url(), tls));

        assertThat(status(get())).isEqualTo(200);
        assertThat(raw.requests()).hasSize(1);
    }

    @Test
    void unknownAuthorityIsRefusedOnce() {
        RawServer raw = secure(TestIdentity.of(folder, LOOPBACK), RawServer.wellBehaved());
        api(to(raw.url()));

        assertFails(this::get, TLS, 1);
        assertThat(raw.requests()).isEmpty();
        assertThat(raw.connections()).isEqualTo(1);
    }

    @Test
    void authorityThatIsNamedReplacesTheOthers() {
        RawServer raw = secure(TestIdentity.of(folder, LOOPBACK), RawServer.wellBehaved());
        api(to(raw.url(), trusting(TestIdentity.of(folder, LOOPBACK))));

        assertFails(this::get, TLS, 1);
    }

    @Test
    void certificateOfAnotherHostIsRefusedUnlessHostsAreNotVerified() {
        TestIdentity identity = TestIdentity.of(folder, "dns:other.example.com");
        RawServer raw = secure(identity, RawServer.wellBehaved());
        api(to(raw.url(), trusting(identity)));
        assertFails(this::get, TLS, 1);
        assertThat(raw.requests()).isEmpty();

        TlsSettings tls = trusting(identity);
        tls.setVerifyHostname(false);
        api(to(raw.url(), tls));
        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void chainIsCheckedAlsoWhereHostsAreNotVerified() {
        RawServer raw = secure(TestIdentity.of(folder, LOOPBACK), RawServer.wellBehaved());
        TlsSettings tls = new TlsSettings();
        tls.setVerifyHostname(false);
        api(to(raw.url(), tls));

        assertFails(this::get, TLS, 1);
    }

    @Test
    void trustAllTrustsAll() {
        RawServer raw = secure(TestIdentity.of(folder, "dns:other.example.com"), RawServer.wellBehaved());
        TlsSettings tls = new TlsSettings();
        tls.setTrustAll(true);
        api(to(raw.url(), tls));

        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void clientShowsItsCertificate() {
        TestIdentity identity = TestIdentity.of(folder, LOOPBACK);
        TestIdentity client = TestIdentity.of(folder, "dns:client");
        RawServer raw = alsoStop(RawServer.startTls(identity.server(client), true, RawServer.wellBehaved()));
        TlsSettings tls = trusting(identity);
        tls.setClientCertificate(client.certificate());
        tls.setClientKey(client.key());
        api(to(raw.url(), tls));

        assertThat(status(get())).isEqualTo(200);
        assertThat(status(call("POST", "text"))).isEqualTo(200);
    }

    /** In TLS 1.3 the server minds when the client has sent its request already; it is a TLS failure all the same. */
    @Test
    void missingClientCertificateIsATlsFailure() {
        TestIdentity identity = TestIdentity.of(folder, LOOPBACK);
        RawServer raw = alsoStop(RawServer.startTls(
                identity.server(TestIdentity.of(folder, "dns:client")), true, RawServer.wellBehaved()));
        api(to(raw.url(), trusting(identity)));

        assertFails(this::get, TLS, 1);
        assertThat(raw.requests()).isEmpty();
    }

    @Test
    void serverThatSpeaksNoTlsIsATlsFailure() {
        RawServer raw = raw(conversation -> conversation.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
        api(to(raw.url().replace("http:", "https:")));

        assertFails(this::get, TLS, 1);
    }

    @Test
    void serverThatHangsUpInTheHandshakeIsATlsFailure() {
        RawServer raw = raw(conversation -> {});
        api(to(raw.url().replace("http:", "https:")));

        assertFails(this::get, TLS, 1);
    }

    @Test
    void silenceInTheHandshakeEndsWithTheConnectTimeoutOrTheDeadline() {
        RawServer raw = raw(RawServer.Conversation::waitForEnd);
        Connection connection = to(raw.url().replace("http:", "https:"));
        connection.setConnectTimeout("300ms");
        api(connection);
        assertFails(this::get, TIMEOUT, 1);

        connection.setConnectTimeout("0");
        connection.setTimeout("300ms");
        api(connection);
        assertFails(this::get, TIMEOUT, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nX: y",
                "HTTP/1.1 200 OK\r\nX: y\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"
            })
    void endBeforeTheEndIsTruncatedOverTlsToo(String sent) {
        TestIdentity identity = TestIdentity.of(folder, LOOPBACK);
        RawServer raw = secure(identity, conversation -> {
            conversation.readRequest();
            conversation.send(sent);
        });
        api(to(raw.url(), trusting(identity)));

        assertFails(this::get, TRUNCATED, 1);
        assertNextCallWorks(raw);
    }

    private RawServer secure(TestIdentity identity, RawServer.Script script) {
        return alsoStop(RawServer.startTls(identity.server(null), false, script));
    }

    /** Keeps out: the registry held the caller's own nested settings, so that a change of them was none. */
    @Test
    void changeOfNestedSettingsTakesEffectWhenItIsPutAgain() {
        RawServer raw = secure(TestIdentity.of(folder, LOOPBACK), RawServer.wellBehaved());
        TlsSettings tls = new TlsSettings();
        Connection connection = to(raw.url(), tls);
        api(connection);
        assertFails(this::get, TLS, 1);

        tls.setTrustAll(true);
        assertFails(this::get, TLS, 1);
        api(connection);

        assertThat(status(get())).isEqualTo(200);
    }
}
