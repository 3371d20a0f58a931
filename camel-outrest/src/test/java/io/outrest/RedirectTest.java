package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether and whither answers may lead. */
class RedirectTest extends WireTest {

    private final RestServer elsewhere = RestServer.start();

    @AfterEach
    void nothingGoesElsewhere() {
        elsewhere.close();
        assertThat(elsewhere.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsTheAnswerUnlessItIsAskedFor(int status) {
        api(to(server.url()));
        server.answers(redirect(status, elsewhere.url() + "/x"));
        assertThat(status(call("POST", Map.of("a", 1)))).isEqualTo(status);
        server.answers(redirect(status, "/x"));
        assertThat(status(get())).isEqualTo(status);

        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void fiveHopsAreFollowedAndTheSixthIsTheAnswer() {
        follow();
        server.answers(redirect(302, "/next"));

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(302);
        assertThat(server.requests()).hasSize(6);
        assertThat(answer.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(6);
    }

    @Test
    void credentialsAreOnEveryHop() {
        follow();
        leadingTo(302, "next?a=b");

        assertThat(status(get())).isEqualTo(200);

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests()).allSatisfy(request -> {
            assertThat(request.headers("X-API-Key")).containsExactly(CANARY + "-1");
            assertThat(request.target()).containsOnlyOnce("api_key=" + CANARY + "-2");
        });
        assertThat(server.lastRequest().target()).startsWith("/next?a=b&");
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET, false",
        "302, POST, GET, false",
        "303, POST, GET, false",
        "303, PUT, GET, false",
        "303, HEAD, HEAD, false",
        "301, PUT, PUT, true",
        "302, PATCH, PATCH, true",
        "307, POST, POST, true",
        "308, PUT, PUT, true",
        "307, GET, GET, false"
    })
    void methodAndBodyOfTheNextHop(int status, String method, String then, boolean keepsBody) {
        follow();
        leadingTo(status, "/next");

        assertThat(status(call(method, Map.of("a", 1)))).isEqualTo(200);

        RecordedRequest last = server.lastRequest();
        assertThat(last.method()).isEqualTo(then);
        assertThat(last.body()).isEqualTo(keepsBody ? "{\"a\":1}" : "");
        assertThat(last.headers("Content-Type")).hasSize(keepsBody ? 1 : 0);
    }

    @Test
    void bodyThatCannotBeSentAgainEndsTheWay() {
        follow();
        leadingTo(307, "/next");

        assertThat(status(call("POST", new ByteArrayInputStream(new byte[10])))).isEqualTo(307);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ELSEWHERE/x",
                "//ELSEHOST/x",
                "https://127.0.0.1:PORT/x",
                "http://localhost:PORT/x",
                "http://127.0.0.1/x",
                "http://user@127.0.0.1:PORT/x",
                "http://user:pass@127.0.0.1:PORT/x",
                "http://169.254.169.254/latest",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "http://",
                "http://[::1",
                "/a b",
                "/%zz",
                "/../../x",
                "\\\\ELSEHOST\\x"
            })
    void anotherOriginOrABadLocationIsTheAnswer(String location) {
        follow();
        server.answers(redirect(
                302,
                location.replace("ELSEWHERE", elsewhere.url())
                        .replace("ELSEHOST", "127.0.0.1:" + elsewhere.port())
                        .replace("PORT", "" + server.port())));

        assertThat(status(get())).isEqualTo(302);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void missingLocationAndTwoOfThemAreTheAnswer() {
        follow();
        server.answers(Answer.status(302));
        assertThat(status(get())).isEqualTo(302);
        server.answers(redirect(302, "/a").with("Location", "/b"));
        assertThat(status(get())).isEqualTo(302);

        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306})
    void otherStatusesAreNoRedirects(int status) {
        follow();
        server.answers(redirect(status, "/x"));

        assertThat(status(get())).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void fullUrlOfTheSameOriginIsFollowed() {
        follow();
        leadingTo(302, server.url().replace("http", "HTTP") + "/next");

        assertThat(status(get())).isEqualTo(200);
        assertThat(server.lastRequest().target()).startsWith("/next?");
    }

    private void follow() {
        Connection connection = to(server.url());
        connection.setFollowRedirects("same-origin");
        api(connection);
    }

    private void leadingTo(int status, String location) {
        server.answers(request -> request.target().startsWith("/things")
                ? redirect(status, location)
                : Answer.of("application/json", List.of().toString()));
    }

    private static Answer redirect(int status, String location) {
        return Answer.status(status).with("Location", location);
    }
}
