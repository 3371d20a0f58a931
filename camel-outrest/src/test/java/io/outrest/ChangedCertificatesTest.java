package io.outrest;

import static io.outrest.testing.TestIdentity.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.LogLines;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certificates and keys that change while the application runs, in files. There is no document here, and no other watch that
 * would do. The server keeps its connections open and answers with the name of the certificate that it was shown.
 */
class ChangedCertificatesTest extends WireTest {

    @TempDir
    private static Path identities;

    private static TestIdentity server;
    private static TestIdentity authority;
    private static TestIdentity first;
    private static TestIdentity second;

    private RawServer raw;
    private Path certificate;
    private Path key;

    @BeforeAll
    static void makeIdentities() {
        server = TestIdentity.of(identities, "dns:localhost,ip:127.0.0.1");
        authority = TestIdentity.authority(identities, "Clients");
        first = authority.signs("first");
        second = authority.signs("second");
    }

    @Override
    protected String document() {
        return "";
    }

    @BeforeEach
    void startServer() {
        certificate = folder.resolve("client.pem");
        key = folder.resolve("client.key");
        write(first);
        raw = alsoStop(RawServer.startTls(server.server(authority), true, naming()));
    }

    private static RawServer.Script naming() {
        return conversation -> {
            while (conversation.readRequest()) {
                conversation.send(ok(conversation.clientName()));
            }
        };
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mutualTls", "tls"})
    void renewedCertificateIsShownWithoutARestartAndTheOldSocketIsClosed(String where) {
        api(where.equals("tls") ? by(ownFiles()) : secured(this::setFiles));
        assertThat(shown()).isEqualTo("CN=first");
        assertThat(shown()).isEqualTo("CN=first");
        assertThat(raw.connections()).isEqualTo(1);

        write(second);

        awaitShown("CN=second");
        assertThat(shown()).isEqualTo("CN=second");
        assertThat(raw.connections()).isEqualTo(2);
        assertThat(transports().idle()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(raw.openConnections()).isEqualTo(1));
    }

    @Test
    void callsInFlightEndOnTheOldSocketWhichIsClosedThen() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        api(secured(this::setFiles));
        raw.follow(conversation -> {
            conversation.readRequest();
            arrived.countDown();
            release.await();
            conversation.send(ok(conversation.clientName()));
            conversation.waitForEnd();
        });
        var running = later("GET");
        arrived.await();
        raw.follow(naming());
        registry().put("Other", secured(this::setFiles));

        write(second);
        await().until(() -> "CN=second".equals(body(send("outrest:Other"))));
        awaitShown("CN=second");
        assertThat(running).isNotDone();
        assertThat(transports().leased())
                .as("of the old client, which nobody else uses")
                .isEqualTo(1);
        release.countDown();

        assertThat(body(running.get())).isEqualTo("CN=first");
        await().untilAsserted(() ->
                assertThat(raw.openConnections()).isEqualTo(transports().idle()));
        assertNothingLeased();
    }

    @Test
    void halfOfAPairIsRefusedWithOneLineAndTheOldOneStays() {
        api(secured(this::setFiles));
        assertThat(shown()).isEqualTo("CN=first");
        try (LogLines log = LogLines.open()) {
            write(key, second.key());
            await().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));
            registry().put("Later", secured(this::setFiles));

            assertThat(shown()).isEqualTo("CN=first");
            assertThat(body(send("outrest:Later"))).as("what comes later").isEqualTo("CN=first");
            assertThat(raw.connections()).isEqualTo(1);
            write(certificate, second.certificate());
            awaitShown("CN=second");
            assertThat(log.of(Level.WARN)).singleElement().asString().contains(key.toString(), "clientKey");
            assertThat(log.of(Level.INFO)).singleElement().asString().contains("client.pem", "client.key", "in force");
        }
    }

    @Test
    void renewedAuthoritiesAreTrusted() {
        TlsSettings tls = ownFiles();
        Path authority = folder.resolve("ca.pem");
        write(authority, first.certificate());
        tls.setCaCertificates(authority.toString());
        api(by(tls));
        assertThat(failure(get()).getKind().name()).isEqualTo("TLS");

        write(authority, server.certificate());

        await().until(() -> get().getException() == null);
    }

    @Test
    void otherConnectionsKeepTheirSockets() {
        api(secured(this::setFiles));
        registry().put("Other", by(text(first)));
        assertThat(shown()).isEqualTo("CN=first");
        assertThat(body(send("outrest:Other"))).isEqualTo("CN=first");
        assertThat(raw.connections()).as("equal content shares sockets").isEqualTo(1);

        write(second);
        awaitShown("CN=second");

        assertThat(body(send("outrest:Other"))).isEqualTo("CN=first");
        assertThat(raw.connections()).isEqualTo(2);
    }

    /** Keeps out: a changed definition whose old identity lived on in a pool, or in a TLS session that was resumed. */
    @Test
    void changedDefinitionShowsItsNewIdentityAlsoInAPoolOfOne() {
        define(first);
        Connection connection = countingSockets();
        connection.setSecurity("mtls");
        connection.setMaxConnections(1);
        api(connection);
        assertThat(shown()).isEqualTo("CN=first");

        define(second);

        assertThat(shown()).isEqualTo("CN=second");
        assertThat(raw.connections()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(raw.openConnections()).isEqualTo(1));
    }

    @Test
    void tokenThatMayBeBoundToTheCertificateIsHadAgain() {
        RawServer tokens = alsoStop(RawServer.startTls(server.server(authority), true, conversation -> {
            while (conversation.readRequest()) {
                String token = "{\"access_token\": \"" + conversation.clientName() + "\", \"expires_in\": 3600}";
                conversation.send(ok(token).replace("text/plain", "application/json"));
            }
        }));
        SecurityDefinition oauth = new SecurityDefinition();
        oauth.setType("oauth2");
        oauth.setTokenUrl(tokens.url() + "/token");
        oauth.setClientId("client");
        oauth.setClientSecret(CANARY);
        oauth.setTls(ownFiles());
        registry().put("oauth", oauth);
        Connection connection = by(text(first));
        connection.setSecurity("oauth");
        api(connection);
        assertThat(shown()).isEqualTo("CN=first");
        assertThat(shown()).isEqualTo("CN=first");
        assertThat(raw.requests()).allSatisfy(request -> assertThat(request).contains("Bearer CN=first\r\n"));
        assertThat(tokens.requests()).hasSize(1);

        write(second);
        await().until(() -> {
            shown();
            return tokens.requests().size() == 2;
        });
        shown();

        assertThat(raw.requests().get(raw.requests().size() - 1)).contains("Bearer CN=second\r\n");
        assertThat(tokens.requests()).hasSize(2);
        assertThat(tokens.openConnections()).isEqualTo(1);
    }

    /** Keeps out: with the certificate the refresh token went that had replaced the configured one, and there was no way back. */
    @Test
    void refreshTokenOutlivesTheCertificateThatItWasHadBy() {
        RawServer tokens = alsoStop(RawServer.startTls(server.server(authority), true, conversation -> {
            while (conversation.readRequest()) {
                conversation.send(
                        ok("{\"access_token\": \"t\", \"refresh_token\": \"replaced\", \"expires_in\": 3600}"));
            }
        }));
        SecurityDefinition oauth = new SecurityDefinition();
        oauth.setType("oauth2");
        oauth.setGrant("refresh_token");
        oauth.setRefreshToken("configured");
        oauth.setTokenUrl(tokens.url() + "/token");
        oauth.setClientId("client");
        oauth.setTls(ownFiles());
        registry().put("oauth", oauth);
        Connection connection = by(text(first));
        connection.setSecurity("oauth");
        api(connection);
        shown();

        write(second);
        await().until(() -> {
            shown();
            return tokens.requests().size() == 2;
        });

        assertThat(tokens.requests().get(0)).contains("refresh_token=configured&");
        assertThat(tokens.requests().get(1)).contains("refresh_token=replaced&");
    }

    // --- SSLContextParameters
    // ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"mutualTls", "tls", "global"})
    void keyStoresOfABeanAreReadAgainToo(String where) {
        bindKeyStores("stores");
        switch (where) {
            case "mutualTls" -> api(secured(definition -> definition.setSslContextParameters("stores")));
            case "tls" -> api(by(bean("stores")));
            default -> {
                context.setSSLContextParameters(
                        context.getRegistry().lookupByNameAndType("stores", SSLContextParameters.class));
                component().setUseGlobalSslContextParameters(true);
                api(by(null));
            }
        }
        assertThat(shown()).isEqualTo("CN=first");
        try (LogLines log = LogLines.open()) {
            write(folder.resolve("client.p12"), "half of a key store");
            await().untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));
            assertThat(log.of(Level.WARN).get(0)).contains("client.p12", "sslContextParameters");
            assertThat(shown()).isEqualTo("CN=first");
        }

        second.writeKeyStore(folder.resolve("client.p12"));

        awaitShown("CN=second");
        assertThat(raw.connections()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(raw.openConnections()).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientCertificate", "clientKey", "caCertificates"})
    void beanBesidePemIsRefused(String setting) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("mutualTls");
        definition.setSslContextParameters("stores");
        SecurityDefinition.SETTINGS.settings().get(setting).set(definition, "x");

        assertThatThrownBy(() -> registry().put("mtls", definition))
                .hasMessageContaining(
                        "security definition 'mtls': sslContextParameters cannot stand beside " + setting);
    }

    @Test
    void beanThatIsNotThereIsNamedWithItsDefinition() {
        api(secured(definition -> definition.setSslContextParameters("nowhere")));

        assertThatThrownBy(this::get)
                .hasStackTraceContaining("security definition 'mtls': sslContextParameters names no bean of type"
                        + " SSLContextParameters: 'nowhere'");
    }

    @Test
    void connectionsOwnAuthoritiesContradictABean() {
        bindKeyStores("stores");
        Connection connection = secured(definition -> definition.setSslContextParameters("stores"));
        TlsSettings own = new TlsSettings();
        own.setCaCertificates(server.certificate());
        connection.setTls(own);
        api(connection);

        assertThatThrownBy(this::get)
                .hasStackTraceContaining("tls.caCertificates cannot stand beside the security definition 'mtls', which"
                        + " brings sslContextParameters");
    }

    private void bindKeyStores(String name) {
        first.writeKeyStore(folder.resolve("client.p12"));
        server.writeTrustStore(folder.resolve("trusted.p12"));
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(store("client.p12"));
        keys.setKeyPassword(PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store("trusted.p12"));
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(keys);
        parameters.setTrustManagers(trust);
        context.getRegistry().bind(name, parameters);
    }

    private KeyStoreParameters store(String file) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setCamelContext(context);
        store.setType("PKCS12");
        store.setResource("file:" + folder.resolve(file));
        store.setPassword(PASSWORD);
        return store;
    }

    // ----------------------------------------------------------------------------------------------------

    private String shown() {
        return body(get());
    }

    private static String body(Exchange exchange) {
        assertThat(status(exchange)).isEqualTo(200);
        return exchange.getMessage().getBody(String.class);
    }

    private void awaitShown(String name) {
        await().until(() -> name.equals(shown()));
    }

    private Connection secured(Consumer<SecurityDefinition> settings) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("mutualTls");
        settings.accept(definition);
        registry().put("mtls", definition);
        Connection connection = countingSockets();
        connection.setSecurity("mtls");
        return connection;
    }

    private void setFiles(SecurityDefinition definition) {
        definition.setClientCertificate(certificate.toString());
        definition.setClientKey(key.toString());
        definition.setCaCertificates(server.certificate());
    }

    private void define(TestIdentity identity) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("mutualTls");
        definition.setClientCertificate(identity.certificate());
        definition.setClientKey(identity.key());
        definition.setCaCertificates(server.certificate());
        registry().put("mtls", definition);
    }

    /** Threads that wait have sockets of their own as soon as the protocol is known: here it is from the first call on. */
    private Connection countingSockets() {
        Connection connection = to(raw.url());
        connection.setHttpVersion("1.1");
        return connection;
    }

    private Connection by(@Nullable TlsSettings tls) {
        Connection connection = countingSockets();
        connection.setSecurity(List.of());
        connection.setTls(tls);
        return connection;
    }

    private TlsSettings ownFiles() {
        TlsSettings tls = new TlsSettings();
        tls.setClientCertificate(certificate.toString());
        tls.setClientKey(key.toString());
        tls.setCaCertificates(server.certificate());
        return tls;
    }

    private static TlsSettings text(TestIdentity identity) {
        TlsSettings tls = new TlsSettings();
        tls.setClientCertificate(identity.certificate());
        tls.setClientKey(identity.key());
        tls.setCaCertificates(server.certificate());
        return tls;
    }

    private static TlsSettings bean(String name) {
        TlsSettings tls = new TlsSettings();
        tls.setSslContextParameters(name);
        return tls;
    }

    private void write(TestIdentity identity) {
        write(certificate, identity.certificate());
        write(key, identity.key());
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
