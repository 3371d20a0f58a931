package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.TestVault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.ContextReloadStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets come from a vault by a property function of Camel, wherever settings are written. */
class VaultTest extends OutrestTest {

    private final TestVault vault = new TestVault()
            .with("billing#key", "one")
            .with("user", "ada")
            .with("password", "pass:word")
            .with("name", "billing#key")
            .with("braces", "a{{b}}c")
            .with("closing", "a}}c");

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        vault.in(camel);
        Properties properties = new Properties();
        properties.setProperty("billing.key", "{{testvault:billing#key}}");
        properties.setProperty("what", "key");
        camel.getPropertiesComponent().setInitialProperties(properties);
        return camel;
    }

    @Override
    protected String document() {
        return """
                security:
                  key: {type: apiKey, in: header, name: X-Key, apiKey: "{{testvault:billing#key}}"}
                  basic: {type: basic, username: "{{testvault:user}}", password: "{{testvault:password}}"}
                  lost: {type: bearer, token: "{{testvault:not-there}}"}
                connections:
                  Key: {baseUrl: SERVER, security: key}
                  Basic: {baseUrl: SERVER, security: basic}
                  Lost: {baseUrl: SERVER, security: lost}
                """;
    }

    @Test
    void secretsOfADocumentComeThrough() {
        send("outrest:Key");
        assertThat(server.lastRequest().header("X-Key")).isEqualTo("one");

        send("outrest:Basic");
        assertThat(server.lastRequest().header("Authorization"))
                .isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString("ada:pass:word".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void secretThatTheVaultDoesNotHaveMakesOneConnectionUnusable() {
        assertThat(failure(send("outrest:Lost")))
                .hasMessageContaining(
                        "security.lost.token has the placeholder {{testvault:not-there}}, which has no value");
        assertThat(status(send("outrest:Key"))).isEqualTo(200);
    }

    /** Camel's rules: what a placeholder stands for may have placeholders again, unless that is switched off. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{testvault:billing#key}}                  | one",
                "{{billing.key}}                            | one",
                "{{testvault:billing#{{what}}}}             | one",
                "{{testvault:{{testvault:name}}}}           | one",
                "{{testvault:not-there:instead}}            | instead",
                "{{testvault:not-there:{{billing.key}}}}    | one",
                "{{not.there:instead}}                      | instead",
                "first {{testvault:user}}-{{billing.key}}   | first ada-one",
                "{{testvault:braces?nested=false}}          | a{{b}}c",
                "{{testvault:closing?nested=false}}         | a}}c",
            })
    void placeholdersMayBeNestedAndHaveDefaults(String written, String sent) {
        write(
                """
                security: {key: {type: apiKey, in: header, name: X-Key, apiKey: "WRITTEN"}}
                connections: {Key: {baseUrl: SERVER, security: key}}
                """
                        .replace("WRITTEN", written));
        component().stop();
        component().start();

        send("outrest:Key");

        assertThat(server.lastRequest().header("X-Key")).isEqualTo(sent);
    }

    /** Camel can be told to leave such a placeholder as it is: then its name went out in the place of the secret. */
    @Test
    void placeholderThatCamelLeavesAsItIsHasNoValue() {
        ((org.apache.camel.component.properties.PropertiesComponent) context.getPropertiesComponent())
                .setIgnoreMissingProperty(true);
        write(
                """
                security: {key: {type: apiKey, in: header, name: X-Key, apiKey: "{{not.there}}"}}
                connections: {Key: {baseUrl: SERVER, security: key}}
                """);
        component().stop();
        component().start();

        assertThat(failure(send("outrest:Key")))
                .hasMessageContaining("security.key.apiKey has the placeholder {{not.there}}, which has no value");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void vaultThatCannotBeReachedMakesItsConnectionsUnusableAndNothingElse() {
        vault.reachable(false);
        write(
                """
                security:
                  key: {type: apiKey, in: header, name: X-Key, apiKey: "prefix-{{testvault:billing#key}}"}
                connections:
                  Key: {baseUrl: SERVER, security: key}
                  Proxied: {baseUrl: SERVER, proxy: {host: proxy, port: 1, password: "{{testvault:password}}"}}
                  Other: {baseUrl: SERVER}
                """);
        component().stop();
        component().start();

        OutrestException failure = failure(send("outrest:Key"));
        assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(stackTrace(failure))
                .contains("security.key.apiKey has the placeholder {{testvault:billing#key}}, which has no value")
                .doesNotContain("S3CR3T", "prefix-", "one\n");
        assertThat(stackTrace(failure(send("outrest:Proxied"))))
                .contains("connections.Proxied.proxy.password has the placeholder {{testvault:password}}")
                .doesNotContain("S3CR3T", "pass:word");
        assertThat(status(send("outrest:Other"))).isEqualTo(200);
        assertThat(server.requests()).hasSize(1);

        vault.reachable(true);
        component().reload();
        send("outrest:Key");
        assertThat(server.lastRequest().header("X-Key")).isEqualTo("prefix-one");
    }

    /** A secret in the place of another setting went into the message that refuses it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout: '{{testvault:password}}'                    | connections.Key.timeout",
                "maxResponseSize: '{{testvault:password}}'            | connections.Key.maxResponseSize",
                "successStatus: [200, '{{testvault:password}}']       | connections.Key.successStatus",
                "active: '{{testvault:password}}'                     | connections.Key.active",
                "tls: {verifyHostname: '{{testvault:password}}'}      | connections.Key.tls.verifyHostname",
                "proxy: {host: h, port: '{{testvault:password}}'}     | connections.Key.proxy.port",
            })
    void secretInTheWrongPlaceIsNotRepeated(String setting, String key) {
        component().stop();
        write("connections: {Key: {baseUrl: SERVER, " + setting + "}}");

        assertThatThrownBy(() -> component().start()).satisfies(refused -> assertThat(stackTrace(refused))
                .contains(key + " cannot be what {{testvault:password}} stands for")
                .doesNotContain("pass:word"));
    }

    /** Each question may cost time and money: one for each placeholder of a document, however often it is written. */
    @Test
    void vaultIsAskedOnceForEachPlaceholder() {
        write(
                """
                security:
                  one: {type: apiKey, in: header, name: X-One, apiKey: "{{testvault:billing#key}}"}
                  two: {type: apiKey, in: header, name: X-Two, apiKey: "{{testvault:billing#key}}"}
                  lost: {type: apiKey, in: header, name: X-Two, apiKey: "{{testvault:not-there}}"}
                  lost-too: {type: apiKey, in: header, name: X-Two, apiKey: "{{testvault:not-there}}"}
                connections:
                  Both: {baseUrl: SERVER, security: [one, two]}
                """);
        component().stop();
        int before = vault.asked().size();
        component().start();

        assertThat(vault.asked().subList(before, vault.asked().size())).containsExactly("billing#key", "not-there");
    }

    /** Camel fills them in when it starts, and not again when it reloads its context. */
    @Test
    void secretsOfComponentPropertiesAndBeansComeThroughAndAreThoseOfTheStart() throws Exception {
        Path routes = Files.writeString(
                folder.resolve("routes.yaml"),
                """
                - beans:
                    - name: Bean
                      type: io.outrest.connection.Connection
                      properties: {baseUrl: SERVER, security: bean-key}
                    - name: bean-key
                      type: io.outrest.security.SecurityDefinition
                      properties: {type: bearer, token: "{{testvault:billing#key}}"}
                """
                        .replace("SERVER", server.url()));
        Main main = mainWithTheVault();
        Map.of(
                        "security[key].type", "apiKey",
                        "security[key].in", "header",
                        "security[key].name", "X-Key",
                        "security[key].api-key", "{{testvault:{{testvault:name}}}}",
                        "connections[Property].base-url", server.url(),
                        "connections[Property].security", "key")
                .forEach((key, value) -> main.addInitialProperty("camel.component.outrest." + key, value));
        main.configure().setContextReloadEnabled(true);
        main.configure().setRoutesIncludePattern("file:" + routes);
        try {
            main.start();
            assertThat(headerOf(main, "Property", "X-Key")).isEqualTo("one");
            assertThat(headerOf(main, "Bean", "Authorization")).isEqualTo("Bearer one");

            vault.with("billing#key", "two");
            main.getCamelContext().hasService(ContextReloadStrategy.class).onReload("a vault");
            main.getCamelContext()
                    .getComponent("outrest", OutrestComponent.class)
                    .reload();

            assertThat(headerOf(main, "Property", "X-Key")).isEqualTo("one");
            assertThat(headerOf(main, "Bean", "Authorization")).isEqualTo("Bearer one");
        } finally {
            main.stop();
        }
    }

    /** What Camel prints then is Camel's; a document is the place for secrets of a vault that says too much. */
    @Test
    void vaultThatCannotBeReachedRefusesTheStartWhereCamelFillsIn() {
        vault.reachable(false);
        Main main = mainWithTheVault();
        main.addInitialProperty("camel.component.outrest.security[key].token", "{{testvault:billing#key}}");
        try {
            assertThatThrownBy(main::start).hasStackTraceContaining("no answer to token");
        } finally {
            main.stop();
        }
    }

    private Main mainWithTheVault() {
        Main main = new Main();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport starting) {
                vault.in(starting.getCamelContext());
            }
        });
        return main;
    }

    private String headerOf(Main main, String connection, String header) {
        main.getCamelContext().createProducerTemplate().send("outrest:" + connection, exchange -> {});
        return server.lastRequest().header(header);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
