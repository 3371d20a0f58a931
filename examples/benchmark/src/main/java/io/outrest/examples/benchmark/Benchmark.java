package io.outrest.examples.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/**
 * Starts the server and a JVM for each client, lets the clients take turns at each kind of work, and writes what came of it
 * to standard output and {@code target/benchmark.md}. Ends with an error when an answer was wrong.
 */
public final class Benchmark {

    private final Options options;
    private final Processes processes;
    private final Results results = new Results();

    private Benchmark(Options options) {
        this.options = options;
        this.processes = new Processes(options.java());
    }

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = new Benchmark(Options.ofSystem());
        benchmark.run();
        String report = benchmark.report();
        System.out.println(report);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "benchmark.md"), report);
        if (benchmark.hasErrors()) {
            System.exit(1);
        }
    }

    private void run() throws IOException {
        Map<Peer, Processes.Child> clients = new EnumMap<>(Peer.class);
        try (Processes.Child server = processes.server()) {
            String url = "http://127.0.0.1:" + server.line();
            for (Peer peer : options.peers()) {
                if (!peer.isVirtual() || hasVirtualThreads()) {
                    clients.put(peer, processes.client(peer, url));
                }
            }
            if (options.warmedUp()) {
                warmUp(clients);
            }
            for (int round = 0; round < options.rounds(); round++) {
                round(clients);
            }
        } finally {
            clients.values().forEach(Processes.Child::close);
        }
    }

    private boolean hasVirtualThreads() throws IOException {
        return Runtime.Version.parse(processes.version().replaceFirst(" .*", ""))
                        .feature()
                >= 21;
    }

    private void warmUp(Map<Peer, Processes.Child> clients) throws IOException {
        for (Map.Entry<Peer, Processes.Child> client : clients.entrySet()) {
            say("warming up " + client.getKey().key());
            for (Work work : options.works()) {
                client.getValue().run("warm", work, work.calls(options.scale()));
            }
        }
    }

    private void round(Map<Peer, Processes.Child> clients) throws IOException {
        for (Work work : options.works()) {
            say(work.title());
            for (Map.Entry<Peer, Processes.Child> client : clients.entrySet()) {
                results.add(client.getKey(), work, client.getValue().run("run", work, work.calls(options.scale())));
            }
        }
    }

    private static void say(String what) {
        System.err.println(what);
    }

    private boolean hasErrors() {
        return results.peers().stream().anyMatch(peer -> results.errors(peer) > 0);
    }

    private String report() throws IOException {
        String errors = results.peers().stream()
                .filter(peer -> results.errors(peer) > 0)
                .map(peer -> "\nFirst error of `" + peer.key() + "`: " + results.firstError(peer) + "\n")
                .collect(Collectors.joining());
        return String.join("\n", circumstances()) + "\n\n" + new Table(results, options.works()).text() + errors;
    }

    private Iterable<String> circumstances() throws IOException {
        return Stream.of(
                        "- Machine: " + machine(),
                        "- JVM measured: " + processes.version() + ", " + Processes.flags(),
                        "- Versions: Camel " + version(CamelContext.class, "camel-api") + ", HttpClient "
                                + version(HttpClients.class, "httpclient5"),
                        "- Cores: "
                                + (processes.isPinned()
                                        ? "the server has the first one, the clients the second one"
                                        : "shared by server and clients, as there is no taskset or one core: CPU figures are noisier"),
                        "- " + options.rounds() + " rounds, scale " + options.scale()
                                + (options.warmedUp() ? "; " : ", NOT WARMED UP: no figure means anything; ") + works(),
                        "- CPU of the process a call without the JIT compiler; KB (1,000 bytes) allocated a call; medians of"
                                + " the rounds. x: median of the ratios to `" + Peer.REFERENCE.key()
                                + "` in the same round, ± half of their range. threads and heap: the most that were seen.",
                        "- " + peers())
                .toList();
    }

    private String works() {
        return options.works().stream()
                .map(work -> "`" + work.key() + "` is " + work.title() + ", " + work.calls(options.scale()) + " calls")
                .collect(Collectors.joining("; "));
    }

    private String peers() {
        return results.peers().stream()
                .map(peer -> "`" + peer.key() + "`: " + peer.title())
                .collect(Collectors.joining("; "));
    }

    private static String machine() {
        return ManagementFactory.getOperatingSystemMXBean().getName() + " "
                + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, " + processor();
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    /** From the name of the jar that it is in. */
    private static String version(Class<?> type, String artifact) {
        String jar = Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .getFileName()
                .toString();
        return jar.replace(artifact + "-", "").replace(".jar", "");
    }
}
