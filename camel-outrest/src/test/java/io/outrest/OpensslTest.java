package io.outrest;

import static io.outrest.request.FailureKind.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.testing.RawServer;
import io.outrest.testing.StartedProgram;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad servers that the JVM cannot play: old versions and weak ciphers. And what {@code openssl s_server} thinks of us. */
@Tag("servers")
class OpensslTest extends WireTest {

    @TempDir
    private static Path identities;

    private static TestIdentity authority;
    private static TestIdentity good;

    private final List<StartedProgram> programs = new ArrayList<>();

    @BeforeAll
    static void makeIdentities() {
        StartedProgram.installed("openssl");
        authority = TestIdentity.authority(identities, "Outrest tests");
        good = authority.signs("good", "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    @AfterEach
    void stopPrograms() {
        programs.forEach(StartedProgram::close);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-tls1_1 -cipher DEFAULT@SECLEVEL=0                    | the server offers neither TLS 1.3 nor TLS 1.2",
                "-tls1 -cipher DEFAULT@SECLEVEL=0                      | the server offers neither TLS 1.3 nor TLS 1.2",
                "-tls1_2 -cipher ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0      | no cipher suite in common",
                "-tls1_2 -cipher AECDH-AES128-SHA:@SECLEVEL=0          | no cipher suite in common",
                "-tls1_2 -Verify 1 -verify_return_error -CAfile ca.pem | client certificate",
                "-tls1_3 -Verify 1 -verify_return_error -CAfile ca.pem | the server demands a client certificate",
            })
    void serverIsRefused(String arguments, String reason) throws IOException {
        RawServer counting = start(good, arguments);
        api(trusting(counting));

        assertThat(assertFails(this::get, TLS, 1).getMessage()).contains(reason);
        assertThat(counting.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-startdate -30d -validity 10 -ext san=ip:127.0.0.1 | a certificate of the server has expired",
                "-startdate +10d -validity 10 -ext san=ip:127.0.0.1 | is not valid yet",
                "-ext san=dns:other.example.com                     | not valid for the host",
            })
    void certificateIsRefused(String arguments, String reason) throws IOException {
        RawServer counting = start(authority.signs("bad", arguments.split(" ")), "");
        api(trusting(counting));

        assertThat(assertFails(this::get, TLS, 1).getMessage()).contains(reason);
        assertThat(counting.connections()).isEqualTo(1);
    }

    @Test
    void selfSignedCertificateIsRefused() throws IOException {
        RawServer counting = start(TestIdentity.of(identities, "ip:127.0.0.1"), "");
        api(trusting(counting));

        assertThat(assertFails(this::get, TLS, 1).getMessage()).contains("the server's certificate is not trusted");
        assertThat(counting.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void goodServerAcceptsTheClientsCertificate(String version) throws IOException {
        RawServer counting = start(good, version + " -Verify 1 -verify_return_error -CAfile ca.pem");
        TestIdentity client = authority.signs("client");
        Connection connection = trusting(counting);
        connection.getTls().setClientCertificate(client.certificate());
        connection.getTls().setClientKey(client.key());
        api(connection);

        assertThat(status(get())).isEqualTo(200);
    }

    /** A server behind a port that counts connections. */
    private RawServer start(TestIdentity identity, String arguments) throws IOException {
        Files.writeString(folder.resolve("ca.pem"), authority.certificate());
        Files.writeString(folder.resolve("server.pem"), identity.certificate());
        Files.writeString(folder.resolve("server.key"), identity.key());
        int port = StartedProgram.freePort();
        List<String> command = new ArrayList<>(List.of(
                StartedProgram.installed("openssl"),
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                "server.pem",
                "-key",
                "server.key",
                "-www"));
        if (!arguments.isEmpty()) {
            command.addAll(List.of(arguments.split(" +")));
        }
        programs.add(StartedProgram.start(folder, port, command));
        return raw(conversation -> conversation.tunnelTo(port));
    }

    private static Connection trusting(RawServer counting) {
        Connection connection = to(counting.url().replace("http:", "https:"));
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(authority.certificate());
        connection.setTls(tls);
        return connection;
    }
}
