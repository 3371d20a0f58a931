package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.config.Document;
import io.outrest.testing.RestServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack S14 on the document of the connections: it makes no objects, loads no classes and opens no addresses. */
class AttackedDocumentTest {

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "connections: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"SERVER/x\"]]]]",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"SERVER/x\"]]]]",
                "connections: {A: !!javax.naming.InitialContext {baseUrl: 'SERVER'}}",
                "connections: {A: {baseUrl: !!java.net.URL ['SERVER/x']}}",
                "connections: {A: {baseUrl: 'SERVER', headers: {X: !!java.io.File ['/etc/passwd']}}}",
                "{\"connections\": {\"A\": {\"@class\": \"java.net.URL\", \"baseUrl\": \"SERVER\"}}}",
                "connections: {$ref: 'SERVER/x'}",
                "connections: {A: {$ref: 'file:///etc/passwd'}}",
            })
    void nothingIsMadeOrFetched(String text) {
        try (RestServer server = RestServer.start()) {
            byte[] content = text.replace("SERVER", server.url()).getBytes(StandardCharsets.UTF_8);
            try {
                Document.Content read = Document.read("outrest.yaml", content, placeholder -> placeholder);
                assertThat(read.imports()).isEmpty();
                assertThat(read.definitions().connections().values()).allSatisfy(defined -> assertThat(
                                String.valueOf(defined.value().getHeaders()))
                        .doesNotContain("root:"));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("outrest.yaml:");
            }
            assertThat(server.requests()).isEmpty();
        }
    }
}
