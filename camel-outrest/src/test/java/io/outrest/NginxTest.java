package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.testing.StartedProgram;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx that demands client certificates. It answers with the name that it was shown. */
@Tag("servers")
class NginxTest extends WireTest {

    @TempDir
    private static Path identities;

    private static TestIdentity authority;
    private static TestIdentity first;
    private static TestIdentity second;

    private final int port = StartedProgram.freePort();
    private String nginx;
    private StartedProgram program;

    @BeforeAll
    static void makeIdentities() {
        StartedProgram.installed("nginx");
        authority = TestIdentity.authority(identities, "Outrest tests");
        first = authority.signs("first");
        second = authority.signs("second");
    }

    @BeforeEach
    void startNginx() throws IOException {
        nginx = StartedProgram.installed("nginx");
        write("clients.pem", authority.certificate());
        write("ca.pem", authority.certificate());
        serverShows(authority);
        clientShows(first);
        configure("$ssl_client_s_dn", "keepalive_timeout 60");
        program = StartedProgram.start(folder, port, command());
    }

    @AfterEach
    void stopNginx() {
        if (program != null) {
            program.close();
        }
    }

    @Test
    void certificateIsShown() {
        api(byFiles());

        assertThat(answer()).isEqualTo("CN=first");
    }

    /** nginx lets the handshake pass and answers then. */
    @Test
    void missingCertificateIsTheServersAnswer() {
        Connection connection = byFiles();
        connection.getTls().setClientCertificate(null);
        connection.getTls().setClientKey((String) null);
        api(connection);

        Exchange exchange = get();

        assertThat(status(exchange)).isEqualTo(400);
        assertThat(exchange.getMessage().getBody(String.class)).contains("No required SSL certificate was sent");
    }

    @Test
    void renewedCertificateIsShownWhileCallsRunAndNoneFails() throws Exception {
        api(byFiles());
        Queue<String> answers = whileCallsRun(4, given -> {
            await().until(() -> given.contains("CN=first"));
            clientShows(second);
            await().until(() -> given.contains("CN=second"));
        });

        assertThat(answers).contains("CN=first", "CN=second").containsOnly("CN=first", "CN=second");
    }

    /** A server that reloads closes its sockets under the calls on them, several at once. */
    @Test
    void serverThatRenewsItsCertificateAndReloadsIsCalledOn() throws Exception {
        api(byFiles());
        Queue<String> answers = whileCallsRun(4, given -> {
            await().until(() -> given.contains("CN=first"));
            serverShows(authority);
            configure("renewed", "keepalive_timeout 60");
            reload();
            await().until(() -> given.contains("renewed"));
        });

        assertThat(answers).contains("renewed").containsOnly("CN=first", "renewed");
    }

    @Test
    void serverThatMovesToAnotherAuthorityIsTrustedOnceItsFileSaysSo() throws IOException {
        TestIdentity other = TestIdentity.authority(identities, "Another");
        api(byFiles());
        assertThat(answer()).isEqualTo("CN=first");

        serverShows(other);
        configure("moved", "keepalive_timeout 0");
        reload();
        await().until(() -> get().getException() != null);
        assertThat(failure(get()).getMessage()).contains("not trusted");
        write("ca.pem", authority.certificate() + other.certificate());

        await().until(() -> get().getException() == null);
        assertThat(answer()).isEqualTo("moved");
    }

    /** Sessions are resumed as long as the identity is the same, which shows that they could be, and not beyond. */
    @Test
    void resumedSessionsDoNotOutliveTheirIdentity() throws IOException {
        configure("$ssl_client_s_dn $ssl_session_reused", "keepalive_timeout 0; ssl_session_cache shared:test:1m");
        reload();
        api(byFiles());
        await().until(() -> answer().equals("CN=first r"));

        clientShows(second);

        await().until(() -> !answer().startsWith("CN=first"));
        assertThat(answer()).startsWith("CN=second");
        await().until(() -> answer().equals("CN=second r"));
    }

    private Queue<String> whileCallsRun(int callers, Step step) throws Exception {
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int i = 0; i < callers; i++) {
                threads.execute(() -> {
                    while (!over.get()) {
                        Exchange exchange = get();
                        answers.add(
                                exchange.getException() == null
                                        ? exchange.getMessage().getBody(String.class)
                                        : stackTrace(exchange.getException()));
                    }
                });
            }
            step.run(answers);
        } finally {
            over.set(true);
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        return answers;
    }

    private interface Step {
        void run(Queue<String> given) throws IOException;
    }

    private String answer() {
        Exchange exchange = get();
        assertThat(status(exchange)).isEqualTo(200);
        return exchange.getMessage().getBody(String.class);
    }

    private Connection byFiles() {
        Connection connection = to("https://127.0.0.1:" + port);
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(folder.resolve("ca.pem").toString());
        tls.setClientCertificate(folder.resolve("client.pem").toString());
        tls.setClientKey(folder.resolve("client.key").toString());
        connection.setTls(tls);
        return connection;
    }

    private void clientShows(TestIdentity client) throws IOException {
        write("client.pem", client.certificate());
        write("client.key", client.key());
    }

    private void serverShows(TestIdentity signer) throws IOException {
        TestIdentity server = signer.signs("server", "-ext", "san=ip:127.0.0.1");
        write("server.pem", server.certificate());
        write("server.key", server.key());
    }

    private void configure(String answer, String more) throws IOException {
        write(
                "nginx.conf",
                """
                %s
                daemon off;
                worker_processes 1;
                pid nginx.pid;
                error_log error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path temporary;
                  proxy_temp_path temporary;
                  fastcgi_temp_path temporary;
                  uwsgi_temp_path temporary;
                  scgi_temp_path temporary;
                  server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate server.pem;
                    ssl_certificate_key server.key;
                    ssl_client_certificate clients.pem;
                    ssl_verify_client on;
                    %s;
                    location / {
                      default_type text/plain;
                      return 200 "%s";
                    }
                  }
                }
                """
                        .formatted(StartedProgram.asRoot() ? "user root;" : "", port, more, answer));
    }

    private void reload() {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of("-s", "reload"));
        StartedProgram.run(folder, command);
    }

    private List<String> command() {
        return List.of(
                nginx,
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString(),
                "-e",
                "error.log");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
