package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestComponent;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.imports.ImportLimits;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.SettingsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation of the import names every setting, and its samples are those that run here. */
class DocumentationTest {

    private static final Path REFERENCE = Path.of("../docs/openapi.md");
    private static final Path README = Path.of("../README.md");

    private static final String SPEC = "classpath:documentation/petstore.yaml";

    @TempDir
    Path folder;

    static Stream<String> configurations() throws IOException {
        return Stream.concat(blocks(REFERENCE, "yaml").stream(), blocks(README, "yaml").stream())
                .filter(yaml -> yaml.startsWith("openapi:"));
    }

    private static List<String> blocks(Path document, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(document));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configurationsOfTheDocumentationStart(String yaml) throws Exception {
        Path document = Files.writeString(
                folder.resolve("outrest.yaml"), yaml.replaceAll("(file|classpath):petstore.yaml", SPEC));
        CamelContext context = new DefaultCamelContext();
        OutrestComponent component = new OutrestComponent();
        component.setConfiguration("file:" + document);
        context.addComponent("outrest", component);
        List.of("petstore.client.id", "petstore.client.secret", "shop.secret")
                .forEach(key -> context.getPropertiesComponent().addInitialProperty(key, "value"));
        try {
            context.start();

            assertThat(component.getRegistry().names()).contains("petstore/getPetById");
            assertThat(component.importReports()).hasSize(1);
            assertThat(component.getRegistry().isUsable("petstore/getPetById")).isTrue();
        } finally {
            context.stop();
        }
    }

    @Test
    void everySettingIsNamed() throws IOException {
        String reference = Files.readString(REFERENCE);

        assertThat(settings(ImportSettings.SETTINGS))
                .allSatisfy(name -> assertThat(reference).contains("| `" + name + "` |"));
        assertThat(settings(SettingsOf.type(ImportLimits.class)))
                .allSatisfy(name -> assertThat(reference).contains("| `" + name + "` |"));
    }

    private static List<String> settings(SettingsOf<?> settings) {
        return List.copyOf(settings.settings().keySet());
    }

    @Test
    void theSamplesInJavaDoWhatTheySay() {
        OutrestComponent component = new OutrestComponent();

        ImportReport report =
                OpenApiImport.of(SPEC).named("petstore").include("tag:pet").into(component.getRegistry());
        SecurityDefinition credentials = new SecurityDefinition();
        credentials.setClientId("outrest");
        credentials.setClientSecret("secret");
        component.getRegistry().put("petstore/petstore_auth", credentials);

        ConnectionRegistry registry = component.getRegistry();
        assertThat(report.imported()).isEqualTo(2);
        assertThat(report.difference().added()).containsExactly("petstore/getPetById", "petstore/addPet");
        assertThat(registry.isUsable("petstore/addPet")).isTrue();
    }
}
