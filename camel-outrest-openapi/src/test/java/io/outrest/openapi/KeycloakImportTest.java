package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.OutrestException;
import io.outrest.imports.ImportReport.Operation;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.keycloak.Forwarder.Passed;
import io.outrest.testing.keycloak.RealmTest;
import io.outrest.testing.keycloak.TestRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Keycloak's admin API, called by connections that were imported, whose definitions got their credentials afterwards. */
class KeycloakImportTest extends RealmTest {

    @Override
    protected String document() {
        return """
                security:
                  keycloak/service_account: {clientId: CLIENT, clientSecret: SECRET}
                  strangers/service_account: {clientId: CLIENT, clientSecret: wrong}
                openapi:
                  keycloak:
                    spec: classpath:keycloak-admin.yaml
                    serverVariables: {port: FORWARDER, realm: outrest}
                    timeout: 60s
                  strangers:
                    spec: classpath:keycloak-admin.yaml
                    serverVariables: {port: FORWARDER}
                    timeout: 60s
                  visitors:
                    spec: classpath:keycloak-admin.yaml
                    serverVariables: {port: KEYCLOAK}
                    timeout: 60s
                """
                .replace("CLIENT", TestRealm.CLIENT)
                .replace("SECRET", clientSecret)
                .replace("FORWARDER", port(forwarder.url()))
                .replace("KEYCLOAK", port(keycloak.url()));
    }

    private static String port(String url) {
        return String.valueOf(URI.create(url).getPort());
    }

    @Test
    void eachOperationIsAConnectionAtTheServersPort() {
        List<Operation> operations = component().importReports().get("keycloak").operations();

        assertThat(operations)
                .extracting(Operation::name)
                .containsExactly(
                        "keycloak/listUsers",
                        "keycloak/createUser",
                        "keycloak/countUsers",
                        "keycloak/getUser",
                        "keycloak/updateUser",
                        "keycloak/deleteUser");
        assertThat(operations).extracting(Operation::baseUrl).containsOnly(forwarder.url() + "/admin/realms/outrest");
        assertThat(operations).allMatch(Operation::imported);
    }

    @Test
    void createsReadsFindsUpdatesAndDeletesAUser() {
        Exchange created = createUser("ada");
        assertThat(status(created)).isEqualTo(201);
        assertThat(created.getMessage().getBody()).isNull();
        String location = created.getMessage().getHeader("Location", String.class);
        assertThat(location).startsWith(keycloak.url() + "/admin/realms/outrest/users/");
        Map<String, Object> ada = Map.of("user-id", location.substring(location.lastIndexOf('/') + 1));

        assertThat(status(send("outrest:keycloak/updateUser", Map.of("firstName", "Ada"), ada)))
                .isEqualTo(204);

        Exchange read = send("outrest:keycloak/getUser", ada);
        assertThat(status(read)).isEqualTo(200);
        assertThat(fields(read))
                .containsEntry("id", ada.get("user-id"))
                .containsEntry("username", "ada")
                .containsEntry("firstName", "Ada");

        assertThat(usersNamed("ada")).hasSize(1);
        assertThat(countOf("ada")).isEqualTo(1);

        assertThat(status(send("outrest:keycloak/deleteUser", ada))).isEqualTo(204);
        assertThat(usersNamed("ada")).isEmpty();
        assertThat(countOf("ada")).isZero();
    }

    @Test
    void theTokenComesFromTheTokenUrlOfTheScheme() {
        assertThat(status(send("outrest:keycloak/listUsers"))).isEqualTo(200);

        assertThat(forwarder.tokenRequests())
                .extracting(Passed::path)
                .containsExactly("/realms/outrest/protocol/openid-connect/token");
    }

    @Test
    void aUserThatIsNotThereIsA404WithItsJson() {
        Exchange answer = send("outrest:keycloak/getUser", Map.of("user-id", "nobody"));

        assertThat(status(answer)).isEqualTo(404);
        assertThat(fields(answer)).containsEntry("error", "User not found");
    }

    @Test
    void aUserThatIsThereAlreadyIsA409WithItsJson() {
        assertThat(status(createUser("grace"))).isEqualTo(201);

        Exchange answer = createUser("grace");

        assertThat(status(answer)).isEqualTo(409);
        assertThat(fields(answer)).containsEntry("errorMessage", "User exists with same username");
    }

    @Test
    void aWrongSecretIsAFailureOfTheTokenAndNothingIsSentToTheApi() {
        OutrestException failure = failure(send("outrest:strangers/listUsers"));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure).hasMessageContaining("401");
        assertThat(forwarder.apiRequests()).isEmpty();
    }

    @Test
    void withoutCredentialsNothingIsSentUntilTheyAreThere() {
        OutrestException failure = failure(send("outrest:visitors/listUsers"));
        assertThat(failure.getKind()).isEqualTo(FailureKind.CONFIGURATION);
        assertThat(failure).hasMessageContaining("visitors/service_account").hasMessageContaining("clientSecret");

        SecurityDefinition login = new SecurityDefinition();
        login.setClientId(TestRealm.CLIENT);
        login.setClientSecret(clientSecret);
        registry().put("visitors/realm_login", login);

        assertThat(status(send("outrest:visitors/listUsers")))
                .as("by the scheme openIdConnect, whose issuer says where tokens are")
                .isEqualTo(200);
    }

    private Exchange createUser(String name) {
        return send("outrest:keycloak/createUser", Map.of("username", name, "enabled", true), Map.of());
    }

    private List<?> usersNamed(String name) {
        Exchange found = send("outrest:keycloak/listUsers", Map.of("username", name, "exact", true));
        assertThat(status(found)).isEqualTo(200);
        return found.getMessage().getBody(List.class);
    }

    private int countOf(String name) {
        Exchange counted = send("outrest:keycloak/countUsers", Map.of("username", name));
        assertThat(status(counted)).isEqualTo(200);
        return counted.getMessage().getBody(Integer.class);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Exchange answer) {
        return answer.getMessage().getBody(Map.class);
    }
}
