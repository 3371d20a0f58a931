package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that give protection up are said when a connection that uses them is made. */
class InsecureSettingsTest extends OutrestTest {

    @Override
    protected String document() {
        return """
                security:
                  key: {type: apiKey, in: header, name: X-API-Key, apiKey: S3CR3T-canary}
                  token: {type: oauth2, tokenUrl: "http://id.example.com/token", allowInsecure: true, clientId: a, clientSecret: S3CR3T-canary}
                  careless: {type: oauth2, tokenUrl: "https://id.example.com/token", tls: {trustAll: true}, clientId: a, clientSecret: S3CR3T-canary}
                connections:
                  Plain: {baseUrl: "http://api.example.com", allowInsecure: true, security: key}
                  Trusting: {baseUrl: "https://api.example.com", tls: {trustAll: true}}
                  Nameless: {baseUrl: "https://api.example.com", tls: {verifyHostname: false}}
                  Plain Token: {baseUrl: "https://api.example.com", security: token}
                  Careless Token: {baseUrl: "https://api.example.com", security: careless}
                  Safe: {baseUrl: "https://api.example.com", security: key, allowInsecure: true}
                  Here: {baseUrl: SERVER, security: key, allowInsecure: true, tls: {trustAll: true}}
                  Open: {baseUrl: "http://api.example.com", allowInsecure: true}
                """;
    }

    @ParameterizedTest
    @CsvSource({
        "Plain, allowInsecure (insecure:dev)",
        "Trusting, tls.trustAll (insecure:ssl)",
        "Nameless, tls.verifyHostname: false (insecure:ssl)",
        "Plain Token, allowInsecure (insecure:dev) of the security definition 'token'",
        "Careless Token, tls.trustAll (insecure:ssl) of the security definition 'careless'"
    })
    void settingsThatGiveProtectionUpAreSaid(String connection, String settings) {
        try (LogLines log = LogLines.open()) {
            registry().live(connection);

            assertThat(log.of(Level.WARN))
                    .containsExactly("Connection '" + connection + "' is not protected as it could be: " + settings);
        }
    }

    @ParameterizedTest
    @CsvSource({"Safe", "Here", "Open"})
    void settingsThatHaveNoEffectAreNot(String connection) {
        try (LogLines log = LogLines.open()) {
            registry().live(connection);

            assertThat(log.of(Level.WARN)).isEmpty();
        }
    }
}
