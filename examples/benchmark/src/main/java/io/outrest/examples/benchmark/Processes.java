package io.outrest.examples.benchmark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts the JVMs: the server's on one core, those of the clients on another one where {@code taskset} can do that. */
final class Processes {

    private static final List<String> CLIENT_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmn128m",
            "-Xmx1g",
            "-XX:ActiveProcessorCount=1",
            "-XX:-UseDynamicNumberOfCompilerThreads");
    private static final List<String> SERVER_FLAGS = List.of("-XX:+UseSerialGC", "-Xmx256m");

    private final String java;
    private final boolean pinned;

    /** @param java the program that runs the clients */
    Processes(String java) {
        this.java = java;
        this.pinned = Runtime.getRuntime().availableProcessors() > 1 && isThere("taskset");
    }

    private static boolean isThere(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator)).anyMatch(folder -> new File(folder, program).canExecute());
    }

    /** Whether server and clients have a core each. */
    boolean isPinned() {
        return pinned;
    }

    /** What the clients' JVMs are started with. */
    static String flags() {
        return String.join(" ", CLIENT_FLAGS);
    }

    /** The server, whose first line is its port. */
    Child server() throws IOException {
        String own = System.getProperty("java.home") + "/bin/java";
        return start(0, own, SERVER_FLAGS, Server.class, List.of());
    }

    Child client(Peer peer, String server) throws IOException {
        return start(1, java, CLIENT_FLAGS, Worker.class, List.of(peer.name(), server));
    }

    /** The version of the JVM that is measured, as it says itself. */
    String version() throws IOException {
        Process process = new ProcessBuilder(java, "-XshowSettings:properties", "-version")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            List<String> all = lines.lines().map(String::strip).toList();
            return value(all, "java.runtime.version") + " (" + value(all, "java.vendor") + ")";
        }
    }

    private static String value(List<String> lines, String property) {
        String start = property + " = ";
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("unknown");
    }

    private Child start(int core, String program, List<String> flags, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (pinned) {
            command.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        command.add(program);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** A JVM that ends when its standard input does. */
    static final class Child implements AutoCloseable {

        private final Process process;
        private final BufferedReader lines;
        private final Writer orders;

        private Child(Process process) {
            this.process = process;
            this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.orders = process.outputWriter(StandardCharsets.UTF_8);
        }

        String line() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("a JVM of the benchmark has ended before its time");
            }
            return line;
        }

        Reading run(String how, Work work, int calls) throws IOException {
            orders.write(how + " " + work.name() + " " + calls + "\n");
            orders.flush();
            String line = line();
            while (!line.startsWith(Worker.MARK)) {
                line = line();
            }
            return Reading.parse(line.substring(Worker.MARK.length()));
        }

        @Override
        public void close() {
            try {
                orders.close();
            } catch (IOException e) {
                // has ended already
            }
            process.destroy();
        }
    }
}
