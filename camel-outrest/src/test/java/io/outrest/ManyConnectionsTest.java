package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.outrest.config.Document;
import io.outrest.connection.Connection;
import io.outrest.connection.LiveConnection;
import io.outrest.testing.OutrestTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What 100,000 connections cost, each to a host of its own. Prints figures; what it asserts are counts. */
@Tag("scale")
class ManyConnectionsTest extends OutrestTest {

    private static final int MANY = Integer.getInteger("scale.connections", 100_000);

    /** Hosts that let sockets stay open: a process has only so many, and here both ends are its own. */
    private static final int KEPT = 4_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private HttpServer hosts;
    private ExecutorService workers;

    @Override
    protected String document() {
        return "";
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:any").toD("outrest:${header.which}?method=GET");
            }
        };
    }

    /** One server for the whole of 127.0.0.0/8. */
    @BeforeEach
    void startHosts() throws IOException {
        hosts = HttpServer.create(new InetSocketAddress(0), 1_000);
        workers = Executors.newCachedThreadPool();
        hosts.setExecutor(workers);
        hosts.createContext("/", exchange -> {
            byte[] answer = "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (numberOf(exchange) > KEPT) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        hosts.start();
    }

    private static int numberOf(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    }

    @AfterEach
    void stopHosts() {
        hosts.stop(0);
        workers.shutdownNow();
    }

    @Test
    void registeredByCode() {
        fill(0, 5_000); // the JIT compiler's turn
        long empty = heap();
        double cpu = cpuOf(() -> fill(5_000, MANY));
        print("register %,d by code: %.2f s of CPU", MANY - 5_000, cpu);
        print("a definition: %,d bytes", (heap() - empty) / (MANY - 5_000));

        repeat(200_000, this::live);
        print("look-up: %.3f us", 1e6 * cpuOf(() -> repeat(1_000_000, this::live)) / 1_000_000);

        assertThat(registry().names()).hasSize(MANY);
    }

    /** As the component reads a document at start, and again when it has changed. */
    @Test
    void inADocument() {
        load(document(1_000, "")); // the JIT compiler's turn
        byte[] content = document(MANY, "");
        long empty = heap();
        print("document of %,d: %,d bytes", MANY, content.length);
        print("load it: %.2f s of CPU", cpuOf(() -> load(content)));
        print("one of it: %,d bytes", (heap() - empty) / MANY);
        LiveConnection changing = registry().live(name(0));
        LiveConnection other = registry().live(name(1));

        byte[] changed = document(MANY, "/v2");
        print("reload it with one changed: %.2f s of CPU", cpuOf(() -> load(changed)));

        assertThat(registry().names()).hasSize(MANY);
        assertThat(registry().live(name(0))).isNotSameAs(changing);
        assertThat(registry().live(name(1))).isSameAs(other);
    }

    private void load(byte[] content) {
        registry()
                .replace(List.of(
                        Document.read("many.yaml", content, text -> text).definitions()));
    }

    private byte[] document(int many, String pathOfTheFirst) {
        StringBuilder text = new StringBuilder("defaults: {timeout: 20s}\nconnections:\n");
        for (int i = 0; i < many; i++) {
            text.append("  ").append(name(i)).append(":\n    baseUrl: ").append(url(i));
            text.append("\n    path: ").append(i == 0 ? pathOfTheFirst : "").append("/things/{id}{?q}\n");
            text.append("    description: The API of a tenant\n    headers: {X-Tenant: t")
                    .append(i)
                    .append("}\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private LiveConnection live(int i) {
        return registry().live(name(i % 1_000));
    }

    @Test
    void liveConnections() {
        fill(0, MANY);
        repeat(1_000, this::live);
        long before = heap();
        double cpu = cpuOf(() -> repeat(MANY, i -> registry().live(name(i))));
        print("made live: %.1f us of CPU each", 1e6 * cpu / MANY);
        print("a live connection: %,d bytes", (heap() - before) / (MANY - 1_000));

        LiveConnection other = registry().live(name(1));
        registry().put(name(2), to(2_000_000));

        assertThat(registry().live(name(1))).isSameAs(other);
        int changes = 2_000;
        double reload = cpuOf(() -> repeat(changes, i -> registry().put(name(2), to(2_000_000 + i))));
        print("replace one by code: %.1f us of CPU", 1e6 * reload / changes);
        assertThat(registry().live(name(1))).isSameAs(other);
    }

    /** More names than Camel keeps endpoints for. */
    @Test
    void dynamicTargets() throws Exception {
        fill(0, 3_900);
        double few = costOfRounds(0, 900, 10);
        int endpoints = context.getEndpoints().size();
        double many = costOfRounds(900, 3_000, 3);
        print("toD over 900 names: %.0f us of CPU a call", 1e6 * few);
        print("toD over 3,000 names: %.0f us of CPU a call, %.2f times as much", 1e6 * many, many / few);
        print(
                "endpoints: %d after 900 names, %d after 3,000 more",
                endpoints, context.getEndpoints().size());

        int after = context.getEndpoints().size();
        costOfRounds(900, 3_000, 1);
        assertThat(context.getEndpoints().size()).isLessThanOrEqualTo(Math.max(after, 1_100));
        assertThat(component().transports().leased()).isZero();
        int idle = component().transports().idle();
        print("idle sockets after calls of 3,900 hosts: %,d", idle);
        assertThat(idle).isLessThanOrEqualTo(3_900);
    }

    /** Each once: what stays behind is what every connection keeps, and idle sockets for a minute. */
    @Test
    void dynamicTargetsOverAllOfThem() {
        fill(0, MANY);
        call(0);
        long before = heap();
        int threads = Thread.activeCount();
        long start = System.nanoTime();
        long cpu = processCpu();
        int mostIdle = 0;
        for (int i = 0; i < MANY; i++) {
            call(i);
            mostIdle =
                    Math.max(mostIdle, i % 500 == 0 ? component().transports().idle() : 0);
        }
        print(
                "toD over %,d names once: %.0f us of CPU a call, server included; %.0f s",
                MANY, (processCpu() - cpu) / 1e3 / MANY, (System.nanoTime() - start) / 1e9);
        print("idle sockets meanwhile: at most %,d", mostIdle);
        print("endpoints: %,d", context.getEndpoints().size());

        assertThat(context.getEndpoints().size()).isLessThanOrEqualTo(1_100);
        assertThat(component().transports().leased()).isZero();
        assertThat(Thread.activeCount() - threads).isLessThan(50);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> component().transports().idle() == 0);
        print("a connection that was called once: %,d bytes", (heap() - before) / MANY);
    }

    private void call(int i) {
        Exchange exchange =
                template.send("direct:any", sent -> sent.getMessage().setHeader("which", name(i)));
        assertThat(exchange.getException()).isNull();
    }

    private double costOfRounds(int from, int names, int rounds) {
        IntConsumer call = i -> call(from + i % names);
        repeat(names, call);
        repeat(names, call);
        long start = processCpu();
        repeat(names * rounds, call);
        return (processCpu() - start) / 1e9 / (names * rounds);
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void fill(int from, int to) {
        for (int i = from; i < to; i++) {
            registry().put(name(i), to(i));
        }
    }

    private static String name(int i) {
        return "tenant-" + i;
    }

    private String url(int i) {
        return "http://127." + (1 + i / 60_000) + "." + i / 250 % 240 + "." + (1 + i % 250) + ":"
                + hosts.getAddress().getPort();
    }

    private Connection to(int i) {
        Connection connection = new Connection();
        connection.setBaseUrl(url(i % 1_000_000));
        connection.setPath("/things/" + i);
        connection.setTimeout("20s");
        return connection;
    }

    private static void repeat(int times, IntConsumer action) {
        for (int i = 0; i < times; i++) {
            action.accept(i);
        }
    }

    /** Of this thread alone. */
    private static double cpuOf(Runnable work) {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
