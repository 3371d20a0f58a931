package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.outrest.connection.Connection;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.http.TransportSettings;
import io.outrest.request.Body;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Payload;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.Secret;
import io.outrest.testing.RestServer;
import io.outrest.testing.TestIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attacks S18 and S19: a canary in every secret there can be, and all outputs searched for it. */
class SecretsStaySecretTest extends WireTest {

    private static final List<String> DEFINITIONS = List.of(
            "basic",
            "header-key",
            "query-key",
            "cookie-key",
            "bearer",
            "oauth",
            "oauth-post",
            "oauth-password",
            "oauth-refresh",
            "oauth-issuer",
            "mutual-tls",
            "digest");

    private final Recorder recorder = new Recorder();
    private final RestServer tokens = RestServer.start();
    private String keyText = "";

    /** Keeps all that Outrest and Camel log. */
    private static final class Recorder extends AbstractAppender {

        private final Collection<String> lines = new ConcurrentLinkedQueue<>();

        Recorder() {
            super("recorder", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringWriter text = new StringWriter();
            text.append(event.getLoggerName() + " " + event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(new PrintWriter(text));
            }
            lines.add(text.toString());
        }
    }

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        super.configureTest(configuration);
        configuration.withJMX(true);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        record("io.outrest", Level.TRACE);
        record("org.apache.camel", Level.TRACE);
        return super.createCamelContext();
    }

    private void record(String logger, Level level) {
        LoggerContext logging = (LoggerContext) LogManager.getContext(false);
        recorder.start();
        LoggerConfig config = new LoggerConfig(logger, level, false);
        config.addAppender(recorder, level, null);
        logging.getConfiguration().removeLogger(logger);
        logging.getConfiguration().addLogger(logger, config);
        logging.updateLoggers();
    }

    @AfterEach
    void stopRecording() {
        LoggerContext logging = (LoggerContext) LogManager.getContext(false);
        Configuration configuration = logging.getConfiguration();
        configuration.removeLogger("io.outrest");
        configuration.removeLogger("org.apache.camel");
        logging.updateLoggers();
        tokens.close();
    }

    @Override
    protected String document() {
        TestIdentity client = TestIdentity.of(folder, "dns:client");
        keyText = client.key();
        return """
                security:
                  basic: {type: basic, username: somebody, password: S3CR3T-canary-basic}
                  header-key: {type: apiKey, in: header, name: X-API-Key, apiKey: S3CR3T-canary-header}
                  query-key: {type: apiKey, in: query, name: api_key, apiKey: S3CR3T-canary-query}
                  cookie-key: {type: apiKey, in: cookie, name: session, apiKey: S3CR3T-canary-cookie}
                  bearer: {type: bearer, token: S3CR3T-canary-bearer}
                  oauth: {type: oauth2, tokenUrl: TOKENS/token, clientId: me, clientSecret: S3CR3T-canary-oauth}
                  oauth-post:
                    type: oauth2
                    tokenUrl: TOKENS/token?x=S3CR3T-canary-token-query
                    clientId: me
                    clientSecret: S3CR3T-canary-oauth-post
                    clientAuthentication: post
                    proxy: {host: 127.0.0.1, port: 9, username: u, password: S3CR3T-canary-token-proxy}
                  oauth-password:
                    type: oauth2
                    grant: password
                    tokenUrl: TOKENS/token
                    clientId: me
                    username: somebody
                    password: S3CR3T-canary-password
                  oauth-refresh:
                    type: oauth2
                    grant: refresh_token
                    tokenUrl: TOKENS/token
                    clientId: me
                    refreshToken: S3CR3T-canary-refresh
                  oauth-issuer: {type: oauth2, issuer: TOKENS, clientId: me, clientSecret: S3CR3T-canary-issuer}
                  digest: {type: digest, username: somebody, password: S3CR3T-canary-digest}
                  mutual-tls:
                    type: mutualTls
                    clientCertificate: |
                      OWN-CERT
                    clientKey: |
                      OWN-KEY
                connections:
                  basic: {baseUrl: SERVER, path: "/x{?q}", security: basic}
                  header-key: {baseUrl: SERVER, path: "/x{?q}", security: header-key}
                  query-key: {baseUrl: SERVER, path: "/x{?q}", security: query-key}
                  cookie-key: {baseUrl: SERVER, path: "/x{?q}", security: cookie-key}
                  bearer: {baseUrl: SERVER, path: "/x{?q}", security: bearer}
                  oauth: {baseUrl: SERVER, path: "/x{?q}", security: oauth}
                  oauth-post: {baseUrl: SERVER, path: "/x{?q}", security: oauth-post}
                  oauth-password: {baseUrl: SERVER, path: "/x{?q}", security: oauth-password}
                  oauth-refresh: {baseUrl: SERVER, path: "/x{?q}", security: oauth-refresh}
                  oauth-issuer: {baseUrl: SERVER, path: "/x{?q}", security: oauth-issuer}
                  digest: {baseUrl: SERVER, path: "/x{?q}", security: digest}
                  mutual-tls: {baseUrl: SERVER, path: "/x{?q}", security: mutual-tls}
                  proxied:
                    baseUrl: https://api.example.com
                    path: "/x{?q}"
                    security: bearer
                    proxy: {host: 127.0.0.1, port: PORT, username: u, password: S3CR3T-canary-proxy}
                  mutual:
                    baseUrl: SERVER
                    path: "/x{?q}"
                    tls:
                      clientCertificate: |
                        CERT
                      clientKey: |
                        KEY
                """
                .replace("TOKENS", tokens.url())
                .replace("PORT", "" + server.port())
                .replace("OWN-CERT\n", client.certificate().indent(6).stripLeading())
                .replace("OWN-KEY\n", keyText.indent(6).stripLeading())
                .replace("CERT\n", client.certificate().indent(8).stripLeading())
                .replace("KEY\n", keyText.indent(8).stripLeading());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                DEFINITIONS.forEach(
                        name -> from("direct:" + name).routeId(name).to("outrest:" + name + "?query.q=${header.q}"));
            }
        };
    }

    @BeforeEach
    void answerTokens() {
        tokens.answers(
                200,
                """
                {"access_token": "S3CR3T-canary-access", "refresh_token": "S3CR3T-canary-newer", "expires_in": 3600,
                 "issuer": "TOKENS", "token_endpoint": "TOKENS/token?x=S3CR3T-canary-endpoint"}
                """
                        .replace("TOKENS", tokens.url()));
    }

    @Test
    void nothingIsPrintedByCallsThatWork() {
        callAll();

        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(DEFINITIONS.size() - 1);
        assertNothingShown(recorder.lines);
        assertThat(recorder.lines).as("the recorder hears something").isNotEmpty();
    }

    @Test
    void nothingIsPrintedByCallsThatFail() {
        List<String> seen = new ArrayList<>();
        server.answers(RestServer.Answer.of("application/json", "{no json"));
        callAll().forEach(exchange -> seen.addAll(shownBy(exchange)));
        server.answers(request -> RestServer.Answer.json("{}")
                .with("Location", "/x?api_key=S3CR3T-canary-location")
                .withStatus(302));
        for (String name : DEFINITIONS) {
            seen.addAll(shownBy(call("outrest:" + name + "?throwExceptionOnFailure=true", null, Map.of("q", CANARY))));
        }
        server.answers(request -> RestServer.Answer.json("{}")
                .withStatus(401)
                .with("WWW-Authenticate", "Digest realm=\"S3CR3T-canary-realm\", nonce=\"n\", qop=\"auth\""));
        for (int i = 0; i < 2; i++) {
            seen.addAll(shownBy(call("outrest:digest?throwExceptionOnFailure=true", null, Map.of("q", CANARY))));
        }
        tokens.answers(401, "{\"error\": \"S3CR3T-canary-error\", \"error_description\": \"S3CR3T-canary-oauth\"}");
        registry().removeSecurity("oauth");
        seen.addAll(shownBy(call("direct:oauth", null, Map.of("q", CANARY))));
        server.close();
        callAll().forEach(exchange -> seen.addAll(shownBy(exchange)));
        seen.addAll(shownBy(call("outrest:proxied", null, Map.of("q", CANARY))));
        seen.addAll(shownBy(call("outrest:mutual", null, Map.of("q", CANARY, "CamelOutrestParams", CANARY))));
        seen.addAll(shownBy(call("outrest:mutual?method=POST", new Unwritable(CANARY), Map.of("q", CANARY))));
        seen.addAll(shownBy(call("outrest:mutual", null, Map.of("q", CANARY, "X-A", CANARY + "\r\nX-B: 1"))));
        seen.addAll(shownBy(call("outrest:mutual", null, Map.of("q", CANARY, "CamelOutrestTimeout", CANARY))));

        assertThat(seen).hasSizeGreaterThan(15);
        assertNothingShown(seen);
        assertNothingShown(recorder.lines);
    }

    /** Cannot be written as JSON, and says too much about it. */
    public record Unwritable(String value) {
        @Override
        public String value() {
            if (value.equals(CANARY)) {
                throw new IllegalStateException(value);
            }
            return value;
        }
    }

    @Test
    void settingThatIsRefusedIsNotRepeated() {
        List<String> messages = new ArrayList<>();
        SecurityDefinition key = new SecurityDefinition();
        key.setType("apiKey");
        key.setIn("header");
        key.setName("X-API-Key");
        key.setApiKey(CANARY + "\r\n");
        messages.add(refusal(() -> registry().put("refused", key)));
        SecurityDefinition basic = new SecurityDefinition();
        basic.setType("bearer");
        basic.setToken("x");
        basic.setPassword(CANARY);
        messages.add(refusal(() -> registry().put("refused", basic)));
        Connection connection = new Connection();
        connection.setBaseUrl("https://user:" + CANARY + "@api.example.com");
        messages.add(refusal(() -> registry().put("refused", connection)));
        connection.setBaseUrl("https://api.example.com?key=" + CANARY);
        messages.add(refusal(() -> registry().put("refused", connection)));
        TlsSettings tls = new TlsSettings();
        tls.setClientCertificate(TestIdentity.of(folder, "dns:client").certificate());
        tls.setClientKey("-----BEGIN PRIVATE KEY-----\n" + CANARY + "\n-----END PRIVATE KEY-----");
        connection.setBaseUrl(server.url());
        connection.setTls(tls);
        registry().put("refused", connection);
        messages.add(refusal(() -> registry().live("refused")));
        tls.setClientKey(CANARY);
        messages.add(refusal(() -> registry().live("refused")));
        SecurityDefinition mutual = new SecurityDefinition();
        mutual.setType("mutualTls");
        mutual.setClientCertificate(TestIdentity.of(folder, "dns:client").certificate());
        mutual.setClientKey(CANARY);
        registry().put("refused", mutual);
        connection.setTls(null);
        connection.setSecurity("refused");
        registry().put("refused", connection);
        messages.add(refusal(() -> registry().live("refused")));

        assertNothingShown(messages);
    }

    @Test
    void nothingIsPrintedByWhatHoldsASecret() throws IOException {
        ObjectMapper json = JsonMapper.builder()
                .findAndAddModules()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
        List<String> seen = new ArrayList<>();
        for (Object holder : holders()) {
            seen.add(holder.toString());
            seen.add(String.valueOf(javaSerialised(holder)));
            if (!(holder instanceof Request || holder instanceof Headers || holder instanceof Response)) {
                seen.add(json.writeValueAsString(holder));
            }
        }
        context.getEndpoints().forEach(endpoint -> {
            seen.add(endpoint.toString());
            seen.add(endpoint.getEndpointUri());
        });

        assertNothingShown(seen);
    }

    private static List<Object> holders() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setPassword(CANARY);
        definition.setApiKey(CANARY);
        definition.setToken(CANARY);
        definition.setClientSecret(CANARY);
        definition.setRefreshToken(CANARY);
        definition.setClientKey(CANARY);
        ProxySettings proxy = new ProxySettings();
        proxy.setHost("proxy");
        proxy.setPort(1);
        proxy.setUsername("u");
        proxy.setPassword(CANARY);
        TlsSettings tls = new TlsSettings();
        tls.setClientKey(CANARY);
        tls.setClientCertificate("c");
        definition.setProxy(proxy);
        definition.setTls(tls);
        Connection connection = new Connection();
        connection.setBaseUrl("https://api.example.com");
        connection.setProxy(proxy);
        connection.setTls(tls);
        Headers headers = Headers.none().with("Authorization", CANARY);
        return List.of(
                Secret.of(CANARY),
                definition,
                proxy,
                tls,
                connection,
                new TransportSettings.Tls("c", "c", Secret.of(CANARY), null, true, false),
                String.valueOf(new TransportSettings(
                        new TransportSettings.Tls("c", "c", Secret.of(CANARY), null, true, false),
                        ProxySettings.transport(proxy),
                        TransportSettings.Version.AUTO,
                        Duration.ZERO,
                        TransportSettings.Addresses.ANY)),
                headers,
                new Request(
                        "GET",
                        new Origin("https", "api.example.com", 443),
                        "/x?api_key=" + CANARY,
                        headers,
                        new Body.Bytes(CANARY.getBytes(StandardCharsets.UTF_8), "text/plain"),
                        null,
                        Lifetime.start(System::nanoTime, ForkJoinPool.commonPool(), Duration.ZERO)),
                new Response(200, "OK", headers, new Payload.Complete(CANARY.getBytes(StandardCharsets.UTF_8))));
    }

    private static String javaSerialised(Object holder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(holder);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void nothingIsShownByJmx() throws JMException {
        callAll();
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        List<String> seen = new ArrayList<>();
        for (ObjectName name : beans.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            seen.add(name.toString());
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                seen.add(attribute.getName() + "=" + valueOf(beans, name, attribute));
            }
        }

        assertThat(seen).anyMatch(line -> line.contains("outrest"));
        assertNothingShown(seen);
    }

    private static String valueOf(MBeanServer beans, ObjectName name, MBeanAttributeInfo attribute) {
        try {
            return String.valueOf(beans.getAttribute(name, attribute.getName()));
        } catch (JMException | RuntimeException e) {
            return stackTrace(e);
        }
    }

    @Test
    void nothingIsShownByRouteDumps() throws Exception {
        List<String> seen = new ArrayList<>();
        ModelToXMLDumper dumper = PluginHelper.getModelToXMLDumper(context);
        for (var route : context.getRouteDefinitions()) {
            seen.add(dumper.dumpModelAsXml(context, route));
        }

        assertThat(seen).hasSize(DEFINITIONS.size());
        assertNothingShown(seen);
    }

    /**
     * Camel Main logs the properties that it was started with: at INFO with masks, at DEBUG as they are, which nobody but
     * Camel can change.
     */
    @Test
    void nothingIsPrintedWhenCamelMainBindsTheSettings() throws Exception {
        record("org.apache.camel", Level.INFO);
        Path properties = Files.writeString(
                folder.resolve("application.properties"),
                """
                camel.component.outrest.security[main-basic].type = basic
                camel.component.outrest.security[main-basic].username = somebody
                camel.component.outrest.security[main-basic].password = S3CR3T-canary-1
                camel.component.outrest.security[main-key].type = apiKey
                camel.component.outrest.security[main-key].in = query
                camel.component.outrest.security[main-key].name = key
                camel.component.outrest.security[main-key].api-key = S3CR3T-canary-2
                camel.component.outrest.security[main-token].type = bearer
                camel.component.outrest.security[main-token].token = S3CR3T-canary-3
                camel.component.outrest.security[main-oauth].type = oauth2
                camel.component.outrest.security[main-oauth].token-url = https://id.example.com/token
                camel.component.outrest.security[main-oauth].client-id = me
                camel.component.outrest.security[main-oauth].client-secret = S3CR3T-canary-4
                camel.component.outrest.security[main-refresh].type = oauth2
                camel.component.outrest.security[main-refresh].grant = refresh_token
                camel.component.outrest.security[main-refresh].token-url = https://id.example.com/token
                camel.component.outrest.security[main-refresh].client-id = me
                camel.component.outrest.security[main-refresh].refresh-token = S3CR3T-canary-5
                camel.component.outrest.connections[main].base-url = https://api.example.com
                camel.component.outrest.connections[main].security = main-basic,main-key
                """);
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + properties);
        try {
            main.start();
            OutrestComponent configured = main.getCamelContext().getComponent("outrest", OutrestComponent.class);
            assertThat(configured.getRegistry().securityNames()).contains("main-basic", "main-key");
        } finally {
            main.stop();
        }

        assertThat(recorder.lines).anyMatch(line -> line.contains("main-basic") && line.contains("xxxxxx"));
        assertNothingShown(recorder.lines);
    }

    private List<Exchange> callAll() {
        return DEFINITIONS.stream()
                .map(name -> call("direct:" + name, null, Map.of("q", CANARY + "-value")))
                .toList();
    }

    private static List<String> shownBy(Exchange exchange) {
        Exception failure = exchange.getException();
        return failure == null ? List.of() : List.of(stackTrace(failure), failure.toString());
    }

    private static String refusal(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            return stackTrace(e);
        }
        throw new AssertionError("it was not refused");
    }

    private void assertNothingShown(Collection<String> seen) {
        Set<String> canaries = Set.of(CANARY, base64("S3CR3T-canary-basic"), keyPart());
        assertThat(seen)
                .allSatisfy(text -> canaries.forEach(canary -> assertThat(text).doesNotContain(canary)));
    }

    /** A part of the pair as it stands in the header. */
    private static String base64(String secret) {
        byte[] pair = ("somebody:" + secret).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair).substring(14, 30);
    }

    private String keyPart() {
        String line = keyText.lines().skip(1).findFirst().orElseThrow();
        return line.substring(line.length() - 20).trim();
    }
}
