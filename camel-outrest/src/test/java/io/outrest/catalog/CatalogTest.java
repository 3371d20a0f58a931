package io.outrest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.OutrestConstants;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.catalog.RuntimeCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Camel's catalog and its tools know of the component. */
class CatalogTest {

    private final RuntimeCamelCatalog catalog =
            new DefaultCamelContext().getCamelContextExtension().getContextPlugin(RuntimeCamelCatalog.class);

    private JsonNode schema() throws Exception {
        return new ObjectMapper().readTree(catalog.componentJSonSchema("outrest"));
    }

    @Test
    void theRuntimeCatalogAnswersForTheScheme() throws Exception {
        JsonNode component = schema().get("component");

        assertThat(component.get("scheme").asText()).isEqualTo("outrest");
        assertThat(component.get("producerOnly").asBoolean()).isTrue();
        assertThat(component.get("remote").asBoolean()).isTrue();
        assertThat(component.get("artifactId").asText()).isEqualTo("camel-outrest");
        assertThat(component.get("description").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"componentProperties", "properties", "headers"})
    void everythingHasADescriptionAndAType(String section) throws Exception {
        assertThat(schema().get(section).properties()).isNotEmpty().allSatisfy(option -> {
            assertThat(option.getValue().get("description").asText())
                    .as(option.getKey())
                    .isNotBlank();
            assertThat(option.getValue().get("javaType").asText())
                    .as(option.getKey())
                    .isNotBlank();
        });
    }

    @Test
    void headersAreThoseOfTheConstants() throws Exception {
        for (Field header : OutrestConstants.class.getFields()) {
            assertThat(schema().get("headers").has((String) header.get(null)))
                    .as(header.getName())
                    .isTrue();
        }
    }

    @Test
    void methodsAreAnEnum() throws Exception {
        assertThat(schema().get("properties").get("method").get("enum"))
                .extracting(JsonNode::asText)
                .containsExactly("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    }

    @Test
    void whatHoldsSecretsIsMarked() throws Exception {
        assertThat(schema().get("componentProperties")
                        .get("security")
                        .get("secret")
                        .asBoolean())
                .isTrue();
        assertThat(schema().get("componentProperties")
                        .get("security")
                        .get("label")
                        .asText())
                .isEqualTo("security");
    }

    @Test
    void urisAreMadeAndTakenApart() throws Exception {
        assertThat(catalog.asEndpointUri("outrest", Map.of("connection", "Orders API", "method", "POST"), false))
                .isEqualTo("outrest:Orders API?method=POST");
        assertThat(catalog.endpointProperties("outrest:Orders API?method=POST&query.status=open"))
                .containsEntry("connection", "Orders API")
                .containsEntry("method", "POST");
        assertThat(catalog.validateProperties("outrest", Map.of("connection", "x", "method", "POST"))
                        .isSuccess())
                .isTrue();
        assertThat(catalog.validateProperties("outrest", Map.of("connection", "x", "method", "BREW"))
                        .getInvalidEnum())
                .containsKey("method");
    }

    @Test
    void theComponentIsListedForTools() throws Exception {
        Properties listed = new Properties();
        try (var reader = Files.newBufferedReader(
                Path.of("target/classes/META-INF/services/org/apache/camel/component.properties"))) {
            listed.load(reader);
        }
        assertThat(listed).containsEntry("components", "outrest").containsEntry("artifactId", "camel-outrest");
    }

    @Test
    void theKameletComesWithTheJar() {
        assertThat(getClass().getResource("/kamelets/outrest-action.kamelet.yaml"))
                .isNotNull();
    }
}
