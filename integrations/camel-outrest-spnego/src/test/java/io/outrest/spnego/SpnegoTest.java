package io.outrest.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.OutrestTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is checked before there is any ticket. */
class SpnegoTest extends OutrestTest {

    @Override
    protected String document() {
        return "";
    }

    private static SecurityDefinition definition(String principal) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("spnego");
        definition.setPrincipal(principal);
        definition.setPassword("secret");
        return definition;
    }

    @ParameterizedTest
    @ValueSource(strings = {"outrest", "outrest@EXAMPLE.COM", "HTTP/web.example.com@EXAMPLE.COM", "müller@EXAMPLE.COM"})
    void principalIsAName(String principal) {
        assertThatCode(() -> registry().put("login", definition(principal))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "@EXAMPLE.COM", "outrest@", "a@b@C", "out rest"})
    void otherPrincipalsAreRefused(String principal) {
        assertThatThrownBy(() -> registry().put("login", definition(principal)))
                .hasMessageContaining("principal must be a name");
    }

    @Test
    void keytabAndPasswordExcludeEachOther() {
        SecurityDefinition definition = definition("outrest");
        definition.setKeytab("outrest.keytab");

        assertThatThrownBy(() -> registry().put("login", definition))
                .hasMessageContaining("keytab cannot stand beside password")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP", "@host", "HTTP@", "HTTP/", "HTTP/host@", "HTTP@host@REALM", "HTTP/h/x@A@B", "HTTP/a b"})
    void otherServicesAreRefused(String target) {
        SecurityDefinition definition = definition("outrest");
        definition.setTargetSpn(target);

        assertThatThrownBy(() -> registry().put("login", definition)).hasMessageContaining("targetSpn must be");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP@web.example.com, HTTP/web.example.com",
        "HTTP/web.example.com, HTTP/web.example.com",
        "HTTP/web.example.com:8080, HTTP/web.example.com:8080",
        "http/Web@EXAMPLE.COM, http/Web@EXAMPLE.COM"
    })
    void serviceIsReadAsItIsWritten(String written, String read) {
        assertThat(ServiceName.of(written)).hasToString(read);
    }

    @ParameterizedTest
    @CsvSource({
        "web.example.com, HTTP/web.example.com",
        "web.example.com:8443, HTTP/web.example.com",
        "web_1:80, HTTP/web_1",
        "127.0.0.1:80, HTTP/127.0.0.1",
        "[::1]:80, HTTP/::1"
    })
    void serviceOfAHostHasNoPort(String host, String service) {
        assertThat(ServiceName.ofHost(host)).hasToString(service);
    }

    @Test
    void credentialsDoNotGoOverPlainHttpToElsewhere() {
        registry().put("login", definition("outrest@EXAMPLE.COM"));
        Connection connection = new Connection();
        connection.setBaseUrl("http://web.example.com");
        connection.setSecurity("login");

        assertThatThrownBy(() -> registry().put("API", connection)).hasMessageContaining("allowInsecure");
    }
}
