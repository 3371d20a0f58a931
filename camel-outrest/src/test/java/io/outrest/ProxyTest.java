package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.http.ProxySettings;
import io.outrest.testing.RawServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a proxy is asked for. */
class ProxyTest extends WireTest {

    /** Keeps out: the scheme's own port was sent in Host. */
    @ParameterizedTest
    @CsvSource({
        "http://api.example, http://api.example/x, api.example",
        "http://api.example:80, http://api.example/x, api.example",
        "http://api.example:8080, http://api.example:8080/x, api.example:8080",
    })
    void portStandsThereOnlyWhenItIsNotTheSchemesOwn(String baseUrl, String target, String host) {
        RawServer proxy = raw(RawServer.wellBehaved());
        ProxySettings settings = new ProxySettings();
        settings.setHost("127.0.0.1");
        settings.setPort(proxy.port());
        Connection connection = new Connection();
        connection.setBaseUrl(baseUrl);
        connection.setPath("/x");
        connection.setProxy(settings);
        api(connection);

        assertThat(status(get())).isEqualTo(200);

        assertThat(proxy.requests()).hasSize(1);
        assertThat(proxy.requests().get(0).lines())
                .startsWith("GET " + target + " HTTP/1.1")
                .containsOnlyOnce("Host: " + host);
    }
}
