package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.config.Document;
import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.Definitions;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.security.TokenCache;
import io.outrest.testing.RestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to say {@code baseUrls}, and what is refused. */
class BaseUrlsConfigurationTest {

    private static Definitions read(String yaml) {
        return Document.read("outrest.yaml", yaml.getBytes(StandardCharsets.UTF_8), text -> {
                    throw new IllegalArgumentException(text);
                })
                .definitions();
    }

    private static ConnectionRegistry register(Definitions... definitions) {
        ConnectionRegistry registry = new ConnectionRegistry(
                () -> {
                    throw new AssertionError("nothing is called");
                },
                new TokenCache(System::nanoTime));
        registry.replace(List.of(definitions));
        return registry;
    }

    private static Connection connection(String yaml) {
        return Objects.requireNonNull(read(yaml).connections().get("A")).value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[https://a.example, 'https://b.example/x']",
                "'https://a.example, https://b.example/x'",
                "{urls: [https://a.example, 'https://b.example/x']}",
                "{urls: 'https://a.example,https://b.example/x'}"
            })
    void documentMaySayItInFourWays(String value) {
        String yaml = "connections: {A: {baseUrls: " + value + "}}";

        assertThat(connection(yaml).getBaseUrls())
                .isEqualTo(BaseUrlsSettings.of(List.of("https://a.example", "https://b.example/x")));
        register(read(yaml));
    }

    @Test
    void blockSaysHow() {
        Connection connection = connection(
                "connections: {A: {baseUrls: {urls: https://a.example, strategy: round-robin, ejection: 2s}}}");

        BaseUrlsSettings settings = Objects.requireNonNull(connection.getBaseUrls());
        assertThat(settings.getUrls()).containsExactly("https://a.example");
        assertThat(settings.getStrategy()).isEqualTo("round-robin");
        assertThat(settings.getEjection()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseUrls: []                                       | baseUrls must have at least one URL",
                "baseUrls: {strategy: failover}                     | baseUrls must have at least one URL",
                "baseUrls: ''                                       | baseUrls must have at least one URL",
                "{baseUrl: https://a.example, baseUrls: https://b.example} | baseUrl and baseUrls are both set; one of them must go",
                "baseUrls: [https://a.example, ftp://b.example]     | baseUrls[1] must be http://host",
                "baseUrls: [https://a.example, 'https://b.example/{x}'] | baseUrls must all have the same parameters",
                "baseUrls: {urls: https://a.example, strategy: random} | baseUrls.strategy must be failover or round-robin",
                "baseUrls: {urls: https://a.example, ejection: 0s}  | baseUrls.ejection must be longer than 0",
                "baseUrls: {urls: https://a.example, ejection: x}   | baseUrls.ejection 'x' is no duration",
                "baseUrls: {ulrs: https://a.example}                | ulrs is no setting; did you mean 'urls'?",
                "baseUrls: [{urls: https://a.example}]              | must be one value",
            })
    void isRefused(String setting, String problem) {
        String settings = setting.startsWith("{") ? setting : "{" + setting + "}";

        assertThatThrownBy(() -> register(read("connections: {A: " + settings + "}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void placeholderWithoutAValueIsNoMistakeOfTheDocument() {
        ConnectionRegistry registry =
                register(read("connections: {A: {baseUrls: ['{{a}}']}, B: {baseUrls: {urls: ['{{b}}']}}}"));

        assertThat(registry.isUsable("A")).isFalse();
        assertThat(registry.isUsable("B")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"baseUrl, baseUrls", "baseUrls, baseUrl", "baseUrls, baseUrls"})
    void whatAConnectionSaysStandsAgainstEitherDefault(String own, String byDefault) {
        Connection connection = new Connection();
        Connection.SETTINGS.settings().get(own).set(connection, "https://own.example");
        Connection defaults = new Connection();
        Connection.SETTINGS.settings().get(byDefault).set(defaults, "https://default.example");

        Connection merged = connection.over(defaults);

        assertThat(merged).isEqualTo(connection);
        assertThat(new Connection().over(defaults)).isEqualTo(defaults);
    }

    @Test
    void twoSourcesCannotBothSayTheDefault() {
        Connection one = new Connection();
        one.setBaseUrl("https://a.example");
        Connection other = new Connection();
        other.setBaseUrls("https://b.example");

        assertThatThrownBy(() -> register(
                        new Definitions("one", one, Map.of(), Map.of()),
                        new Definitions("other", other, Map.of(), Map.of())))
                .hasMessageContaining("default 'baseUrl' is defined twice, by one and by other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base-urls=1,2", "baseUrls.urls=1,2", "base-urls.urls[0]=1;base-urls.urls[1]=2"})
    void componentPropertiesMaySayIt(String properties) throws Exception {
        Main main = new Main();
        try (RestServer one = RestServer.start();
                RestServer two = RestServer.start()) {
            one.answers(503, "{}");
            Arrays.stream(properties.split(";", -1))
                    .map(property -> property.split("=", 2))
                    .forEach(property -> main.addInitialProperty(
                            "camel.component.outrest.connections[A]." + property[0],
                            property[1].replace("2", two.url()).replaceFirst("^1", one.url())));
            main.start();
            try {
                main.getCamelTemplate().requestBody("outrest:A", (Object) null);
            } finally {
                main.stop();
            }

            assertThat(one.requests()).hasSize(1);
            assertThat(two.requests()).hasSize(1);
        }
    }
}
