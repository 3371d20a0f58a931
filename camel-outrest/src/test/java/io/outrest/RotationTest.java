package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestVault;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ContextReloadStrategy;
import org.apache.camel.support.DefaultContextReloadStrategy;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets that change in a vault or a property file while the application runs. */
class RotationTest extends OutrestTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private final TestVault vault =
            new TestVault().with("token", "one").with("password", "one").with("other", "same");
    private final RawServer keptAlive = RawServer.keepingAlive(OK);
    private final AtomicInteger tokens = new AtomicInteger();
    private final RestServer identity = RestServer.start().answers(request -> token(request));
    private final LogLines log = LogLines.open();

    private Answer token(RecordedRequest request) {
        String client = new String(
                Base64.getDecoder()
                        .decode(String.valueOf(request.header("Authorization")).substring("Basic ".length())),
                StandardCharsets.UTF_8);
        return Answer.json(
                "{\"access_token\": \"%d-of-%s\", \"expires_in\": 3600}".formatted(tokens.incrementAndGet(), client));
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        vault.in(camel);
        Files.writeString(folder.resolve("secrets.properties"), "file.token = from file one\n");
        camel.getPropertiesComponent().addLocation("file:" + folder.resolve("secrets.properties"));
        camel.addService(new DefaultContextReloadStrategy());
        return camel;
    }

    @Override
    protected String document() {
        return """
                security:
                  token: {type: bearer, token: "{{testvault:token}}"}
                  password: {type: basic, username: ada, password: "{{testvault:password}}"}
                  file: {type: bearer, token: "{{file.token}}"}
                  kept: {type: oauth2, tokenUrl: IDENTITY, clientId: kept, clientSecret: "{{testvault:other}}"}
                  changed: {type: oauth2, tokenUrl: IDENTITY, clientId: changed, clientSecret: "{{testvault:token}}"}
                connections:
                  Token: {baseUrl: SERVER, security: token}
                  Password: {baseUrl: SERVER, security: password}
                  File: {baseUrl: SERVER, security: file}
                  Kept: {baseUrl: SERVER, security: kept}
                  Changed: {baseUrl: SERVER, security: changed}
                  Socket: {baseUrl: KEPT-ALIVE}
                """
                .replace("IDENTITY", identity.url())
                .replace("KEPT-ALIVE", keptAlive.url());
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:token").to("outrest:Token");
            }
        };
    }

    @AfterEach
    void close() {
        keptAlive.close();
        identity.close();
        log.close();
    }

    /** Who asks for the placeholders to be filled in anew. */
    enum Way {
        CAMEL,
        CODE
    }

    private void reload(Way way) {
        switch (way) {
            case CAMEL -> context.hasService(ContextReloadStrategy.class).onReload("a vault");
            case CODE -> component().reload();
        }
    }

    @ParameterizedTest
    @EnumSource
    void newSecretHoldsForTheNextCall(Way way) {
        assertThat(authorization("Token")).isEqualTo("Bearer one");

        vault.with("token", "two");
        assertThat(authorization("Token")).isEqualTo("Bearer one");
        reload(way);

        assertThat(authorization("Token")).isEqualTo("Bearer two");
        assertThat(status(send("direct:token"))).isEqualTo(200);
        assertThat(server.lastRequest().header("Authorization")).isEqualTo("Bearer two");
        assertThat(log.of(Level.INFO)).contains("The changes of [" + folder.resolve("outrest.yaml") + "] are in force");
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatDidNotChangeKeepsItsTokensAndSockets(Way way) {
        assertThat(status(send("outrest:Socket"))).isEqualTo(200);
        assertThat(authorization("Kept")).isEqualTo("Bearer 1-of-kept:same");
        assertThat(authorization("Changed")).isEqualTo("Bearer 2-of-changed:one");

        vault.with("token", "two");
        reload(way);

        assertThat(authorization("Changed")).isEqualTo("Bearer 3-of-changed:two");
        assertThat(authorization("Kept")).isEqualTo("Bearer 1-of-kept:same");
        assertThat(status(send("outrest:Socket"))).isEqualTo(200);
        assertThat(keptAlive.connections()).isEqualTo(1);
    }

    @Test
    void documentThatIsTouchedIsFilledInAnew() throws IOException {
        assertThat(authorization("Token")).isEqualTo("Bearer one");
        vault.with("token", "two");

        Path document = folder.resolve("outrest.yaml");
        Files.setLastModifiedTime(document, FileTime.from(Instant.now().plusSeconds(5)));

        await().untilAsserted(() -> assertThat(authorization("Token")).isEqualTo("Bearer two"));
    }

    @Test
    void nothingHappensWhenNothingHasChanged() {
        reload(Way.CAMEL);
        reload(Way.CODE);

        assertThat(log.of(Level.INFO)).noneMatch(line -> line.endsWith("are in force"));
    }

    /** Camel reads its property files again when it reloads its context, and not for others. */
    @Test
    void secretOfAPropertyFileChangesWithCamelsReload() throws IOException {
        assertThat(authorization("File")).isEqualTo("Bearer from file one");
        Files.writeString(folder.resolve("secrets.properties"), "file.token = from file two\n");

        reload(Way.CODE);
        assertThat(authorization("File")).isEqualTo("Bearer from file one");
        reload(Way.CAMEL);
        assertThat(authorization("File")).isEqualTo("Bearer from file two");
    }

    @ParameterizedTest
    @EnumSource
    void secretsThatAreNotToBeHadKeepTheirValue(Way way) {
        vault.with("token", "two").reachable(false);
        reload(way);

        assertThat(authorization("Token")).isEqualTo("Bearer one");
        assertThat(authorization("Password")).startsWith("Basic ");
        assertThat(log.of(Level.WARN))
                .containsExactly("Placeholders of " + folder.resolve("outrest.yaml")
                        + " have no value now, and keep the one that they had:"
                        + " [{{testvault:other}}, {{testvault:password}}, {{testvault:token}}]");

        reload(way);
        assertThat(log.of(Level.WARN)).hasSize(1);

        vault.reachable(true);
        reload(way);
        assertThat(authorization("Token")).isEqualTo("Bearer two");
        assertThat(log.of(Level.INFO))
                .contains("All placeholders of " + folder.resolve("outrest.yaml") + " have a value again");
        assertThat(log.of(Level.WARN)).hasSize(1);
    }

    /** Nobody else tells that the vault is there again; what is known is not asked for. */
    @Test
    void secretsThatWereNotToBeHadAreAskedForAgainByThemselves() {
        write(document().replace("testvault:other", "testvault:late"));
        restartWith(component().getConfiguration());
        assertThat(failure(send("outrest:Kept"))).hasMessageContaining("{{testvault:late}}, which has no value");
        int asked = vault.asked().size();

        vault.with("late", "late").with("token", "two");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(authorization("Kept")).endsWith("-of-kept:late"));

        assertThat(vault.asked().subList(asked, vault.asked().size())).containsOnly("late");
        assertThat(authorization("Token")).isEqualTo("Bearer one");
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @Test
    void changedDocumentKeepsTheSecretsThatAreNotToBeHad() {
        vault.reachable(false);
        write(document().replace("connections:", "connections:\n  New: {baseUrl: SERVER}"));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(registry().names()).contains("New"));
        assertThat(authorization("Token")).isEqualTo("Bearer one");
    }

    /** A secret that cannot be sent refuses its document, as a change of the file would: no half of it is in force. */
    @Test
    void secretThatCannotBeUsedLeavesTheOldOnes() {
        vault.with("token", "S3CR3T-canary\r\n").with("password", "two");

        assertThatThrownBy(() -> component().reload())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("security definition 'token': token holds characters that a header cannot have")
                .hasMessageNotContaining("S3CR3T");
        reload(Way.CAMEL);

        assertThat(log.of(Level.WARN)).hasSize(1).allMatch(line -> line.contains("the old settings stay"));
        assertThat(log.of(Level.WARN).get(0)).doesNotContain("S3CR3T");
        assertThat(authorization("Token")).isEqualTo("Bearer one");
        assertThat(authorization("Password")).isEqualTo(basic("one"));
    }

    /** What stands in the file now may be refused, or half written: the secrets of what is in force rotate all the same. */
    @Test
    void refusedFileDoesNotHinderTheRotation() {
        write("broken: 1");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));

        vault.with("token", "two");
        reload(Way.CAMEL);

        assertThat(authorization("Token")).isEqualTo("Bearer two");
        assertThat(log.of(Level.WARN)).hasSize(1);
    }

    /** Keeps out: a change that was held back for a while brought back the secrets of the time when it was read. */
    @Test
    void changeThatWasHeldBackComesWithTheSecretsOfNow() throws Exception {
        Path other = folder.resolve("other.yaml");
        Files.writeString(other, "connections: {Moving: {baseUrl: SERVER}}".replace("SERVER", server.url()));
        restartWith(component().getConfiguration() + ",file:" + other);
        write(document().replace("connections:", "connections:\n  Moving: {baseUrl: SERVER/new}"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(log.of(Level.WARN)).hasSize(1));
        vault.with("token", "two");
        component().reload();

        Files.writeString(other, "connections: {Kept back: {baseUrl: SERVER}}".replace("SERVER", server.url()));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(registry().names()).contains("Kept back"));

        assertThat(authorization("Token")).isEqualTo("Bearer two");
    }

    @Test
    void documentOfTheClassPathIsFilledInAnewToo() throws Exception {
        Files.writeString(
                folder.resolve("inside.yaml"),
                """
                security: {inside: {type: bearer, token: "{{testvault:token}}"}}
                connections: {Inside: {baseUrl: SERVER, security: inside}}
                """
                        .replace("SERVER", server.url()));
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            context.setApplicationContextClassLoader(classes);
            restartWith("classpath:inside.yaml");
            assertThat(authorization("Inside")).isEqualTo("Bearer one");

            vault.with("token", "two");
            reload(Way.CAMEL);

            assertThat(authorization("Inside")).isEqualTo("Bearer two");
        }
    }

    @Test
    void vaultIsAskedNowAndThenWhereThatIsWanted() {
        component().setRefreshPeriod(200);
        restartWith(component().getConfiguration());

        vault.with("token", "two");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(authorization("Token")).isEqualTo("Bearer two"));
    }

    @Test
    void vaultIsNotAskedWithoutNeed() {
        int asked = vault.asked().size();

        await().during(Duration.ofMillis(1500)).until(() -> vault.asked().size() == asked);
    }

    @Test
    void reloadOfACamelThatWasStoppedDoesNothing() {
        component().stop();
        vault.with("token", "two");
        int asked = vault.asked().size();

        reload(Way.CAMEL);
        reload(Way.CODE);

        assertThat(vault.asked()).hasSize(asked);
    }

    /** An API for each type: it takes what is in the vault now and, for calls on their way, what was there before. */
    @Test
    void secretsRotateWhileCallsRun() throws Exception {
        String types =
                """
                security:
                  bearer: {type: bearer, token: "{{testvault:one}}"}
                  basic: {type: basic, username: ada, password: "{{testvault:one}}"}
                  key: {type: apiKey, in: header, name: X-Key, apiKey: "{{testvault:one}}"}
                  second: {type: apiKey, in: query, name: second, apiKey: "{{testvault:one}}"}
                  oauth: {type: oauth2, tokenUrl: IDENTITY, clientId: me, clientSecret: "{{testvault:one}}"}
                connections:
                  Bearer: {baseUrl: SERVER/bearer, security: [bearer, second]}
                  Basic: {baseUrl: SERVER/basic, security: [basic, second]}
                  Key: {baseUrl: SERVER/key, security: [key, second]}
                  Oauth: {baseUrl: SERVER/oauth, security: [oauth, second]}
                """
                        .replace("IDENTITY", identity.url());
        vault.with("one", "0");
        write(types);
        restartWith(component().getConfiguration());
        List<String> names = List.of("Bearer", "Basic", "Key", "Oauth");
        Map<String, Integer> newest = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        server.answers(request -> {
            String first = firstSecret(request);
            String second = request.target().replaceAll(".*second=", "");
            if (!second.equals(first)) {
                wrong.add("mixed: " + first + " and " + second + " in " + request.line());
            }
            newest.merge(request.target().replaceAll("^/|\\?.*", ""), Integer.parseInt(second), Math::max);
            return Answer.json("{}");
        });

        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int secret = 1; secret <= 10; secret++) {
            calls.addAll(burst(names));
            vault.with("one", "" + secret);
            reload(secret % 2 == 0 ? Way.CAMEL : Way.CODE);
            for (String name : names) {
                assertThat(status(send("outrest:" + name))).isEqualTo(200);
                // secrets count up
                assertThat(newest.get(name.toLowerCase(Locale.ROOT))).isEqualTo(secret);
            }
        }

        for (CompletableFuture<Exchange> call : calls) {
            assertThat(status(call.get(30, TimeUnit.SECONDS))).isEqualTo(200);
        }
        assertThat(wrong).isEmpty();
    }

    private List<CompletableFuture<Exchange>> burst(List<String> names) {
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            names.forEach(name -> calls.add(template.asyncSend("outrest:" + name, exchange -> {})));
        }
        return calls;
    }

    /** The secret behind the connection's first definition. */
    private static @Nullable String firstSecret(RecordedRequest request) {
        String key = request.header("X-Key");
        if (key != null) {
            return key;
        }
        String authorization = String.valueOf(request.header("Authorization"));
        if (authorization.startsWith("Basic ")) {
            authorization = new String(
                    Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
        }
        return authorization.replaceAll(".*[: ]", "");
    }

    private void restartWith(@Nullable String configuration) {
        OutrestComponent component = component();
        component.stop();
        component.setConfiguration(configuration);
        component.start();
    }

    private String authorization(String connection) {
        assertThat(status(send("outrest:" + connection))).isEqualTo(200);
        return server.lastRequest().header("Authorization");
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("ada:" + password).getBytes(StandardCharsets.UTF_8));
    }
}
