package io.outrest.testing.keycloak;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Keycloak of its own process on loopback, with an administrator and nothing else; its log is target/keycloak.log. By
 * {@code https} it asks clients for a certificate, and trusts one of them.
 */
public final class Keycloak implements AutoCloseable {

    public static final String ADMINISTRATOR = "administrator";

    private static final Path LOG = Path.of("target", "keycloak.log");
    private static final Duration LONGEST_START = Duration.ofMinutes(4);

    private final int port = freePort();
    private final int securePort = freePort();
    private final int managementPort = freePort();
    private final String password = UUID.randomUUID().toString();
    private final TestIdentity identity;
    private final TestIdentity client;
    private final Process process;

    private Keycloak(Path home, Path certificates) throws IOException {
        this.identity = TestIdentity.of(certificates, "dns:localhost,ip:127.0.0.1");
        this.client = TestIdentity.of(certificates, "dns:client");
        ProcessBuilder command = new ProcessBuilder(
                        "bash",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--https-port=" + securePort,
                        "--https-certificate-file=" + file(certificates, "own.pem", identity.certificate()),
                        "--https-certificate-key-file=" + file(certificates, "own.key", identity.key()),
                        "--https-client-auth=request",
                        "--truststore-paths=" + file(certificates, "client.pem", client.certificate()),
                        "--http-management-port=" + managementPort,
                        "--http-management-scheme=http",
                        "--health-enabled=true")
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile());
        command.environment()
                .putAll(Map.of(
                        "KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD", password,
                        "JAVA_HOME", System.getProperty("java.home")));
        this.process = command.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /**
     * Starts one and waits until it is ready; the first start of an installation takes minutes. Without an installation the
     * test is skipped.
     */
    public static Keycloak start() throws IOException {
        String home = System.getProperty("keycloak.home");
        assumeTrue(home != null, "Keycloak is there with the profile keycloak only");
        Files.createDirectories(LOG.getParent());
        Keycloak keycloak = new Keycloak(Path.of(home), Files.createTempDirectory(LOG.getParent(), "keycloak"));
        try {
            Awaitility.await("Keycloak is ready, see " + LOG)
                    .atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(500))
                    .failFast("Keycloak has ended, see " + LOG, () -> !keycloak.process.isAlive())
                    .until(keycloak::isReady);
            return keycloak;
        } catch (RuntimeException e) {
            keycloak.close();
            throw e;
        }
    }

    /** It says that it is healthy a moment before it listens to others. */
    private boolean isReady() throws InterruptedException {
        return isThere("http://127.0.0.1:" + managementPort + "/health/ready") && isThere(url() + "/realms/master");
    }

    private static boolean isThere(String url) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path folder, String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name).toAbsolutePath(), content);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String secureUrl() {
        return "https://127.0.0.1:" + securePort;
    }

    /** Who it is by {@code https}. */
    public TestIdentity identity() {
        return identity;
    }

    /** Whose certificate it trusts. */
    public TestIdentity client() {
        return client;
    }

    public String password() {
        return password;
    }

    /** Ends it, and the processes that its script started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
