package io.outrest;

import static io.outrest.request.FailureKind.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.resilience.RetrySettings;
import io.outrest.testing.Fault;
import io.outrest.testing.StartedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real nginx that is reloaded, killed and started again while 200 calls a second run. It notes the calls that it answers. */
@Tag("servers")
class RestartUnderLoadTest extends WireTest {

    private static final int CALLS_PER_SECOND = 200;

    private final int port = StartedProgram.freePort();
    private final Queue<CompletableFuture<Exchange>> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ScheduledExecutorService pace = Executors.newScheduledThreadPool(2);
    private StartedProgram program;

    @BeforeEach
    void startNginx() throws IOException {
        Files.writeString(
                folder.resolve("nginx.conf"),
                """
                %s
                daemon off;
                worker_processes 2;
                pid nginx.pid;
                error_log error.log;
                events {}
                http {
                  log_format calls "$request_method $http_x_call";
                  access_log calls.log calls;
                  client_body_temp_path temporary;
                  proxy_temp_path temporary;
                  fastcgi_temp_path temporary;
                  uwsgi_temp_path temporary;
                  scgi_temp_path temporary;
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      default_type text/plain;
                      return 200 "well";
                    }
                  }
                }
                """
                        .formatted(StartedProgram.asRoot() ? "user root;" : "", port));
        program = start();
    }

    @AfterEach
    void stopNginx() {
        pace.shutdownNow();
        program.close();
    }

    @Test
    @Fault(30)
    void reloadsAreNotSeenByGets() {
        api(to("http://127.0.0.1:" + port));
        keepCalling("GET");

        for (int i = 0; i < 10; i++) {
            awaitCalls(150);
            reload();
        }
        awaitCalls(150);

        assertThat(failures("GET, default settings, nginx reloaded", 10)).isEmpty();
    }

    @Test
    @Fault(30)
    void workersThatAreKilledAreNotSeenByGets() {
        Connection connection = to("http://127.0.0.1:" + port);
        connection.setResilience("standard");
        api(connection);
        keepCalling("GET");

        for (int i = 0; i < 3; i++) {
            awaitCalls(300);
            program.killOneOfItsOwn();
        }
        awaitCalls(300);

        assertThat(failures("GET, resilience: standard, a worker of nginx killed", 3))
                .isEmpty();
    }

    @Test
    @Fault(30)
    void serverThatIsKilledAndStartedAgainLosesNoIdempotentCall() {
        api(patient());
        keepCalling("PUT");

        killAndStartAgain();

        assertThat(failures("PUT, patient retry, nginx killed and started again", 3))
                .isEmpty();
    }

    @Test
    @Fault(30)
    void serverThatIsKilledAndStartedAgainGetsNoPostTwice() throws IOException {
        api(patient());
        keepCalling("POST");

        killAndStartAgain();

        assertThat(failures("POST, patient retry, nginx killed and started again", 3))
                .allSatisfy(failure -> assertThat(failure.getKind()).isEqualTo(TRUNCATED));
        assertThat(Files.readAllLines(folder.resolve("calls.log")))
                .as("calls that nginx has answered")
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    private void killAndStartAgain() {
        for (int i = 0; i < 3; i++) {
            awaitCalls(200);
            program.kill();
            awaitCalls(100);
            program = start();
        }
        awaitCalls(200);
    }

    /** Settings that outlast a server which is away for seconds. */
    private Connection patient() {
        RetrySettings retry = new RetrySettings();
        retry.setAttempts(20);
        retry.setBackoff("500ms");
        retry.setMaxBackoff("2s");
        retry.setBudget(100_000);
        Connection connection = to("http://127.0.0.1:" + port);
        connection.setMaxConnections(1_000);
        connection.setTimeout("60s");
        connection.setRetry(retry);
        return connection;
    }

    private void keepCalling(String method) {
        pace.scheduleAtFixedRate(
                () -> calls.add(template.asyncSend("outrest:API?method=" + method, exchange -> exchange.getMessage()
                        .setHeaders(new HashMap<>(Map.of("q", CANARY, "X-Call", numbers.incrementAndGet()))))),
                0,
                1_000_000 / CALLS_PER_SECOND,
                TimeUnit.MICROSECONDS);
    }

    private void awaitCalls(int more) {
        int until = numbers.get() + more;
        await().atMost(PATIENCE.multipliedBy(4)).until(() -> numbers.get() >= until);
    }

    /** Ends the calling, and prints how it went in one line. */
    private List<OutrestException> failures(String what, int times) {
        pace.shutdown();
        await().until(pace::isTerminated);
        List<Exchange> ended = calls.stream()
                .map(call -> call.orTimeout(90, TimeUnit.SECONDS).join())
                .toList();
        List<OutrestException> failures = ended.stream()
                .filter(exchange -> exchange.getException() != null)
                .map(WireTest::failure)
                .toList();
        assertThat(ended)
                .filteredOn(exchange -> exchange.getException() == null)
                .allMatch(e -> status(e) == 200);
        long repeated = ended.stream()
                .filter(e -> e.getMessage().getHeader(OutrestConstants.ATTEMPTS, 0, Integer.class) > 1)
                .count();
        System.out.printf(
                "%s %d times: %d calls, %d errors, %d tried more than once%n",
                what, times, ended.size(), failures.size(), repeated);
        assertNothingLeased();
        return failures;
    }

    private StartedProgram start() {
        return StartedProgram.start(folder, port, command());
    }

    private void reload() {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of("-s", "reload"));
        StartedProgram.run(folder, command);
    }

    private List<String> command() {
        return List.of(
                StartedProgram.installed("nginx"),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve("nginx.conf").toString(),
                "-e",
                "error.log");
    }
}
