package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.RestServer;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imported connections that have several base URLs in the place of the description's server. */
class BaseUrlsImportTest extends ImportingTest {

    private static final Map<String, Object> PET = Map.of("petId", 5);

    private final RestServer second = RestServer.start();

    @AfterEach
    void stopSecond() {
        second.close();
    }

    @Test
    void connectionIsCompletedByThem() {
        write("petstore.yaml", PETSTORE.replace("SERVER/v1", "https://pets.example.com"));
        server.answers(503, "{}");

        start(IMPORT
                + "connections: {petstore/getPetById: {baseUrls: [SERVER/a, SECOND/b]}}"
                        .replace("SECOND", second.url()));

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /a/pet/5");
        assertThat(second.request().line()).isEqualTo("GET /b/pet/5");
    }

    /** Keeps out: an operation without a server of its own, which is not imported though it does not need one. */
    @Test
    void importSaysThemForAllItsConnections() {
        write("petstore.yaml", PETSTORE.replace("servers: [{url: SERVER/v1}]\n", ""));
        server.answers(503, "{}");

        start(IMPORT.replace("}}", ", baseUrls: [SERVER/a, SECOND/b]}}").replace("SECOND", second.url()));

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /a/pet/5");
        assertThat(second.request().line()).isEqualTo("GET /b/pet/5");
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @Test
    void importCannotSayBoth() {
        write("petstore.yaml", PETSTORE);

        start(IMPORT.replace("}}", ", baseUrl: SERVER, baseUrls: [SERVER/a]}}"));

        assertThat(log.of(Level.WARN))
                .singleElement()
                .asString()
                .contains("openapi.petstore.baseUrl and baseUrls are both set");
    }

    @Test
    void describedServerStandsAgainstADefault() {
        write("petstore.yaml", PETSTORE);

        start("defaults: {baseUrls: [https://a.example, https://b.example]}\n" + IMPORT);

        assertThat(call("petstore/getPetById", PET).line()).isEqualTo("GET /v1/pet/5");
    }
}
