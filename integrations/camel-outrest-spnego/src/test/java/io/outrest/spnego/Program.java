package io.outrest.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of the operating system's packages, with an environment of their own. */
record Program(Path folder, Map<String, String> environment) {

    /** Skips the test unless all of them are there; {@code .ci/install-servers} brings them. */
    static void needs(String... names) {
        List<String> missing = Arrays.stream(names)
                .filter(name -> find(name).findFirst().isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            System.err.println(
                    "Skipped, because these are not installed: " + missing); // a class that is skipped says nothing
        }
        assumeTrue(missing.isEmpty(), "not installed: " + missing);
    }

    private static Stream<Path> find(String name) {
        if (name.startsWith("/")) {
            return Stream.of(Path.of(name)).filter(Files::exists);
        }
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/usr/bin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable);
    }

    /** Runs one to its end; the result is what it printed. */
    String run(String name, String... arguments) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(folder, name, ".txt");
        Process process =
                builder(name, arguments).redirectOutput(printed.toFile()).start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as("%s %s: %s", name, List.of(arguments), text)
                .isTrue();
        return text;
    }

    /** Starts one that goes on; its log is beside it. */
    Process start(String name, String... arguments) throws IOException {
        return builder(name, arguments)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".out").toFile()))
                .start();
    }

    private ProcessBuilder builder(String name, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(find(name).findFirst().orElseThrow().toString()), Arrays.stream(arguments))
                        .toList());
        builder.environment().putAll(environment);
        return builder.directory(folder.toFile()).redirectErrorStream(true);
    }

    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether somebody listens to a port of loopback. */
    static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
