package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.security.RequestSigner;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.SettingsOf.Setting;
import io.outrest.testing.CamelOutputs;
import io.outrest.testing.Canary;
import io.outrest.testing.EveryLogger;
import io.outrest.testing.Outputs;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.Reachable;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import io.outrest.testing.TestKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks S18 and S19: a canary stands in every place where a secret can be; calls work and fail; then all that came out
 * anywhere is searched for it. {@link SecretsStaySecretTest} looks at some of it more closely.
 */
@Tag("canary")
class CanaryTest extends OutrestTest {

    /** The connections of the document, each with the definition of its name. */
    private static final List<String> CONNECTIONS = List.of(
            "basic",
            "header-key",
            "query-key",
            "cookie-key",
            "bearer",
            "digest",
            "oauth",
            "oauth-post",
            "oauth-signed",
            "oauth-password",
            "oauth-refresh",
            "oauth-issuer",
            "mutual-tls",
            "signed");

    /** Settings of types that need another artifact, which is not on the class path here. */
    private static final Set<String> OF_PARTS = Set.of("accessKey", "secretKey", "sessionToken");

    private static final TestIdentity IDENTITY = TestIdentity.of(Path.of("target"), "dns:localhost,ip:127.0.0.1");
    private static final TestKey SIGNING = TestKey.rsa(2048);
    private static final TestIdentity CLIENT = TestIdentity.of(Path.of("target"), "dns:client");

    private final Outputs outputs = new Outputs();
    private final EveryLogger logs = EveryLogger.into(outputs);
    private final RestServer tokens = RestServer.start();
    private final RawServer secure = RawServer.startTls(IDENTITY.server(CLIENT), true, RawServer.wellBehaved());

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withJMX(true);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.setDevConsole(true);
        RequestSigner signer = request -> request.withHeader("Authorization", Canary.of("signature"));
        camel.getRegistry().bind("signer", signer);
        return camel;
    }

    @Override
    protected String document() {
        (CLIENT.key() + SIGNING.pem())
                .lines()
                .filter(line -> line.length() > 60)
                .forEach(outputs::searchFor);
        tokens.answers(request -> token());
        return """
                security:
                  basic: {type: basic, username: somebody, password: "CANARY-basic"}
                  header-key: {type: apiKey, in: header, name: X-API-Key, apiKey: "CANARY-header"}
                  query-key: {type: apiKey, in: query, name: code, apiKey: "CANARY-query"}
                  cookie-key: {type: apiKey, in: cookie, name: sid, apiKey: "CANARY-cookie"}
                  bearer: {type: bearer, token: "CANARY-bearer"}
                  digest: {type: digest, username: somebody, password: "CANARY-digest"}
                  oauth:
                    type: oauth2
                    tokenUrl: "TOKENS/token?key=CANARY-url"
                    clientId: me
                    clientSecret: "CANARY-client"
                    parameters: {partner_pin: "CANARY-parameter"}
                    tls: {clientCertificate: "CERTIFICATE", clientKey: "KEY"}
                  oauth-post:
                    type: oauth2
                    tokenUrl: http://id.example/token
                    allowInsecure: true
                    clientId: me
                    clientSecret: "CANARY-post"
                    clientAuthentication: post
                    proxy: {host: 127.0.0.1, port: TOKENPORT, username: u, password: "CANARY-token-proxy"}
                  oauth-signed:
                    type: oauth2
                    tokenUrl: TOKENS/token
                    clientId: me
                    clientAuthentication: private_key_jwt
                    privateKey: "SIGNING"
                  oauth-password:
                    {type: oauth2, grant: password, tokenUrl: TOKENS/token, clientId: me, username: u, password: "CANARY-user"}
                  oauth-refresh:
                    {type: oauth2, grant: refresh_token, tokenUrl: TOKENS/token, clientId: me, refreshToken: "CANARY-refresh"}
                  oauth-issuer: {type: oauth2, issuer: TOKENS, clientId: me, clientSecret: "CANARY-issuer"}
                  signed: {type: custom, bean: signer}
                  mutual-tls: {type: mutualTls, clientCertificate: "CERTIFICATE", clientKey: "KEY", caCertificates: "AUTHORITY"}
                connections:
                  basic: {baseUrl: SERVER, path: "/x{?q}", security: basic}
                  header-key: {baseUrl: SERVER, path: "/x{?q}", security: header-key}
                  query-key: {baseUrl: SERVER, path: "/x{?q}", security: query-key, parameters: {sig: "CANARY-default"}}
                  cookie-key: {baseUrl: SERVER, path: "/x{?q}", security: cookie-key, headers: {X-Fixed: "CANARY-fixed"}}
                  bearer: {baseUrl: SERVER, path: "/x{?q}", security: bearer, followRedirects: same-origin}
                  digest: {baseUrl: SERVER, path: "/x{?q}", security: digest}
                  oauth: {baseUrl: SERVER, path: "/x{?q}", security: oauth}
                  oauth-post: {baseUrl: SERVER, path: "/x{?q}", security: oauth-post}
                  oauth-signed: {baseUrl: SERVER, path: "/x{?q}", security: oauth-signed}
                  oauth-password: {baseUrl: SERVER, path: "/x{?q}", security: oauth-password}
                  oauth-refresh: {baseUrl: SERVER, path: "/x{?q}", security: oauth-refresh}
                  oauth-issuer: {baseUrl: SERVER, path: "/x{?q}", security: oauth-issuer}
                  signed: {baseUrl: SERVER, path: "/x{?q}", security: signed}
                  mutual-tls: {baseUrl: SECURE, path: "/x{?q}", security: mutual-tls}
                  own-tls:
                    baseUrl: SECURE
                    path: "/x{?q}"
                    tls: {clientCertificate: "CERTIFICATE", clientKey: "KEY", caCertificates: "AUTHORITY"}
                  forwarding: {baseUrl: SERVER, path: "/x{?q}", forwardHeaders: [X-Auth-Token, Authorization]}
                  proxied:
                    baseUrl: http://api.example
                    path: "/x{?q}"
                    proxy: {host: 127.0.0.1, port: PORT, username: u, password: "CANARY-proxy"}
                """
                .replace("CANARY-", Canary.of(""))
                .replace("TOKENPORT", "" + tokens.port())
                .replace("TOKENS", tokens.url())
                .replace("SECURE", secure.url())
                .replace("PORT", "" + server.port())
                .replace("\"SIGNING\"", quoted(SIGNING.pem()))
                .replace("\"CERTIFICATE\"", quoted(CLIENT.certificate()))
                .replace("\"KEY\"", quoted(CLIENT.key()))
                .replace("\"AUTHORITY\"", quoted(IDENTITY.certificate()));
    }

    private static String quoted(String pem) {
        return "\"" + pem.replace("\r", "").replace("\n", "\\n") + "\"";
    }

    /** What the token endpoint gives, which is its issuer's configuration too. */
    private Answer token() {
        return Answer.json(
                """
                {"access_token": "%s", "refresh_token": "%s", "expires_in": 3600, "issuer": "%s", "token_endpoint": "%s"}
                """
                        .formatted(Canary.of("access"), Canary.of("newer"), tokens.url(), tokens.url() + "/token"));
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:any").routeId("any").toD("outrest:${header.connection}?method=POST");
                from("direct:logged")
                        .routeId("logged")
                        .to("outrest:basic?method=POST&query.q=${header.q}&throwExceptionOnFailure=true");
            }
        };
    }

    /** Whatever a test has done: nothing of it may have come out. */
    @AfterEach
    void nothingHasComeOut() throws Exception {
        try {
            CamelOutputs.of(context, outputs);
            Reachable.from(component(), outputs);
            context.stop();
            assertThat(outputs.count("log of io.outrest") + outputs.count("log of org.apache.camel"))
                    .as("log lines")
                    .isPositive();
            assertThat(outputs.count("JMX org.apache.camel")).isGreaterThan(100);
            assertThat(outputs.count("JMX") - outputs.count("JMX org.apache.camel"))
                    .isGreaterThan(100);
            assertThat(outputs.count("console")).isGreaterThan(30);
            assertThat(outputs.count("route as XML")).isPositive();
            assertThat(outputs.count("route as YAML")).isPositive();
            assertThat(outputs.count("route as XML (refused)") + outputs.count("route as YAML (refused)"))
                    .isZero();
            assertThat(outputs.count("text of io.outrest.security.SecurityDefinition"))
                    .isPositive();
            assertThat(outputs.withSecrets()).isEmpty();
        } finally {
            logs.close();
            tokens.close();
            secure.close();
        }
    }

    @Test
    void callsThatWork() {
        for (String name : CONNECTIONS) {
            assertThat(status(call(name))).as(name).isEqualTo(200);
        }
        assertThat(status(call("own-tls"))).isEqualTo(200);
        assertThat(status(call("forwarding"))).isEqualTo(200);
        assertThat(status(call("proxied"))).isEqualTo(200);

        Stream.of("header", "cookie", "bearer", "access", "token", "message", "own", "fixed", "body")
                .forEach(place -> assertThat(sent()).contains(Canary.of(place)));
    }

    static Stream<Answer> failures() {
        String page = "{\"error\": \"" + Canary.of("answer") + "\"}";
        return Stream.of(
                Answer.json(page).withStatus(500),
                Answer.of("text/html", "<p>" + page).withStatus(502),
                Answer.json(page.substring(1)),
                Answer.of("text/plain; charset=" + Canary.of("charset"), page),
                Answer.json(page).with("Content-Encoding", "gzip"),
                Answer.json(page)
                        .withStatus(302)
                        .with(
                                "Location",
                                "http://u:" + Canary.of("user").replace("/", "") + "@elsewhere.example/x?key="
                                        + Canary.of("location") + "#" + Canary.of("fragment")),
                Answer.json(page)
                        .withStatus(401)
                        .with("WWW-Authenticate", "Basic realm=\"" + Canary.of("realm") + "\""),
                Answer.json(page)
                        .withStatus(401)
                        .with(
                                "WWW-Authenticate",
                                "Digest realm=\"" + Canary.of("realm") + "\", nonce=\"n\", qop=\"auth\"")
                        .with("Set-Cookie", "sid=" + Canary.of("set-cookie")),
                Answer.json(page).withStatus(407).with("Proxy-Authenticate", "Basic realm=\"r\""));
    }

    @ParameterizedTest(name = "{index}") // Camel logs the name
    @MethodSource("failures")
    void callsThatTheApiAnswersBadly(Answer answer) {
        server.answers(answer);

        CONNECTIONS.forEach(this::call);
        call("forwarding");
        call("proxied");
        Exchange logged = note(template.send("direct:logged", exchange -> fill(exchange, "basic")));

        assertThat(outputs.count("log of org.apache.camel.processor.errorhandler") > 0)
                .as("what Camel says of a failed exchange")
                .isEqualTo(logged.getException() != null);
    }

    /** Some servers say back what was sent, in the most unfitting place. */
    @ParameterizedTest(name = "{index}") // Camel logs the name
    @ValueSource(strings = {"HTTP/1.1 500 ", "HTTP/1.1 200 OK\r\nContent-Length: ", "HTTP/1.1 200 OK\r\n", ""})
    void callsThatAnEchoAnswers(String before) {
        RawServer echo = RawServer.start(conversation -> {
            String head = conversation.readHead();
            conversation.send(before + head.replace("\r\n", "") + "\r\n\r\n");
        });
        try (echo) {
            callElsewhere("basic", echo.url());
            callElsewhere("query-key", echo.url());
        }
    }

    static Stream<Answer> noTokens() {
        String oauthError = "{\"error\": \"" + Canary.of("error") + "\", \"error_description\": \""
                + Canary.of("described") + "\"}";
        return Stream.of(
                Answer.json(oauthError).withStatus(400),
                Answer.json(oauthError)
                        .withStatus(401)
                        .with("WWW-Authenticate", "Basic realm=\"" + Canary.of("r") + "\""),
                Answer.of("text/html", "<p>" + Canary.of("page")),
                Answer.json("{\"access_token\": \"" + Canary.of("access") + "\\r\\n\"}"),
                Answer.json("{\"access_token\": \"" + Canary.of("access") + "\", \"token_type\": \"mac\"}"),
                Answer.json("{\"issuer\": \"" + Canary.of("issuer") + "\"}"),
                Answer.status(302).with("Location", "/" + Canary.of("location")),
                Answer.json("{").with("Content-Encoding", Canary.of("coding")));
    }

    @ParameterizedTest(name = "{index}") // Camel logs the name
    @MethodSource("noTokens")
    void tokensThatCannotBeHad(Answer answer) {
        tokens.answers(answer);

        for (String name :
                List.of("oauth", "oauth-post", "oauth-signed", "oauth-password", "oauth-refresh", "oauth-issuer")) {
            assertThat(failure(call(name)).getKind().name()).isEqualTo("TOKEN");
        }
    }

    @Test
    void tokenThatTheApiRefuses() {
        server.answers(401, "{}");

        assertThat(status(call("oauth"))).isEqualTo(401);
        assertThat(status(call("oauth-refresh"))).isEqualTo(401);
        tokens.close();
        assertThat(status(call("oauth"))).isEqualTo(401);
        registry().removeSecurity("oauth-password");
        assertThat(failure(call("oauth-password")).getKind().name()).isEqualTo("CONFIGURATION");
    }

    @Test
    void nobodyIsThere() {
        server.close();
        tokens.close();
        secure.close();

        CONNECTIONS.forEach(name -> assertThat(failure(call(name))).isNotNull());
        failure(call("proxied"));
        failure(call("own-tls"));
        call("no such connection");
    }

    @Test
    void certificatesThatAreNotTrusted() {
        TestIdentity stranger = TestIdentity.of(folder, "dns:localhost,ip:127.0.0.1");
        try (RawServer other = RawServer.startTls(stranger.server(CLIENT), true, RawServer.wellBehaved())) {
            for (String name : List.of("mutual-tls", "own-tls", "bearer")) {
                assertThat(failure(callElsewhere(name, other.url())).getKind().name())
                        .isEqualTo("TLS");
            }
        }
    }

    @Test
    void messagesThatCannotBeSent() {
        for (String broken :
                List.of("X-Auth-Token", "CamelOutrestParams", "CamelOutrestHeaders", "CamelOutrestTimeout")) {
            note(template.send("outrest:forwarding", exchange -> {
                fill(exchange, "forwarding");
                exchange.getMessage().setHeader(broken, Canary.of("broken") + "\r\n");
            }));
        }
        note(send("outrest:forwarding", Map.of("CamelOutrestParams", Map.of("r", Map.of("a", Canary.of("map"))))));
        note(send("outrest:forwarding", Map.of("CamelOutrestHeaders", Map.of(Canary.of("no name"), "v"))));
        note(send("outrest:forwarding?method=POST", new Unwritable(), Map.of()));
        note(send("outrest:forwarding?method=POST", Map.of("a", new Unwritable()), Map.of()));

        assertThat(sent()).isEmpty();
        assertThat(outputs.count("exception")).isEqualTo(8);
    }

    /** Has a property that says too much about why it cannot be read. */
    public static final class Unwritable {
        public String getValue() {
            return Optional.<String>empty().orElseThrow(() -> new IllegalStateException(Canary.of("value")));
        }

        @Override
        public String toString() {
            return Canary.of("text");
        }
    }

    /** While a call is on its way there is more to be seen: the request, the token, the thread that waits. */
    @Test
    void callsUnderWay() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.answersWhen(release, Answer.json("{}"));
        List<CompletableFuture<Exchange>> calls = List.of("oauth", "query-key", "cookie-key").stream()
                .map(name -> template.asyncSend("direct:any", exchange -> fill(exchange, name)))
                .toList();
        await().until(() -> server.requests().size() == 3);

        CamelOutputs.of(context, outputs);
        Reachable.from(component(), outputs);

        assertThat(outputs.count("text of io.outrest.request.Lifetime")).isPositive();
        release.countDown();
        calls.forEach(call -> assertThat(status(call.join())).isEqualTo(200));
    }

    @ParameterizedTest(name = "{index}") // Camel logs the name
    @ValueSource(
            strings = {
                "security: {basic: {type: basic, username: u, password: \"CANARY",
                "security: {basic: {type: basic, username: u, pasword: CANARY}}",
                "security: {basic: {type: basic, username: u, password: [CANARY]}}",
                "security: {basic: {type: basic, username: u, password: {CANARY: CANARY}}}",
                "security: {basic: {type: basic, password: CANARY}}",
                "security: {basic: {type: bearer, username: u, token: x, password: CANARY}}",
                "security: {key: {type: apiKey, in: header, name: X-K, apiKey: \"CANARY\\r\\n\"}}",
                "security: {key: {type: apiKey, in: cookie, name: k, apiKey: \"CANARY;\"}}",
                "security: {key: {type: bearer, token: \"CANARY\\u0000\"}}",
                "security: {o: {type: oauth2, tokenUrl: \"https://u:CANARY@id\", clientId: c, clientSecret: CANARY}}",
                "security: {o: {type: oauth2, tokenUrl: \"https://id/#CANARY\", clientId: c, clientSecret: CANARY}}",
                "security: {o: {type: oauth2, tokenUrl: \"https://id\", clientId: c, clientSecret: CANARY, parameters: CANARY}}",
                "connections: {c: {baseUrl: \"https://u:CANARY@api\"}}",
                "connections: {c: {baseUrl: \"https://api?key=CANARY\"}}",
                "connections: {c: {baseUrl: \"https://api\", headers: {X-A: \"CANARY\\r\\n\"}}}",
                "connections: {c: {baseUrl: \"https://api\", proxy: {host: h, port: CANARY, password: CANARY}}}",
                "connections: {c: {baseUrl: \"https://api\", proxy: CANARY}}",
                "CANARY",
                "[CANARY]",
                "a: *CANARY",
            })
    void documentsThatAreRefused(String text) {
        write(text.replace("CANARY", Canary.of("document")));

        await().until(() -> outputs.count("log of io.outrest.DocumentWatch") > 0);
        assertThat(status(call("basic"))).as("on the old settings").isEqualTo(200);
    }

    @Test
    void settingsThatAreRefused() {
        for (Class<?> type : List.of(TlsSettings.class, ProxySettings.class)) {
            secretSettings(type).forEach(setting -> {
                Connection connection = new Connection();
                connection.setBaseUrl("https://api.example.com");
                Object block = SettingsOf.type(type).create();
                setting.set(block, Canary.of(setting.name()));
                refused("one", () -> {
                    Connection.SETTINGS
                            .settings()
                            .get(type == TlsSettings.class ? "tls" : "proxy")
                            .set(connection, block);
                    registry().put("one", connection);
                    registry().live("one");
                });
            });
        }
        for (String type :
                List.of("basic", "apiKey", "bearer", "oauth2", "digest", "mutualTls", "custom", "awsV4", "", "Basic")) {
            secretSettings(SecurityDefinition.class)
                    .forEach(setting -> refused(type + " " + setting.name(), () -> {
                        SecurityDefinition definition = new SecurityDefinition();
                        definition.setType(type);
                        setting.set(definition, Canary.of(setting.name()) + "\r\n");
                        registry().put("one", definition);
                    }));
        }
    }

    private static Stream<Setting> secretSettings(Class<?> type) {
        return SettingsOf.type(type).settings().values().stream().filter(setting -> setting.type() == Secret.class);
    }

    private void refused(String what, Runnable attempt) {
        try {
            attempt.run();
        } catch (RuntimeException e) {
            outputs.add("refusal", e);
            return;
        }
        throw new AssertionError(what + " was not refused");
    }

    @Test
    void definitionsThatAreSerialised() throws IOException {
        ObjectMapper json = JsonMapper.builder()
                .findAndAddModules()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        Definitions all = definitions();

        for (var defined : all.security().values()) {
            SecurityDefinition definition = SecurityDefinition.SETTINGS.copy(defined.value());
            definition.setTokenUrl(null); // is not printed either, but it is a URL and not held as a secret
            outputs.add("JSON", json.writeValueAsString(definition));
            outputs.add("Java", javaSerialised(defined.value()));
        }
        for (String name : List.of("proxied", "own-tls")) {
            outputs.add(
                    "JSON", json.writeValueAsString(all.connections().get(name).value()));
        }
        SecurityDefinition full = new SecurityDefinition();
        secretSettings(SecurityDefinition.class).forEach(setting -> setting.set(full, Canary.of(setting.name())));
        outputs.add("JSON", json.writeValueAsString(full));
        outputs.add("JSON", json.writeValueAsString(Secret.of(Canary.of("secret"))));
        outputs.add("Java", javaSerialised(Secret.of(Canary.of("secret"))));
    }

    private static String javaSerialised(Object holder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(holder);
        } catch (IOException e) {
            return String.valueOf(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** So that this test grows with the settings: a new secret one must be planted in the document above. */
    @Test
    void everySecretSettingHasACanary() {
        List<String> planted = Stream.concat(
                        definitions().security().values().stream().map(defined -> (Object) defined.value()),
                        definitions().connections().values().stream().map(defined -> (Object) defined.value()))
                .flatMap(CanaryTest::secretsOf)
                .distinct()
                .toList();

        assertThat(planted)
                .containsAll(Stream.of(SecurityDefinition.class, TlsSettings.class, ProxySettings.class)
                        .flatMap(type -> secretSettings(type)
                                .filter(setting -> !OF_PARTS.contains(setting.name()))
                                .map(setting -> nameOf(type, setting)))
                        .toList());
    }

    private static Stream<String> secretsOf(Object bean) {
        return SettingsOf.type(bean.getClass()).settings().values().stream().flatMap(setting -> {
            Object value = setting.get(bean);
            if (value == null) {
                return Stream.empty();
            }
            return setting.isBlock()
                    ? secretsOf(value)
                    : setting.type() == Secret.class ? Stream.of(nameOf(bean.getClass(), setting)) : Stream.empty();
        });
    }

    private static String nameOf(Class<?> type, Setting setting) {
        return type.getSimpleName() + "." + setting.name();
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    private Definitions definitions() {
        return registry().saidBy(folder.resolve("outrest.yaml").toString());
    }

    /** Calls a connection with a canary in all that a message can say; notes the failure, if there is one. */
    private Exchange call(String connection) {
        return note(template.send("direct:any", exchange -> fill(exchange, connection)));
    }

    private static void fill(Exchange exchange, String connection) {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "connection", connection,
                "q", Canary.of("value"),
                "X-Auth-Token", Canary.of("token"),
                "Authorization", "Bearer " + Canary.of("message"),
                "X-Trace", Canary.of("header"),
                "CamelOutrestHeaders", Map.of("X-Own", Canary.of("own")),
                "CamelOutrestParams", Map.of("p", Canary.of("param"))));
        exchange.getMessage().setHeaders(headers);
        exchange.getMessage().setBody(Map.of("card", Canary.of("body")));
    }

    private Exchange note(Exchange exchange) {
        if (exchange.getException() != null) {
            outputs.add("exception", exchange.getException());
        }
        return exchange;
    }

    /** The same connection, but to another server. */
    private Exchange callElsewhere(String name, String url) {
        Connection connection =
                Connection.SETTINGS.copy(definitions().connections().get(name).value());
        connection.setBaseUrl(url);
        connection.setThrowExceptionOnFailure(true);
        registry().put("elsewhere", connection);
        return call("elsewhere");
    }

    private String sent() {
        StringBuilder all = new StringBuilder();
        for (RecordedRequest request : server.requests()) {
            all.append(request.line()).append(request.headers()).append(request.body());
        }
        return all.toString();
    }
}
