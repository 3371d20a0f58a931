package io.outrest;

import static io.outrest.request.FailureKind.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.outrest.connection.Connection;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows 33 and 34 of the fault matrix: a certificate that is refused stays refused, however often one is asked to try. */
class TlsRowsTest extends FaultTest {

    private static final String LOOPBACK = "san=dns:localhost,ip:127.0.0.1";

    @TempDir
    private static Path identities;

    private static TestIdentity authority;
    private static Map<String, TestIdentity> servers;

    @BeforeAll
    static void makeIdentities() {
        authority = TestIdentity.authority(identities, "Outrest tests");
        servers = Map.of(
                "good", authority.signs("good", "-ext", LOOPBACK),
                "expired", authority.signs("expired", "-ext", LOOPBACK, "-startdate", "-10d", "-validity", "5"),
                "not valid yet", authority.signs("early", "-ext", LOOPBACK, "-startdate", "+10d"),
                "of another host", authority.signs("other", "-ext", "san=dns:other.example.com"),
                "signed by itself", TestIdentity.of(identities, "dns:localhost,ip:127.0.0.1"),
                "of an unknown authority",
                        TestIdentity.authority(identities, "Somebody").signs("x", "-ext", LOOPBACK));
    }

    @ParameterizedTest
    @CsvSource({
        "expired, has expired",
        "not valid yet, not valid yet",
        "of another host, not valid for the host",
        "signed by itself, not trusted",
        "of an unknown authority, not trusted"
    })
    @Fault(33)
    void certificateThatIsRefusedIsAskedForOnce(String certificate, String reason) {
        RawServer raw = secure(server(certificate));
        api(retrying(raw.url()));

        assertThat(assertFault(raw, this::get, TLS, 1, 0)).hasMessageContaining(reason);

        assertThat(raw.connections()).isEqualTo(1);
        assertThat(transports().idle()).isZero();
        api(retrying(secure(server("good")).url()));
        assertNextCallWorks();
    }

    static Stream<Arguments> oldVersions() {
        String serverHello = "160302002a020000260302" + "00".repeat(33) + "002f00";
        return Stream.of(arguments("TLS 1.1", serverHello), arguments("TLS 1.0", serverHello.replace("0302", "0301")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oldVersions")
    @Fault(33)
    void oldVersionIsRefusedOnceAndNotTriedInClearText(String version, String serverHello) {
        RawServer raw = raw(conversation -> {
            conversation.read();
            conversation.send(HexFormat.of().parseHex(serverHello));
        });
        api(retrying(raw.url().replace("http:", "https:")));

        assertThat(assertFault(raw, this::get, TLS, 1, 0))
                .hasMessageContaining("the server offers neither TLS 1.3 nor TLS 1.2");

        assertThat(raw.connections()).isEqualTo(1);
        assertNextCallWorksElsewhere();
    }

    /** The authority is ours and so is its choice of a digest; the JVM's own authorities may not sign with SHA-1. */
    @Test
    @Fault(33)
    void sha1OfAnAuthorityThatWasNamedIsAccepted() {
        RawServer raw = secure(authority.signs("sha1", "-ext", LOOPBACK, "-sigalg", "SHA1withECDSA"));
        api(retrying(raw.url()));

        assertThat(status(inTime(this::get))).isEqualTo(200);
        assertNextCallWorks();
    }

    @ParameterizedTest
    @CsvSource({", demands", "of an unknown authority, does not accept", "expired, does not accept"})
    @Fault(34)
    void clientThatIsRefusedIsNotTriedAgain(@Nullable String client, String reason) {
        RawServer raw = alsoStop(RawServer.startTls(server("good").server(authority), true, RawServer.wellBehaved()));
        Connection connection = retrying(raw.url());
        if (client != null) {
            connection.getTls().setClientCertificate(server(client).chain());
            connection.getTls().setClientKey(server(client).key());
        }
        api(connection);

        assertThat(assertFault(raw, this::get, TLS, 1, 0)).hasMessageContaining(reason);

        assertThat(raw.connections()).isEqualTo(1);
        connection.getTls().setClientCertificate(server("good").chain());
        connection.getTls().setClientKey(server("good").key());
        api(connection);
        assertNextCallWorks();
    }

    private static TestIdentity server(String name) {
        TestIdentity identity = servers.get(name);
        if (identity == null) {
            throw new AssertionError("there is no " + name);
        }
        return identity;
    }

    private RawServer secure(TestIdentity identity) {
        return alsoStop(RawServer.startTls(identity.server(null), false, RawServer.wellBehaved()));
    }

    private static Connection retrying(String url) {
        Connection connection = to(url, trusting(authority));
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(3);
        retry.setBackoff("1ms");
        connection.setRetry(retry);
        return connection;
    }
}
