package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks S7, S8 and S11 for every type of credentials that stands in a request: they go to the origin that is configured,
 * nowhere else, and no message puts anything in their place.
 */
class CredentialsAtHomeTest extends WireTest {

    private static final String ALL = "basic, bearer, own-header, header-key, query-key, cookie-key, oauth, digest";

    private final RestServer tokens =
            RestServer.start().answers(200, "{\"access_token\": \"S3CR3T-canary-access\", \"expires_in\": 60}");
    private final RestServer elsewhere = RestServer.start();

    @Override
    protected String document() {
        return """
                security:
                  basic: {type: basic, username: ann, password: S3CR3T-canary-basic}
                  bearer: {type: bearer, token: S3CR3T-canary-bearer}
                  own-header: {type: bearer, header: X-Own, prefix: "", token: S3CR3T-canary-own}
                  header-key: {type: apiKey, in: header, name: X-API-Key, apiKey: S3CR3T-canary-header}
                  query-key: {type: apiKey, in: query, name: key, apiKey: S3CR3T-canary-query}
                  cookie-key: {type: apiKey, in: cookie, name: sid, apiKey: S3CR3T-canary-cookie}
                  oauth: {type: oauth2, tokenUrl: TOKENS/token, clientId: me, clientSecret: S3CR3T-canary-client}
                  digest: {type: digest, username: ann, password: S3CR3T-canary-digest}
                """
                .replace("TOKENS", tokens.url());
    }

    @AfterEach
    void nothingWentElsewhere() {
        tokens.close();
        elsewhere.close();
        assertThat(elsewhere.requests()).isEmpty();
    }

    /** What a message could say, in each of its ways, to be somebody else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "basic      | Authorization | Basic YW5uOlMzQ1IzVC1jYW5hcnktYmFzaWM=",
                "bearer     | Authorization | Bearer S3CR3T-canary-bearer",
                "own-header | X-Own         | S3CR3T-canary-own",
                "header-key | X-API-Key     | S3CR3T-canary-header",
                "cookie-key | Cookie        | sid=S3CR3T-canary-cookie",
                "oauth      | Authorization | Bearer S3CR3T-canary-access",
            })
    void noMessageReplacesAHeader(String security, String header, String credential) {
        Connection connection = secured(security);
        connection.setForwardHeaders(List.of("*", header, header.toUpperCase(Locale.ROOT)));
        api(connection);
        String evil = header.equals("Cookie") ? "sid=evil" : "evil";
        List<Exchange> calls = List.of(
                call("outrest:API", null, Map.of(header, evil)),
                call("outrest:API", null, Map.of(header.toLowerCase(Locale.ROOT), List.of(evil, evil))),
                call("outrest:API", null, Map.of("CamelOutrestHeaders", Map.of(header, evil))),
                call("outrest:API?header." + header + "=" + evil, null, Map.of()),
                call("outrest:API", null, Map.of("CamelOutrestParams", Map.of(header, evil))),
                call("outrest:API", null, Map.of(header.replace("-", "_"), evil)));

        assertThat(calls).allSatisfy(call -> assertThat(status(call)).isEqualTo(200));
        assertThat(server.requests()).hasSize(6).allSatisfy(request -> assertThat(request.headers(header))
                .containsExactly(credential));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil", "evil&key=evil", "", "evil#"})
    void noMessageReplacesAKeyInTheQuery(String evil) {
        api(secured("query-key"));
        Map<String, Object> message = new HashMap<>(Map.of("key", evil, "q", evil));
        message.put("CamelOutrestParams", Map.of("key", evil));

        assertThat(status(call("outrest:API?query.key=evil", null, message))).isEqualTo(200);

        assertThat(server.request().target())
                .endsWith("key=S3CR3T-canary-query")
                .containsOnlyOnce("key=S3CR3T");
        assertThat(server.request().target().split("[?&]key=", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void redirectElsewhereGetsNothing(int status) {
        for (String security : ALL.split(", ", -1)) {
            server.answers(Answer.status(status).with("Location", elsewhere.url() + "/x"));
            Connection connection = secured(security);
            connection.setFollowRedirects("same-origin");
            api(connection);

            assertThat(status(call("POST", Map.of("card", CANARY)))).isEqualTo(status);
        }
        assertThat(server.requests()).hasSize(8);
    }

    /** A server that is not the one that was configured asks for credentials: not even the type configured answers. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"r\"", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"", "Bearer", "NTLM"})
    void challengeOfAProxyGetsNothing(String challenge) {
        server.answers(Answer.status(407).with("Proxy-Authenticate", challenge).with("WWW-Authenticate", challenge));
        for (String security : ALL.split(", ", -1)) {
            api(secured(security));
            assertThat(status(get())).isEqualTo(407);
        }

        assertThat(server.requests()).hasSize(8).allSatisfy(request -> assertThat(
                        request.headers("Proxy-Authorization"))
                .isEmpty());
    }

    /** Each call has the credentials of its own connection, and no trace of those that were sent before on the socket. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void connectionsToOneServerDoNotLendTheirCredentials(int round) {
        for (String security : ALL.split(", ", -1)) {
            registry().put(security, secured(security));
        }
        Connection plain = to(server.url());
        plain.setSecurity(List.of());
        registry().put("plain", plain);
        for (int i = 0; i < round; i++) {
            for (String security : ALL.split(", ", -1)) {
                call("outrest:" + security, null, Map.of());
                server.forget();
                assertThat(status(call("outrest:plain", null, Map.of()))).isEqualTo(200);
                assertThat(text(server.request())).doesNotContain(CANARY).doesNotContain("uthorization");
            }
        }
    }

    private static String text(RecordedRequest request) {
        return request.line() + request.headers() + request.body();
    }

    private Connection secured(String security) {
        Connection connection = to(server.url());
        connection.setSecurity(security);
        return connection;
    }
}
