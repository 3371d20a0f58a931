package io.outrest;

import static io.outrest.request.FailureKind.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.testing.RawServer;
import io.outrest.testing.TestIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that a connection must not talk to: the failure is of kind TLS and says what somebody can do about it, there is one
 * connection to the server and no request, and nothing is held afterwards.
 */
class TlsRefusalTest extends WireTest {

    private static final String LOOPBACK = "san=dns:localhost,ip:127.0.0.1";

    @TempDir
    private static Path identities;

    private static TestIdentity authority;
    private static TestIdentity good;
    private static Map<String, TestIdentity> bad;

    @BeforeAll
    static void makeIdentities() {
        authority = TestIdentity.authority(identities, "Outrest tests");
        good = authority.signs("good", "-ext", LOOPBACK);
        TestIdentity intermediate = authority.signs("Intermediate", "-ext", "bc:c");
        bad = Map.of(
                "expired", authority.signs("x", "-ext", LOOPBACK, "-startdate", "-30d", "-validity", "10"),
                "notYetValid", authority.signs("x", "-ext", LOOPBACK, "-startdate", "+10d", "-validity", "10"),
                "anotherHost", authority.signs("x", "-ext", "san=dns:other.example.com,ip:127.0.0.9"),
                "nameAlone", authority.signs("x", "-ext", "san=dns:localhost"),
                "commonNameAlone", authority.signs("localhost"),
                "commonNameAndAddress", authority.signs("localhost", "-ext", "san=ip:127.0.0.1"),
                "selfSigned", TestIdentity.of(identities, "dns:localhost,ip:127.0.0.1"),
                "unknownAuthority",
                        TestIdentity.authority(identities, "Outrest tests").signs("x", "-ext", LOOPBACK),
                "noIntermediate", intermediate.signs("x", "-ext", LOOPBACK).withoutChain());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expired              | 127.0.0.1 | a certificate of the server has expired (NotAfter: ",
                "notYetValid          | 127.0.0.1 | a certificate of the server is not valid yet, or the clock here is wrong (NotBefore: ",
                "anotherHost          | 127.0.0.1 | the server's certificate is not valid for the host (No subject alternative names matching IP address 127.0.0.1",
                "anotherHost          | localhost | the server's certificate is not valid for the host (No subject alternative DNS name matching localhost",
                "nameAlone            | 127.0.0.1 | the server's certificate is not valid for the host",
                "commonNameAlone      | localhost | the server's certificate is not valid for the host",
                "commonNameAlone      | 127.0.0.1 | the server's certificate is not valid for the host",
                "commonNameAndAddress | localhost | the server's certificate is not valid for the host",
                "selfSigned           | 127.0.0.1 | the server's certificate is not trusted: its authority is not among those that are trusted here",
                "unknownAuthority     | 127.0.0.1 | the server's certificate is not trusted",
                "noIntermediate       | 127.0.0.1 | or the server does not send the certificates that lead to it",
            })
    void certificateIsRefused(String certificate, String host, String reason) {
        RawServer raw = secure(identity(certificate));
        api(trusting(raw.url().replace("127.0.0.1", host)));

        assertRefusedOnce(raw, reason);
    }

    @ParameterizedTest
    @CsvSource({"expired", "notYetValid", "selfSigned", "unknownAuthority", "noIntermediate"})
    void chainIsCheckedAlsoWhereHostsAreNotVerified(String certificate) {
        RawServer raw = secure(identity(certificate));
        Connection connection = trusting(raw.url());
        connection.getTls().setVerifyHostname(false);
        api(connection);

        assertRefusedOnce(raw, "certificate");
    }

    @ParameterizedTest
    @CsvSource({"anotherHost", "nameAlone", "commonNameAlone"})
    void hostIsNotLookedAtWhereHostsAreNotVerified(String certificate) {
        RawServer raw = secure(identity(certificate));
        Connection connection = trusting(raw.url());
        connection.getTls().setVerifyHostname(false);
        api(connection);

        assertThat(status(get())).isEqualTo(200);
    }

    @Test
    void authorityOfTheConnectionReplacesTheJvms() {
        RawServer raw = secure(good);
        api(trusting(raw.url()));
        registry().put("JVM", to(raw.url()));

        assertThat(status(get())).isEqualTo(200);
        assertThat(failure(send("outrest:JVM")).getKind()).isEqualTo(TLS);
    }

    /** The server is reached through a proxy, which connects to the same server whatever host it is asked for. */
    @ParameterizedTest
    @CsvSource({
        "*.com,          outrest.com,       false",
        "*.co.uk,        outrest.co.uk,     false",
        "*.outrest.com,  api.outrest.com,   true",
        "*.outrest.co.uk, api.outrest.co.uk, true",
        "*.outrest.com,  outrest.com,       false",
        "*.outrest.com,  a.api.outrest.com, false",
        "api.outrest.com,API.OutRest.com,   true",
    })
    void wildcardStandsForOneNameBelowADomain(String name, String host, boolean accepted) {
        RawServer raw = secure(authority.signs("x", "-ext", "san=dns:" + name));
        RawServer tunnel = raw(conversation -> {
            conversation.readHead();
            conversation.send("HTTP/1.1 200 OK\r\n\r\n");
            conversation.tunnelTo(raw.port());
        });
        ProxySettings proxy = new ProxySettings();
        proxy.setHost("127.0.0.1");
        proxy.setPort(tunnel.port());
        Connection connection = trusting("https://" + host);
        connection.setProxy(proxy);
        api(connection);

        if (accepted) {
            assertThat(status(get())).isEqualTo(200);
        } else {
            assertRefusedOnce(raw, "the server's certificate is not valid for the host");
        }
    }

    @ParameterizedTest
    @CsvSource({",demands", "unknownAuthority,does not accept the client certificate", "expired,does not accept"})
    void serverRefusesTheClient(@Nullable String client, String reason) {
        RawServer raw = alsoStop(RawServer.startTls(good.server(authority), true, RawServer.wellBehaved()));
        Connection connection = trusting(raw.url());
        if (client != null) {
            TestIdentity shown = identity(client);
            connection.getTls().setClientCertificate(shown.chain());
            connection.getTls().setClientKey(shown.key());
        }
        api(connection);

        assertRefusedOnce(raw, reason);
    }

    static Stream<Arguments> handshakes() {
        String serverHello = "160302002a020000260302" + "00".repeat(33) + "002f00";
        return Stream.of(
                Arguments.of("TLS 1.1", serverHello, "the server offers neither TLS 1.3 nor TLS 1.2"),
                Arguments.of(
                        "TLS 1.0",
                        serverHello.replace("0302", "0301"),
                        "the server offers neither TLS 1.3 nor TLS 1.2"),
                Arguments.of(
                        "alert protocol_version", "15030100020246", "the server offers neither TLS 1.3 nor TLS 1.2"),
                Arguments.of("alert handshake_failure", "15030300020228", "no cipher suite in common with this client"),
                Arguments.of("alert insufficient_security", "15030300020247", "no cipher suite in common"),
                Arguments.of("alert unrecognized_name", "15030300020270", "the server does not know the host"),
                Arguments.of("alert internal_error", "15030300020250", "the server ended the handshake"),
                Arguments.of(
                        "cipher NULL-MD5", serverHello.replace("0302", "0303").replace("002f00", "000100"), "cipher"),
                Arguments.of("plain HTTP", hex("HTTP/1.1 400 Bad Request\r\n\r\n"), "does not speak TLS"),
                Arguments.of("another protocol", hex("SSH-2.0-OpenSSH_9.2\r\n"), "does not speak TLS"),
                Arguments.of("nothing", "", "the connection ended while it was made"),
                Arguments.of("half of a record", "1603", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handshakes")
    void handshakeFails(String name, String sent, String reason) {
        RawServer raw = raw(conversation -> {
            conversation.read();
            conversation.send(HexFormat.of().parseHex(sent));
        });
        api(trusting(raw.url().replace("http:", "https:")));

        assertRefusedOnce(raw, reason);
    }

    @Test
    void connectionsOfOneComponentAreEachTheirOwn() {
        RawServer raw = alsoStop(RawServer.startTls(good.server(authority), true, conversation -> {
            conversation.readRequest();
            String name = conversation.clientName();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
        }));
        for (String name : List.of("Ann", "Bob", "Cem")) {
            TestIdentity client = authority.signs(name);
            Connection connection = trusting(raw.url());
            connection.getTls().setClientCertificate(client.certificate());
            connection.getTls().setClientKey(client.key());
            registry().put(name, connection);
        }

        for (String name : List.of("Ann", "Bob", "Ann", "Cem", "Bob")) {
            assertThat(send("outrest:" + name).getMessage().getBody(String.class))
                    .isEqualTo("CN=" + name);
        }
    }

    @Test
    void beanThatAllowsOnlyOldVersionsIsRefused() {
        Connection connection = to("https://127.0.0.1:1");
        connection.setTls(bean(List.of("TLSv1.1", "TLSv1")));
        api(connection);

        assertThatThrownBy(this::get)
                .hasStackTraceContaining("tls.sslContextParameters allows neither TLS 1.3 nor TLS 1.2");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.1;TLSv1.2, TLSv1.2", "TLSv1;TLSv1.3;TLSv1.2, TLSv1.3", "TLSv1.2, TLSv1.2", "TLSv1.3, TLSv1.3"})
    void versionIsOneThatTheBeanAllows(String allowed, String spoken) {
        RawServer raw = alsoStop(RawServer.startTls(good.server(null), false, conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + conversation.tlsVersion());
        }));
        Connection connection = to(raw.url());
        connection.setTls(bean(List.of(allowed.split(";"))));
        api(connection);

        assertThat(get().getMessage().getBody(String.class)).isEqualTo(spoken);
    }

    /** Keeps out: a key store without a trust store that trusts everybody. */
    @Test
    void beanWithoutATrustStoreTrustsTheJvms() {
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(new KeyManagersParameters());
        context.getRegistry().bind("keys", parameters);
        RawServer raw = secure(good);
        Connection connection = to(raw.url());
        TlsSettings tls = new TlsSettings();
        tls.setSslContextParameters("keys");
        connection.setTls(tls);
        api(connection);

        assertRefusedOnce(raw, "the server's certificate is not trusted");
    }

    private TlsSettings bean(List<String> versions) {
        authority.writeTrustStore(folder.resolve("trusted.p12"));
        KeyStoreParameters store = new KeyStoreParameters();
        store.setType("PKCS12");
        store.setResource("file:" + folder.resolve("trusted.p12"));
        store.setPassword(TestIdentity.PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SecureSocketProtocolsParameters protocols = new SecureSocketProtocolsParameters();
        protocols.setSecureSocketProtocol(versions);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        parameters.setSecureSocketProtocols(protocols);
        context.getRegistry().bind("versions", parameters);
        TlsSettings tls = new TlsSettings();
        tls.setSslContextParameters("versions");
        return tls;
    }

    /** Also for a method that may be repeated, as GET may. */
    private void assertRefusedOnce(RawServer raw, String reason) {
        OutrestException failure = assertFails(this::get, TLS, 1);

        assertThat(failure.getMessage()).contains(reason);
        assertThat(raw.requests()).isEmpty();
        assertThat(raw.connections()).isEqualTo(1);
        assertThat(transports().idle()).isZero();
    }

    private static TestIdentity identity(String name) {
        TestIdentity identity = bad.get(name);
        if (identity == null) {
            throw new AssertionError("there is no " + name);
        }
        return identity;
    }

    private RawServer secure(TestIdentity identity) {
        return alsoStop(RawServer.startTls(identity.server(null), false, RawServer.wellBehaved()));
    }

    private static Connection trusting(String url) {
        Connection connection = to(url);
        TlsSettings tls = new TlsSettings();
        tls.setCaCertificates(authority.certificate());
        connection.setTls(tls);
        return connection;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
