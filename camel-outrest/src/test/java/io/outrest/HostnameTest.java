package io.outrest;

import static io.outrest.request.FailureKind.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.http.TlsSettings;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.net.IDN;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attacks S20 and S21: certificates whose authority is trusted, and whose names are like the host's, but are not. Others are in
 * {@link TlsRefusalTest}.
 */
class HostnameTest extends WireTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, dns:localhost.example.com",
        "localhost, dns:*.localhost",
        "localhost, uri:https://localhost",
        "localhost, email:localhost@localhost",
        "127.0.0.1, dns:127.0.0.1",
        "127.0.0.1, dns:*.0.0.1",
        "127.0.0.1, ip:127.0.0.11",
    })
    void certificateOfAnotherNameIsRefused(String host, String name) {
        assertRefused(host, TestIdentity.of(folder, name));
    }

    @Test
    void certificateOfANameThatLooksTheSameIsRefused() {
        assertRefused("localhost", TestIdentity.of(folder, "dns:" + IDN.toASCII("l\u043ecalhost")));
    }

    @ParameterizedTest
    @CsvSource({"localhost, dns:localhost", "localhost, 'dns:other,dns:LOCALHOST'", "127.0.0.1, ip:127.0.0.1"})
    void certificateOfTheNameIsAccepted(String host, String names) {
        TestIdentity identity = TestIdentity.of(folder, names);
        api(to(secure(host, identity), trusting(identity)));

        assertThat(status(get())).isEqualTo(200);
    }

    /** Whoever sets a certificate of its own, and no authority, has not said that anybody may answer. */
    @Test
    void ownCertificateAloneTrustsNobodyMore() {
        TestIdentity identity = TestIdentity.of(folder, "dns:localhost");
        TestIdentity client = TestIdentity.of(folder, "dns:client");
        TlsSettings tls = new TlsSettings();
        tls.setClientCertificate(client.certificate());
        tls.setClientKey(client.key());
        api(to(secure("localhost", identity), tls));

        assertFails(this::get, TLS, 1);
    }

    private void assertRefused(String host, TestIdentity identity) {
        RawServer raw = alsoStop(RawServer.startTls(identity.server(null), false, RawServer.wellBehaved()));
        api(to("https://" + host + ":" + raw.port(), trusting(identity)));

        OutrestException failure = assertFails(this::get, TLS, 1);

        assertThat(raw.requests()).as(failure.getMessage()).isEmpty();
    }

    private String secure(String host, TestIdentity identity) {
        RawServer raw = alsoStop(RawServer.startTls(identity.server(null), false, RawServer.wellBehaved()));
        return "https://" + host + ":" + raw.port();
    }
}
