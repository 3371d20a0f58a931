package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many callers, few tokens: what the token endpoint sees when all goes wrong at once. */
class TokenStressTest extends FaultTest {

    private static final int CALLERS = 200;

    private final AtomicInteger count = new AtomicInteger();
    private final RestServer tokens = RestServer.start();

    @AfterEach
    void stopTokens() {
        tokens.close();
    }

    @Test
    @Fault(22)
    void twoHundredCallersWithAnExpiredTokenMakeOneRefresh() throws Exception {
        tokens.answers(request -> Answer.json("{\"access_token\": \"token-" + count.incrementAndGet()
                + "\", \"expires_in\": " + (count.get() == 1 ? 1 : 3600) + "}"));
        api(oauth(tokens.url()));
        assertThat(status(get())).isEqualTo(200);
        TimeUnit.MILLISECONDS.sleep(1100);
        server.forget();

        all();

        assertThat(tokens.requests()).hasSize(2);
        assertThat(server.requests()).hasSize(CALLERS).allSatisfy(request -> assertThat(
                        request.headers("Authorization"))
                .containsExactly("Bearer token-2"));
        assertNothingLeased();
        assertNextCallWorks();
    }

    /** A storm: the API refuses each token, however fresh. Each call is answered; the token endpoint has its peace. */
    @Test
    @Fault({22, 23})
    void tokensThatAreAllRefusedAreNotFetchedOnAndOn() {
        tokens.answers(request -> Answer.json("{\"access_token\": \"token-" + count.incrementAndGet() + "\"}"));
        server.answers(401, "{}");
        api(oauth(tokens.url()));

        List<Exchange> storm = all();
        List<Exchange> next = all();

        assertThat(storm).allSatisfy(call -> assertThat(status(call)).isEqualTo(401));
        assertThat(next).allSatisfy(call -> assertThat(status(call)).isEqualTo(401));
        assertThat(tokens.requests()).hasSizeLessThanOrEqualTo(3);
        assertThat(server.requests()).hasSizeLessThanOrEqualTo(3 * CALLERS);
        assertNothingLeased();
        assertNextCallWorks(server);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 400})
    @Fault(24)
    void endpointThatRefusesIsAskedOnceForAll(int status) {
        tokens.answers(
                Answer.of("text/html", "<html>later</html>").withStatus(status).with("Retry-After", "0"));
        api(oauth(tokens.url()));

        assertThat(all()).allSatisfy(call -> assertThat(failure(call).getKind()).isEqualTo(FailureKind.TOKEN));
        assertThat(tokens.requests()).hasSizeLessThanOrEqualTo(3);
        assertThat(server.requests()).isEmpty();
        tokens.answers(200, "{\"access_token\": \"good\"}");
        assertCallsWorkSoon();
    }

    /** Byte by byte, so that no timeout for bytes helps: the deadline of the call does. */
    @Test
    @Fault(24)
    void endpointThatDripsEndsWithTheDeadlineOfTheCall() {
        RawServer drip = raw(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{");
            for (int i = 0; i < 1000; i++) {
                conversation.send(" ");
                conversation.pause(50);
            }
        });
        Connection connection = oauth(drip.url());
        connection.setTimeout("500ms");
        api(connection);

        OutrestException failure = failure(get());

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure).cause().isInstanceOfSatisfying(OutrestException.class, cause -> assertThat(cause.getKind())
                .isEqualTo(FailureKind.TIMEOUT));
        assertThat(server.requests()).isEmpty();
        drip.close(); // the token request has a time of its own
        assertNextCallWorksElsewhere();
    }

    /** Clocks differ: what the endpoint says of dates does not count, only for how long, from the moment it was said. */
    @ParameterizedTest
    @ValueSource(strings = {"Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 2100 00:00:00 GMT", "yesterday"})
    @Fault(25)
    void datesOfTheEndpointDoNotCount(String date) {
        tokens.answers(request -> Answer.json("{\"access_token\": \"token-" + count.incrementAndGet()
                        + "\", \"expires_in\": 3600, \"exp\": 1, \"iat\": 99999999999, \"expires_at\": 1}")
                .with("Date", date)
                .with("Expires", date)
                .with("Age", "7200"));
        api(oauth(tokens.url()));

        assertThat(status(get())).isEqualTo(200);
        assertThat(status(get())).isEqualTo(200);

        assertThat(tokens.requests()).hasSize(1);
        assertNextCallWorks();
    }

    /** Attack S22: what is called the same in two contexts is not the same. */
    @Test
    void contextsDoNotShareTokens() throws Exception {
        tokens.answers(request -> Answer.json("{\"access_token\": \"token-" + count.incrementAndGet() + "\"}"));
        api(oauth(tokens.url()));
        assertThat(status(get())).isEqualTo(200);

        try (DefaultCamelContext other = new DefaultCamelContext()) {
            OutrestComponent component = new OutrestComponent();
            other.addComponent("outrest", component);
            other.start();
            component.getRegistry().put("oauth", definition(tokens.url()));
            component.getRegistry().put("API", oauthConnection());
            other.createProducerTemplate().send("outrest:API", exchange -> {});
        }

        assertThat(server.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer token-1", "Bearer token-2");
        assertThat(tokens.requests()).extracting(RecordedRequest::method).containsExactly("POST", "POST");
        assertNextCallWorks();
    }

    private List<Exchange> all() {
        List<CompletableFuture<Exchange>> calls =
                IntStream.range(0, CALLERS).mapToObj(i -> later("GET")).toList();
        return calls.stream().map(CompletableFuture::join).toList();
    }

    private Connection oauth(String url) {
        registry().put("oauth", definition(url));
        return oauthConnection();
    }

    private Connection oauthConnection() {
        Connection connection = to(server.url());
        connection.setSecurity("oauth");
        connection.setTimeout("60s");
        return connection;
    }

    private static SecurityDefinition definition(String url) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(url + "/token");
        definition.setClientId("me");
        definition.setClientSecret(CANARY);
        return definition;
    }
}
