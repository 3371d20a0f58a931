package io.outrest.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A server program of this machine that a test starts on loopback, with files of a folder of its own, and ends. */
public final class StartedProgram implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    /** Where servers are that are not in everybody's search path. */
    private static final List<String> OTHER_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

    private final Process process;
    private final Path log;

    private StartedProgram(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The path of a program; a test is skipped where it is missing. */
    public static String installed(String program) {
        String path = find(program);
        assumeTrue(path != null, program + " is not installed here; .ci/install-servers installs it on Debian");
        return String.valueOf(path);
    }

    private static @Nullable String find(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(":")), OTHER_FOLDERS.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** A port that nobody listens to now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program that listens to a port, and waits until it does; its output goes to a file of the folder. */
    public static StartedProgram start(Path folder, int port, List<String> command) {
        Path log = folder.resolve("output-" + port + ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            StartedProgram started = new StartedProgram(process, log);
            started.awaitListening(port);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening(int port) {
        try {
            Awaitility.await()
                    .atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !process.isAlive() || isListening(port));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        if (!process.isAlive()) {
            throw new AssertionError("the program has ended: " + output());
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command to its end, which must come soon. */
    public static void run(Path folder, List<String> command) {
        run(folder, command, Duration.ofSeconds(30));
    }

    /** Runs a command to its end; what it has printed. */
    public static String run(Path folder, List<String> command, Duration longest) {
        Path log = folder.resolve("command.log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(command + " failed: " + Files.readString(log));
            }
            return Files.readString(log);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets a program read a folder that runs as another user. */
    public static void readableForAll(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the test itself runs as the user who may do anything. */
    public static boolean asRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Kills one of the processes that it has started, as {@code kill -9} does. */
    public void killOneOfItsOwn() {
        process.descendants().findFirst().orElseThrow().destroyForcibly();
    }

    /** Kills it and the processes that it has started, as {@code kill -9} does, and waits until they are gone. */
    public void kill() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(LONGEST_START).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Ends it, and the processes that it has started. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
