package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.imports.ImportReport.SecurityDefinitionRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A document in a file has no address of its own; the token URL is then relative to the API. */
class RelativeTokenUrlTest {

    private static final String DOCUMENT =
            """
            openapi: 3.0.3
            info: {title: t, version: "1"}
            servers: [{url: "%s", variables: {host: {default: api.example.com}}}]
            paths: {}
            components:
              securitySchemes:
                login: {type: oauth2, flows: {clientCredentials: {tokenUrl: "%s", scopes: {}}}}
            """;

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/v1, /login, https://api.example.com/login",
        "https://api.example.com/v1/, login, https://api.example.com/v1/login",
        "https://{host}/v1, /login, https://api.example.com/login",
        "https://{host}/v1, https://id.example.com/t, https://id.example.com/t",
    })
    void isRelativeToTheFirstServer(String server, String written, String expected) {
        assertThat(definitions(OpenApiImport.of("text:" + DOCUMENT.formatted(server, written))))
                .extracting(SecurityDefinitionRow::settings)
                .containsExactly(Map.of("tokenUrl", expected));
    }

    @Test
    void isRelativeToTheBaseUrlThatTheImportSays() {
        OpenApiImport elsewhere = OpenApiImport.of("text:" + DOCUMENT.formatted("https://api.example.com", "/login"))
                .baseUrl("https://test.example.com/v1");

        assertThat(definitions(elsewhere))
                .extracting(SecurityDefinitionRow::settings)
                .containsExactly(Map.of("tokenUrl", "https://test.example.com/login"));
    }

    @ParameterizedTest
    @CsvSource({"/v1", "https://{nobody}/v1"})
    void isLeftToTheDefinitionWhereTheServerIsNotKnown(String server) {
        assertThat(definitions(OpenApiImport.of("text:" + DOCUMENT.formatted(server, "/login"))))
                .extracting(SecurityDefinitionRow::missing)
                .allMatch(missing -> missing.contains("tokenUrl"));
    }

    private static List<SecurityDefinitionRow> definitions(OpenApiImport imported) {
        return imported.report().securityDefinitions();
    }
}
