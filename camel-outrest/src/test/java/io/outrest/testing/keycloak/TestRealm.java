package io.outrest.testing.keycloak;

import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.security.SecurityDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Makes the realm that the tests work in, as the administrator and through connections too: a realm whose tokens last five
 * seconds, with a client that may administer it.
 */
public final class TestRealm {

    public static final String NAME = "outrest";
    public static final String CLIENT = "outrest-tests";
    public static final int TOKEN_SECONDS = 5;

    private final Keycloak keycloak;
    private final String clientSecret = UUID.randomUUID().toString();
    private final OutrestComponent component = new OutrestComponent();
    private final ProducerTemplate template;

    private TestRealm(Keycloak keycloak, ProducerTemplate template) {
        this.keycloak = keycloak;
        this.template = template;
    }

    /** Makes it; the result is the secret of its client. */
    public static String create(Keycloak keycloak) {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            TestRealm realm = new TestRealm(keycloak, camel.createProducerTemplate());
            camel.addComponent("outrest", realm.component);
            camel.start();
            realm.signIn();
            realm.createRealm();
            realm.createClient();
            return realm.clientSecret;
        } catch (Exception e) {
            throw new AssertionError("the realm could not be made", e);
        }
    }

    private void signIn() {
        Connection tokens = new Connection();
        tokens.setBaseUrl(keycloak.url());
        tokens.setPath("/realms/master/protocol/openid-connect/token");
        tokens.setMethod("POST");
        tokens.setContentType("application/x-www-form-urlencoded");
        component.getRegistry().put("Sign in", tokens);
        Map<String, String> form = Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                Keycloak.ADMINISTRATOR,
                "password",
                keycloak.password());

        Map<?, ?> answer = (Map<?, ?>) call("Sign in", 200, form, Map.of()).getBody();

        SecurityDefinition bearer = new SecurityDefinition();
        bearer.setType("bearer");
        bearer.setToken((String) answer.get("access_token"));
        component.getRegistry().put("administrator", bearer);
        connect("Realms", "/realms");
        connect("Clients", "/realms/{realm}/clients{?clientId}");
        connect("Client", "/realms/{realm}/clients/{id}");
        connect("Service account", "/realms/{realm}/clients/{id}/service-account-user");
        connect("Client role", "/realms/{realm}/clients/{id}/roles/{role}");
        connect("Roles of a user", "/realms/{realm}/users/{user}/role-mappings/clients/{id}");
    }

    private void connect(String name, String path) {
        Connection connection = new Connection();
        connection.setBaseUrl(keycloak.url() + "/admin");
        connection.setPath(path);
        connection.setSecurity(List.of("administrator"));
        component.getRegistry().put(name, connection);
    }

    private void createRealm() {
        Map<String, Object> realm =
                Map.of("realm", NAME, "enabled", true, "accessTokenLifespan", TOKEN_SECONDS, "eventsEnabled", true);
        call("Realms?method=POST", 201, realm, Map.of());
    }

    private void createClient() {
        Map<String, Object> client = Map.of(
                "clientId", CLIENT,
                "secret", clientSecret,
                "publicClient", false,
                "serviceAccountsEnabled", true,
                "standardFlowEnabled", false);
        String location =
                call("Clients?method=POST", 201, client, Map.of("realm", NAME)).getHeader("Location", String.class);
        String id = location.substring(location.lastIndexOf('/') + 1);

        Object account = field(
                "id",
                call("Service account", 200, null, Map.of("realm", NAME, "id", id))
                        .getBody());
        List<?> managers = (List<?>) call("Clients", 200, null, Map.of("realm", NAME, "clientId", "realm-management"))
                .getBody();
        Object manager = field("id", managers.get(0));
        Object role = call("Client role", 200, null, Map.of("realm", NAME, "id", manager, "role", "realm-admin"))
                .getBody();
        call("Roles of a user?method=POST", 204, List.of(role), Map.of("realm", NAME, "user", account, "id", manager));
    }

    private static Object field(String name, Object json) {
        Object value = ((Map<?, ?>) json).get(name);
        if (value == null) {
            throw new AssertionError("there is no " + name + " in " + json);
        }
        return value;
    }

    private Message call(String endpoint, int expected, Object body, Map<String, Object> headers) {
        Exchange exchange = template.send("outrest:" + endpoint, sent -> {
            sent.getMessage().setBody(body);
            sent.getMessage().setHeaders(new HashMap<>(headers));
        });
        Object status = exchange.getMessage().getHeader("CamelHttpResponseCode");
        if (!Integer.valueOf(expected).equals(status)) {
            Object answer = status == null ? "" : exchange.getMessage().getBody();
            throw new AssertionError(
                    endpoint + ": " + expected + " was expected, but it is " + status + " " + answer,
                    exchange.getException());
        }
        return exchange.getMessage();
    }
}
