package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.StartedProgram;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thousand calls at once to a real nginx that takes its time, over HTTP/2 and HTTP/1.1. */
@Tag("servers")
class Http2LoadTest extends WireTest {

    private static final int CALLS = 1_000;

    /** nginx allows 128 streams on a socket; we put 100 on one. */
    private static final int HANDFUL = 16;

    private final int port = StartedProgram.freePort();
    private TestIdentity identity;
    private StartedProgram program;

    @BeforeEach
    void startNginx() throws IOException {
        String nginx = StartedProgram.installed("nginx");
        identity = TestIdentity.authority(folder, "Outrest tests");
        TestIdentity server = identity.signs("server", "-ext", "san=ip:127.0.0.1");
        Files.writeString(folder.resolve("server.pem"), server.certificate());
        Files.writeString(folder.resolve("server.key"), server.key());
        Files.writeString(folder.resolve("nginx.conf"), configuration());
        program = StartedProgram.start(
                folder,
                port,
                List.of(
                        nginx,
                        "-p",
                        folder.toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString(),
                        "-e",
                        "error.log"));
    }

    @AfterEach
    void stopNginx() {
        if (program != null) {
            program.close();
        }
    }

    /** Twice: on new sockets, and on those that are there. */
    @ParameterizedTest
    @CsvSource({"2, 16", "auto, 16", "1.1, 1000"})
    void thousandCallsInFlightNeedAHandfulOfSockets(String version, int sockets) {
        Connection connection = to("https://127.0.0.1:" + port, trusting(identity));
        connection.setHttpVersion(version);
        connection.setMaxConnections(CALLS);
        connection.setTimeout("60s");
        api(connection);
        int threads = Thread.activeCount();

        Set<String> used = socketsOfAThousandCalls();
        used.addAll(socketsOfAThousandCalls());

        assertThat(used).hasSizeLessThanOrEqualTo(sockets == HANDFUL ? HANDFUL : CALLS);
        assertThat(Thread.activeCount() - threads)
                .as("threads, of which none waits for an answer")
                .isLessThan(CALLS / 10);
        assertNothingLeased();
        System.out.printf("http %s: %d calls over %d sockets%n", version, 2 * CALLS, used.size());
    }

    private Set<String> socketsOfAThousandCalls() {
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            String number = Integer.toString(i);
            calls.add(template.asyncSend(
                    "outrest:API?method=GET", exchange -> exchange.getMessage().setHeader("q", number)));
        }
        Set<String> sockets = new TreeSet<>();
        for (int i = 0; i < CALLS; i++) {
            Exchange exchange = calls.get(i).join();
            assertThat(exchange.getException()).isNull();
            String[] words = exchange.getMessage().getBody(String.class).split(" ", -1);
            assertThat(words[0]).isEqualTo("q=" + i);
            sockets.add(words[1]);
        }
        return sockets;
    }

    /** An answer is longer than what may be sent at once, so it takes a second or two. */
    private String configuration() {
        return """
                %s
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile 8192;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path temporary;
                  proxy_temp_path temporary;
                  fastcgi_temp_path temporary;
                  uwsgi_temp_path temporary;
                  scgi_temp_path temporary;
                  keepalive_requests 100000;
                  server {
                    listen 127.0.0.1:%d ssl http2 backlog=4096;
                    ssl_certificate server.pem;
                    ssl_certificate_key server.key;
                    location / {
                      limit_rate 400;
                      default_type text/plain;
                      return 200 "q=$arg_q $connection %s";
                    }
                  }
                }
                """
                .formatted(StartedProgram.asRoot() ? "user root;" : "", port, "x".repeat(900));
    }
}
