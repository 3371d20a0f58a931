package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.settings.InvalidSetting;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

    @ParameterizedTest
    @CsvSource({
        "file:specs/petstore.yaml, FILE, petstore.yaml",
        "file:/specs/petstore.yaml, FILE, petstore.yaml",
        "file:///specs/petstore.yaml, FILE, petstore.yaml",
        "classpath:specs/petstore.yaml, CLASSPATH, specs/petstore.yaml",
        "classpath:/specs/petstore.yaml, CLASSPATH, specs/petstore.yaml",
        "https://API.example.com/v1/openapi.json?key=secret#x, URL, https://api.example.com/v1/openapi.json",
        "HTTP://my_host:8080, URL, http://my_host:8080",
        "'text: openapi: 3.0.3', TEXT, text"
    })
    void knowsTheKindAndALabelForMessages(String spec, Source.Kind kind, String label) {
        Source source = Source.of(spec);

        assertThat(source.kind()).isEqualTo(kind);
        assertThat(source.label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "petstore.yaml",
                "/etc/passwd",
                "ftp://example.com/x",
                "jar:file:x.jar!/x",
                "file:",
                "file://host/share/x.yaml",
                "classpath:",
                "https://user:password@example.com/x",
                "https:///x",
                "https:x",
                "http://example.com:99999/x",
                "http://exa mple.com/x"
            })
    void refusesWhatHasAnotherForm(String spec) {
        assertThatThrownBy(() -> Source.of(spec))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("spec")
                .message()
                .doesNotContain("password");
    }

    @Test
    void aUrlKeepsItsQueryAndLosesItsFragment() {
        assertThat(Source.of("https://example.com/é?a=%20#x").address())
                .isEqualTo(URI.create("https://example.com/%C3%A9?a=%20"));
        assertThat(Source.of("file:x.yaml").address()).isNull();
    }

    @Test
    void aFileIsAbsolute() {
        assertThat(Source.of("file:x.yaml").file()).isEqualTo(Path.of("x.yaml").toAbsolutePath());
        assertThat(Source.of("https://example.com/x.yaml").file()).isNull();
    }
}
