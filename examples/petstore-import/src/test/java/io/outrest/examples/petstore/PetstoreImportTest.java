package io.outrest.examples.petstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PetstoreImportTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @AfterEach
    void forgetTheWrongSecret() {
        System.clearProperty("demo.client.secret");
    }

    @Test
    void showsTheImportedOperations() throws Exception {
        PetstoreImport.run(new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(lines())
                .filteredOn(line -> line.startsWith("petstore/"))
                .extracting(line -> line.replaceAll(" +", " "))
                .containsExactly(
                        "petstore/findPets GET /pets partner_login or till_key",
                        "petstore/registerPet POST /pets partner_login or till_key",
                        "petstore/getPet GET /pets/{pet_id} partner_login or till_key",
                        "petstore/updatePet PATCH /pets/{pet_id} partner_login or till_key",
                        "petstore/addPhoto POST /pets/{pet_id}/photos partner_login or till_key",
                        "petstore/placeOrder POST /orders partner_login or till_key",
                        "petstore/trackOrder GET /orders/{number} till_key",
                        "petstore/openingHours GET /shop/opening-hours none");
    }

    @Test
    void showsWhatTheApiSawAndWhatTheRouteGot() throws Exception {
        PetstoreImport.run(new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(rows("API saw"))
                .containsExactly(
                        "GET /v1/shop/opening-hours",
                        "POST /login/token",
                        "GET /v1/pets?status=in_shop&status=reserved&filter%5Bspecies%5D=cat&filter%5Bmax_price%5D=80"
                                + "&limit=20",
                        "POST /login/token",
                        "POST /v1/orders",
                        "POST /login/token",
                        "PATCH /v1/pets/7",
                        "POST /v1/pets/7/photos");
        assertThat(rows("route got"))
                .containsExactly(
                        "200 {from=09:00, to=18:00}",
                        "200 [{id=7, name=Mia}, {id=12, name=Tom}]",
                        "201 {number=B-31, state=packed}",
                        "200 {id=7, name=Mia & Co}",
                        "201 {photo=/photos/7-1.svg}",
                        "Connection 'petstore/trackOrder': CONFIGURATION: security definition 'petstore/till_key': waits"
                                + " for its credentials: set apiKey");
        assertThat(lines())
                .contains(
                        "grant_type=client_credentials&scope=pets.read",
                        "X-Branch: Harbour",
                        "{\"item\":\"scratching post\",\"pet_id\":7}",
                        "name=Mia+%26+Co&status=reserved",
                        "Content-Disposition: form-data; name=\"caption\"",
                        "Content-Type: image/svg+xml");
    }

    @Test
    void masksEverySecret() throws Exception {
        PetstoreImport.run(new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(lines())
                .filteredOn(line -> line.startsWith("Authorization"))
                .hasSize(7)
                .allMatch(line -> line.matches("Authorization: (Basic|Bearer) \\*{8}"));
    }

    @Test
    void endsWithAnErrorWhenSomethingIsUnexpected() {
        System.setProperty("demo.client.secret", "wrong");

        assertThatThrownBy(() -> PetstoreImport.run(new PrintStream(output, true, StandardCharsets.UTF_8)))
                .hasMessageStartingWith("find-pets: the API should have seen GET /v1/pets?")
                .hasMessageEndingWith("but it saw POST /login/token");
    }

    private List<String> rows(String label) {
        String start = String.format("   %-10s ", label);
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    private List<String> lines() {
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
    }
}
