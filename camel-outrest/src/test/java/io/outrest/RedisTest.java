package io.outrest;

import static io.outrest.request.FailureKind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.outrest.testing.LimitedCaller;
import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RestServer;
import io.outrest.testing.StartedProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Quotas in a real Redis. */
@Tag("servers")
class RedisTest extends OutrestTest {

    private static final int CALLS = 50;

    private final int port = StartedProgram.freePort();
    private final List<Process> instances = new ArrayList<>();
    private StartedProgram redis;

    @Override
    protected String document() {
        return "";
    }

    @BeforeEach
    void startRedis() {
        redis = StartedProgram.start(
                folder,
                port,
                List.of(
                        StartedProgram.installed("redis-server"),
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        folder.toString()));
    }

    @AfterEach
    void stopAll() {
        instances.forEach(Process::destroyForcibly);
        if (redis != null) {
            redis.close();
        }
    }

    private String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Another instance of the application, whose calls have its name as their path. */
    private Process instance(String name) throws IOException {
        Process instance = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LimitedCaller.class.getName(),
                        url(),
                        server.url() + "/" + name,
                        String.valueOf(CALLS),
                        "1s")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        instances.add(instance);
        return instance;
    }

    /** A window may begin anywhere, so that a span of time touches one window more than it is long, and one for the way. */
    @Test
    void twoProcessesTogetherStayWithinTheQuota() throws Exception {
        Queue<Long> times = new ConcurrentLinkedQueue<>();
        server.answers(request -> {
            times.add(System.nanoTime());
            return RestServer.Answer.status(204);
        });
        Process first = instance("first");
        Process second = instance("second");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.requests().stream()
                                .map(request -> request.target())
                                .distinct()
                                .count()
                        == 2);
        server.forget();
        times.clear();

        await().atMost(Duration.ofSeconds(30)).until(() -> times.size() > 5 * CALLS);
        first.getOutputStream().close();
        second.getOutputStream().close();
        assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();

        List<Long> all = times.stream().sorted().toList();
        TreeMap<Long, Integer> windows = new TreeMap<>();
        all.forEach(time -> windows.merge((time - all.get(0)) / 1_000_000_000L, 1, Integer::sum));
        long span = (all.get(all.size() - 1) - all.get(0)) / 1_000_000_000L;
        long ofFirst = server.requests().stream()
                .filter(request -> request.target().startsWith("/first"))
                .count();
        System.out.println("two processes, " + CALLS + " calls per 1s: " + all.size() + " requests in " + (span + 1)
                + " s, per second " + windows.values() + ", of the first process " + ofFirst);
        assertThat(all).hasSizeLessThanOrEqualTo((int) (CALLS * (span + 2)) + CALLS);
    }

    @Test
    void redisThatEndsAndComesBack() {
        RedisClient client = LimitedCaller.quotas(context, url());
        registry().put("Open", LimitedCaller.connection(server.url(), 1, "1h", "open"));
        registry().put("Closed", LimitedCaller.connection(server.url(), 1, "1h", "closed"));
        try (LogLines log = LogLines.open()) {
            assertHolds("Open");
            assertHolds("Closed");

            redis.close();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> send("outrest:Open").getException() == null);
            assertThat(status(send("outrest:Open"))).isEqualTo(200);
            assertTurnedAway(send("outrest:Closed"), "its store cannot be asked");
            assertThat(log.of(Level.WARN)).hasSize(2);

            startRedis();
            await().atMost(Duration.ofSeconds(60)).until(() -> isLimited("Open") && isLimited("Closed"));
            assertTurnedAway(send("outrest:Open"), "1 calls per PT1H");
            assertThat(log.of(Level.INFO))
                    .filteredOn(line -> line.contains("answers again"))
                    .hasSize(2);
        } finally {
            client.shutdown();
        }
    }

    private boolean isLimited(String connection) {
        Exchange exchange = send("outrest:" + connection);
        return exchange.getException() != null
                && exchange.getException().getMessage().contains("1 calls");
    }

    private void assertHolds(String connection) {
        assertThat(status(send("outrest:" + connection))).isEqualTo(200);
        assertTurnedAway(send("outrest:" + connection), "1 calls per PT1H");
    }

    private static void assertTurnedAway(Exchange exchange, String message) {
        assertThat(failure(exchange).getKind()).isEqualTo(REJECTED);
        assertThat(failure(exchange).getMessage()).contains("rate limit").contains(message);
    }
}
