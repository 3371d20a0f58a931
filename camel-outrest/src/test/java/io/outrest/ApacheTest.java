package io.outrest;

import static io.outrest.request.FailureKind.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.StartedProgram;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Apache httpd, with its digest authentication and with client certificates that it demands in the handshake. */
@Tag("servers")
class ApacheTest extends WireTest {

    private static final String CONTENT = "{\"from\": \"httpd\"}";
    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");

    private final int port = StartedProgram.freePort();
    private final int securePort = StartedProgram.freePort();
    private String httpd;
    private StartedProgram program;
    private TestIdentity authority;

    @BeforeEach
    void writeFiles() throws IOException {
        httpd = StartedProgram.installed("apache2");
        assumeTrue(Files.isDirectory(MODULES), "the modules of apache2 are not in " + MODULES);
        StartedProgram.readableForAll(folder);
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Files.writeString(documents.resolve("things"), CONTENT);
        authority = TestIdentity.authority(folder, "Outrest tests");
        TestIdentity server = authority.signs("server", "-ext", "san=ip:127.0.0.1");
        write("ca.pem", authority.certificate());
        write("server.pem", server.certificate());
        write("server.key", server.key());
    }

    @AfterEach
    void stopApache() {
        if (program != null) {
            program.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256"})
    void digestIsAnsweredAndReused(String algorithm) throws Exception {
        start(algorithm, 300);
        api(digest("Mufasa", CANARY));

        Exchange challenged = get();
        Exchange next = get();

        assertThat(status(challenged)).isEqualTo(200);
        assertThat(challenged.getMessage().getBody(String.class)).isEqualTo(CONTENT);
        assertThat(challenged.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(next.getMessage().getHeader(OutrestConstants.ATTEMPTS))
                .as("the nonce is known")
                .isEqualTo(1);
    }

    @Test
    void nonceThatIsTooOldIsReplaced() throws Exception {
        start("MD5", 1);
        api(digest("Mufasa", CANARY));
        assertThat(status(get())).isEqualTo(200);

        TimeUnit.MILLISECONDS.sleep(2500);
        Exchange later = get();

        assertThat(status(later)).isEqualTo(200);
        assertThat(later.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
    }

    @Test
    void manyCallsAtOnceAreAllLetIn() throws Exception {
        start("MD5", 300);
        api(digest("Mufasa", CANARY));
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(later("GET"));
        }

        for (CompletableFuture<Exchange> call : calls) {
            assertThat(status(call.get(30, TimeUnit.SECONDS))).isEqualTo(200);
        }
        assertNothingLeased();
    }

    @Test
    void wrongPasswordIsTheAnswer401() throws Exception {
        start("MD5", 300);
        api(digest("Mufasa", "another"));

        Exchange refused = get();

        assertThat(status(refused)).isEqualTo(401);
        assertThat(refused.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(2);
    }

    @Test
    void clientCertificateIsDemandedInTheHandshake() throws Exception {
        start("MD5", 300);
        TestIdentity client = authority.signs("client");
        Connection shown = secure();
        shown.getTls().setClientCertificate(client.certificate());
        shown.getTls().setClientKey(client.key());
        api(shown);
        assertThat(status(get())).isEqualTo(200);

        api(secure());

        assertThat(assertFails(this::get, TLS, 1).getMessage()).contains("the server demands a client certificate");
    }

    private Connection digest(String user, String password) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("digest");
        definition.setUsername(user);
        definition.setPassword(password);
        registry().put("digest", definition);
        Connection connection = to("http://127.0.0.1:" + port);
        connection.setSecurity("digest");
        return connection;
    }

    private Connection secure() {
        Connection connection = to("https://127.0.0.1:" + securePort);
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(authority.certificate());
        connection.setTls(tls);
        return connection;
    }

    private void start(String algorithm, int nonceSeconds) throws Exception {
        write("users", "Mufasa:things:" + hash(algorithm, "Mufasa:things:" + CANARY) + "\n");
        write("httpd.conf", configuration(algorithm, nonceSeconds));
        Process check =
                new ProcessBuilder(command("-t")).redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(
                check.waitFor() == 0 || algorithm.equals("MD5"),
                "this apache2 has no digest authentication with " + algorithm + ": " + said);
        program = StartedProgram.start(folder, port, command("-DFOREGROUND"));
    }

    private List<String> command(String last) {
        return List.of(
                httpd,
                "-d",
                folder.toString(),
                "-f",
                folder.resolve("httpd.conf").toString(),
                last);
    }

    private String configuration(String algorithm, int nonceSeconds) {
        StringBuilder modules = new StringBuilder();
        for (String module :
                List.of("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_digest", "ssl")) {
            modules.append("LoadModule %s_module %s/mod_%s.so\n".formatted(module, MODULES, module));
        }
        return modules
                + """
                %s
                ServerName 127.0.0.1
                DefaultRuntimeDir .
                PidFile httpd.pid
                ErrorLog error.log
                LogFormat "%%>s" status
                CustomLog access.log status
                Listen 127.0.0.1:%d
                Listen 127.0.0.1:%d
                DocumentRoot documents
                <Directory documents>
                  Require all granted
                </Directory>
                <VirtualHost 127.0.0.1:%d>
                  <Location />
                    AuthType Digest
                    AuthName things
                    AuthDigestProvider file
                    AuthUserFile users
                    AuthDigestAlgorithm %s
                    AuthDigestNonceLifetime %d
                    Require valid-user
                  </Location>
                </VirtualHost>
                <VirtualHost 127.0.0.1:%d>
                  SSLEngine on
                  SSLCertificateFile server.pem
                  SSLCertificateKeyFile server.key
                  SSLCACertificateFile ca.pem
                  SSLVerifyClient require
                </VirtualHost>
                """
                        .formatted(
                                StartedProgram.asRoot() ? "User www-data\nGroup www-data" : "",
                                port,
                                securePort,
                                port,
                                algorithm,
                                nonceSeconds,
                                securePort);
    }

    private static String hash(String algorithm, String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
