package io.outrest;

import static io.outrest.request.FailureKind.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client certificate that a security definition brings, shown to a server that demands one. */
class MutualTlsTest extends WireTest {

    private TestIdentity identity;
    private TestIdentity client;
    private RawServer raw;

    @BeforeEach
    void startServer() {
        identity = TestIdentity.of(folder, "dns:localhost,ip:127.0.0.1");
        client = TestIdentity.of(folder, "dns:client");
        raw = alsoStop(RawServer.startTls(identity.server(client), true, RawServer.wellBehaved()));
    }

    @Test
    void certificateIsShownAndAuthoritiesAreTrusted() {
        define(definition -> {});
        api(secured(null, "mtls"));

        assertThat(status(get())).isEqualTo(200);
        assertThat(status(call("POST", "text"))).isEqualTo(200);
    }

    @Test
    void certificateKeyAndAuthoritiesMayBeFiles() throws IOException {
        String certificate = file("client.pem", client.certificate());
        String key = file("client.key", client.key());
        String authority = file("ca.pem", identity.certificate());
        define(definition -> {
            definition.setClientCertificate(certificate);
            definition.setClientKey(key);
            definition.setCaCertificates(authority);
        });
        api(secured(null, "mtls"));

        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void connectionsOwnTlsHoldsWhereTheDefinitionSaysNothing() {
        define(definition -> definition.setCaCertificates(null));
        TlsSettings own = new TlsSettings();
        own.setCaCertificates(identity.certificate());
        api(secured(own, "mtls"));

        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void authoritiesOfTheDefinitionReplaceTheConnections() {
        define(definition -> {});
        TlsSettings own = new TlsSettings();
        own.setCaCertificates(client.certificate());
        api(secured(own, "mtls"));

        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void otherConnectionsShowNothing() {
        define(definition -> {});
        TlsSettings trusting = new TlsSettings();
        trusting.setCaCertificates(identity.certificate());
        registry().put("Secured", secured(null, "mtls"));
        assertThat(status(send("outrest:Secured"))).isEqualTo(200);
        api(secured(trusting, "header-key"));

        assertFails(this::get, TLS, 1);
    }

    @Test
    void otherCredentialsAreAppliedToo() {
        define(definition -> {});
        api(secured(null, "mtls, header-key"));

        assertThat(status(get())).isEqualTo(200);
        assertThat(raw.requests().get(0)).containsIgnoringCase("X-API-Key: ");
    }

    @Test
    void changedDefinitionShowsItsNewCertificate() {
        TestIdentity stranger = TestIdentity.of(folder, "dns:stranger");
        define(definition -> {
            definition.setClientCertificate(stranger.certificate());
            definition.setClientKey(stranger.key());
        });
        api(secured(null, "mtls"));
        assertFails(this::get, TLS, 1);

        define(definition -> {});

        assertThat(status(get())).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"clientCertificate", "clientKey", "sslContextParameters"})
    void connectionWithACertificateOfItsOwnIsRefused(String setting) {
        define(definition -> {});
        TlsSettings own = new TlsSettings();
        switch (setting) {
            case "clientCertificate" -> own.setClientCertificate(client.certificate());
            case "clientKey" -> own.setClientKey(CANARY);
            default -> own.setSslContextParameters("bean");
        }
        api(secured(own, "mtls"));

        assertRefused("tls." + setting + " cannot stand beside the security definition 'mtls'");
    }

    @Test
    void twoDefinitionsWithACertificateAreRefused() {
        define(definition -> {});
        registry().put("another", definition());
        api(secured(null, "mtls, another"));

        assertRefused("tls.clientCertificate cannot stand beside the security definition 'another'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientCertificate | no-such-file.pem            | names a file that cannot be read",
                "clientCertificate | -----BEGIN CERTIFICATE----- | must be PEM certificates",
                "clientKey         | no-such-S3CR3T-canary.pem   | names a file that cannot be read",
                "clientKey         | -----BEGIN S3CR3T-canary    | must be the certificate's private key in PEM",
                "caCertificates    | no-such-file.pem            | names a file that cannot be read",
            })
    void settingThatCannotBeReadIsNamedWithItsDefinition(String setting, String value, String problem) {
        define(definition -> SecurityDefinition.SETTINGS.settings().get(setting).set(definition, value));
        api(secured(null, "mtls"));

        assertRefused("security definition 'mtls': " + setting + " " + problem);
    }

    private void assertRefused(String problem) {
        assertThatThrownBy(this::get)
                .hasStackTraceContaining(problem)
                .satisfies(refusal -> assertThat(stackTrace(refusal)).doesNotContain(CANARY));
        assertThat(raw.connections()).isZero();
    }

    private void define(Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = definition();
        changes.accept(definition);
        registry().put("mtls", definition);
    }

    private SecurityDefinition definition() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("mutualTls");
        definition.setClientCertificate(client.certificate());
        definition.setClientKey(client.key());
        definition.setCaCertificates(identity.certificate());
        return definition;
    }

    private Connection secured(@Nullable TlsSettings tls, String security) {
        Connection connection = to(raw.url());
        connection.setSecurity(security);
        connection.setTls(tls);
        return connection;
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
