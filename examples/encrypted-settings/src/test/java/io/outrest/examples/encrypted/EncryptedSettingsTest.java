package io.outrest.examples.encrypted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncryptedSettingsTest {

    /** That of the sample; those of real settings stand in no file. */
    private static final String MASTER_PASSWORD = "correct-horse-battery-staple";

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);

    @BeforeEach
    void setMasterPassword() {
        System.setProperty(MasterPassword.PROPERTY, MASTER_PASSWORD);
    }

    @AfterEach
    void forgetMasterPassword() {
        System.clearProperty(MasterPassword.PROPERTY);
    }

    @Test
    void apiSeesTheDecryptedSecretsAndTheReaderDoesNot() throws Exception {
        EncryptedSettings.run(out);

        assertThat(lines())
                .contains(
                        "API saw    GET /billing/customers/12345 with X-API-Key: ********",
                        "API saw    GET /crm/customers/12345 with Authorization: Basic ********",
                        "route got  {name=Ada Lovelace}");
        for (String secret : secrets()) {
            assertThat(output.toString(StandardCharsets.UTF_8)).doesNotContain(secret);
        }
    }

    @Test
    void wrongMasterPasswordMakesTheConnectionsUnusable() {
        System.setProperty(MasterPassword.PROPERTY, "wrong");

        assertThatThrownBy(() -> EncryptedSettings.run(out))
                .hasMessageStartingWith("Billing API: the status 200 was expected")
                .satisfies(failure -> assertThat(stackTrace(failure))
                        .contains("security.billing-key.apiKey has the placeholder {{billing.key}}, which has no value")
                        .doesNotContain("wrong\n", "ENC("));
    }

    @Test
    void withoutAMasterPasswordNothingStarts() {
        System.clearProperty(MasterPassword.PROPERTY);

        assertThatThrownBy(() -> EncryptedSettings.run(out))
                .hasStackTraceContaining("set the environment variable OUTREST_MASTER_PASSWORD");
    }

    @Test
    void secretsAreNowhereInTheClear() throws IOException {
        for (String secret : secrets()) {
            for (String file : List.of("secrets.properties", "outrest.yaml")) {
                assertThat(Path.of(file)).content().doesNotContain(secret);
            }
        }
    }

    /** Salt and initialization vector are random, so that equal secrets do not look equal. */
    @Test
    void equalSecretsAreEncryptedInDifferentWays() throws IOException {
        Encrypt.run(in("same\n"), out);
        Encrypt.run(in("same\n"), out);

        assertThat(lines()).hasSize(2).doesNotHaveDuplicates().allSatisfy(line -> assertThat(line)
                .matches("ENC\\([A-Za-z0-9+/=]+\\)"));
        assertThat(lines()).extracting(EncryptedSettingsTest::decrypted).containsOnly("same");
    }

    private static List<String> secrets() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("secrets.properties"))) {
            properties.load(in);
        }
        assertThat(properties).hasSize(2);
        return properties.values().stream()
                .map(value -> decrypted((String) value))
                .toList();
    }

    private static String decrypted(String value) {
        return MasterPassword.encryptor().decrypt(value.substring("ENC(".length(), value.length() - 1));
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private List<String> lines() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
    }
}
