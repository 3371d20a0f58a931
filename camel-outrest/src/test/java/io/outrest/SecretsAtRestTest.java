package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attack S31: secrets in the clear, in a document that others can read. */
class SecretsAtRestTest extends OutrestTest {

    private static final String CLEAR =
            """
            security:
              key: {type: apiKey, in: header, name: X-Key, apiKey: S3CR3T-canary-key}
              login: {type: basic, username: ada, password: "{{sys:user.name}}"}
              certificate: {type: mutualTls, clientCertificate: client.pem, clientKey: client.key}
            connections:
              A: {baseUrl: SERVER, security: key, proxy: {host: h, port: 1, username: u, password: S3CR3T-canary-proxy}}
            """;

    @Override
    protected String document() {
        return "connections: {A: {baseUrl: SERVER}}";
    }

    @BeforeEach
    void onlyWherePermissionsAreKnown() throws IOException {
        for (Path path = folder.toRealPath(); path != null; path = path.getParent()) {
            assumeTrue(Files.getFileStore(path).supportsFileAttributeView("posix"));
        }
    }

    @Test
    void secretsThatEverybodyCanReadAreNamedOnce() throws IOException {
        try (LogLines log = LogLines.open()) {
            restart("rwxr-xr-x", "rw-r--r--", CLEAR);
            component().reload();

            assertThat(log.of(Level.WARN))
                    .containsExactly("Everybody on this machine can read secrets in "
                            + folder.resolve("outrest.yaml")
                            + "; placeholders or a file mode of 0600 keep them:"
                            + " [security.key.apiKey, connections.A.proxy.password]");
        }
    }

    @ParameterizedTest
    @CsvSource({"rwxr-xr-x, rw-------", "rwxr-xr-x, rw-r-----", "rwx------, rw-r--r--"})
    void secretsThatOthersCannotReachAreNot(String ofFolder, String ofFile) throws IOException {
        try (LogLines log = LogLines.open()) {
            restart(ofFolder, ofFile, CLEAR);

            assertThat(log.of(Level.WARN)).isEmpty();
        }
    }

    @Test
    void placeholdersAreNoSecrets() throws IOException {
        try (LogLines log = LogLines.open()) {
            restart("rwxr-xr-x", "rw-r--r--", CLEAR.replaceAll("S3CR3T[a-z-]+", "'{{sys:user.name}}'"));

            assertThat(log.of(Level.WARN)).isEmpty();
        }
    }

    /** Keeps out: a key's file that is taken for the key. */
    @Test
    void nameOfAKeysFileIsNoSecret() throws IOException {
        try (LogLines log = LogLines.open()) {
            restart(
                    "rwxr-xr-x",
                    "rw-r--r--",
                    """
                    security:
                      oauth:
                        type: oauth2
                        tokenUrl: https://id.example.com/token
                        clientId: c
                        clientAuthentication: private_key_jwt
                        privateKey: certificates/c.key
                    connections:
                      A: {baseUrl: 'https://api.example.com', security: oauth}
                    """);

            assertThat(log.of(Level.WARN)).isEmpty();
        }
    }

    private void restart(String ofFolder, String ofFile, String document) throws IOException {
        component().stop();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(ofFolder));
        Files.setPosixFilePermissions(write(document), PosixFilePermissions.fromString(ofFile));
        component().start();
    }
}
