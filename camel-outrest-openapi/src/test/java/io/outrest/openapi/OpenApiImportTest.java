package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.imports.ImportReport;
import io.outrest.imports.RefusedImport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Imports from code. */
class OpenApiImportTest extends ImportingTest {

    private OpenApiImport petstore() {
        return OpenApiImport.of("file:" + folder.resolve("petstore.yaml"));
    }

    @Test
    void importsIntoTheRegistryAndSaysWhatIsDifferentTheNextTime() {
        write("petstore.yaml", PETSTORE);
        start("connections: {Own: {baseUrl: SERVER/own}}");

        ImportReport first = petstore().into(registry());
        assertThat(first.difference().added()).containsExactly("petstore/getPetById", "petstore/addPet");
        assertThat(call("petstore/getPetById", Map.of("petId", 5)).line()).isEqualTo("GET /v1/pet/5");

        assertThat(petstore().into(registry()).difference().isEmpty()).isTrue();

        write("petstore.yaml", PETSTORE.replace("/pet/{petId}", "/pets/{petId}").replace("addPet", "makePet"));
        assertThat(petstore().report().difference().removed())
                .as("of a dry run")
                .isEmpty();
        assertThat(registry().names()).contains("petstore/addPet");
        ImportReport second = petstore().into(registry());

        assertThat(second.difference().added()).containsExactly("petstore/makePet");
        assertThat(second.difference().removed()).containsExactly("petstore/addPet");
        assertThat(second.difference().changed()).containsOnlyKeys("petstore/getPetById");
        assertThat(registry().names()).containsExactly("Own", "petstore/getPetById", "petstore/makePet");
        assertThat(call("petstore/getPetById", Map.of("petId", 5)).line()).isEqualTo("GET /v1/pets/5");
    }

    @Test
    void hasTheSettingsOfADocumentsImport() {
        write("petstore.yaml", PETSTORE);
        start("security: {mine: {type: bearer, token: t}}");
        Connection settings = new Connection();
        settings.setHeaders(Map.of("X-All", "yes"));

        petstore()
                .named("pets")
                .include("addPet")
                .baseUrl(server.url() + "/other")
                .security("key", "mine")
                .settings(settings)
                .into(registry());

        assertThat(registry().names()).containsExactly("pets/addPet");
        assertThat(call("pets/addPet").line()).isEqualTo("POST /other/pet");
        assertThat(server.lastRequest().header("X-All")).isEqualTo("yes");
        assertThat(server.lastRequest().header("Authorization")).isEqualTo("Bearer t");
    }

    @Test
    void connectionsCanBeCompleted() {
        write("petstore.yaml", PETSTORE);
        start("connections: {Own: {baseUrl: SERVER/own}}");
        petstore().into(registry());
        registry().put("petstore/key", definition(bean -> bean.setApiKey("k")));

        write("petstore.yaml", PETSTORE.replace("SERVER/v1", "SERVER/v2"));
        petstore().into(registry());

        assertThat(call("petstore/addPet").line()).isEqualTo("POST /v2/pet");
        assertThat(server.lastRequest().header("X-Key")).isEqualTo("k");
    }

    @Test
    void importOfADocumentHasTheNameAlready() {
        write("petstore.yaml", PETSTORE);
        start(IMPORT);

        assertThatThrownBy(() -> petstore().into(registry()))
                .hasMessageContaining(
                        "is defined twice, by the import 'petstore' and by the import 'petstore' by code");
        assertThat(call("petstore/getPetById", Map.of("petId", 5)).line()).isEqualTo("GET /v1/pet/5");
    }

    @Test
    void refusedImportChangesNothing() {
        Path file = write("petstore.yaml", PETSTORE);
        start("connections: {Own: {baseUrl: SERVER/own}}");
        petstore().into(registry());
        write("petstore.yaml", "hunter2: [");

        assertThatThrownBy(() -> petstore().into(registry()))
                .isInstanceOf(RefusedImport.class)
                .hasMessageContaining(String.valueOf(file.getFileName()))
                .hasMessageNotContaining("hunter2");
        assertThat(registry().names()).contains("petstore/getPetById");
    }

    /** Keeps out: what the documents say was not known yet, and was asked for. */
    @Test
    void importsBeforeTheStart() {
        write("petstore.yaml", PETSTORE);
        Path document = write("outrest.yaml", "security: {mine: {type: bearer, token: t}}");
        main.addInitialProperty("camel.component.outrest.configuration", "file:" + document);
        main.init();
        OutrestComponent component = (OutrestComponent) context().getComponent("outrest", true, false);

        petstore().security("key", "mine").into(component.getRegistry());
        start();

        assertThat(call("petstore/addPet").header("Authorization")).isEqualTo("Bearer t");
    }
}
