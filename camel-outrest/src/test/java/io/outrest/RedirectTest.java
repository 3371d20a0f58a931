package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.http.TlsSettings;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether and whither answers may lead. */
class RedirectTest extends FaultTest {

    private static final TestIdentity IDENTITY = TestIdentity.of(Path.of("target"), "dns:localhost,ip:127.0.0.1");
    private static final TestIdentity CLIENT = TestIdentity.of(Path.of("target"), "dns:client");

    private final RestServer elsewhere = RestServer.start();

    @AfterEach
    void nothingGoesElsewhere() {
        elsewhere.close();
        assertThat(elsewhere.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Fault(18)
    void redirectIsTheAnswerUnlessItIsAskedFor(int status) {
        api(to(server.url()));
        server.answers(redirect(status, elsewhere.url() + "/x"));
        assertThat(status(call("POST", Map.of("a", 1)))).isEqualTo(status);
        server.answers(redirect(status, "/x"));
        assertThat(status(get())).isEqualTo(status);

        assertThat(server.requests()).hasSize(2);
        assertNextCallWorks(server);
    }

    @Test
    @Fault(18)
    void fiveHopsAreFollowedAndTheSixthIsTheAnswer() {
        follow();
        server.answers(redirect(302, "/next"));

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(302);
        assertThat(server.requests()).hasSize(6);
        assertThat(answer.getMessage().getHeader(OutrestConstants.ATTEMPTS)).isEqualTo(6);
        assertNextCallWorks(server);
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
        assertNextCallWorks(server);
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
    @Fault(21)
    void methodAndBodyOfTheNextHop(int status, String method, String then, boolean keepsBody) {
        follow();
        leadingTo(status, "/next");

        assertThat(status(call(method, Map.of("a", 1)))).isEqualTo(200);

        RecordedRequest last = server.lastRequest();
        assertThat(last.method()).isEqualTo(then);
        assertThat(last.body()).isEqualTo(keepsBody ? "{\"a\":1}" : "");
        assertThat(last.headers("Content-Type")).hasSize(keepsBody ? 1 : 0);
        assertNextCallWorks(server);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    @Fault(21)
    void bodyThatCannotBeSentAgainEndsTheWay(int status) {
        follow();
        leadingTo(status, "/next");

        assertThat(status(call("POST", new ByteArrayInputStream(new byte[10])))).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
        assertNextCallWorks(server);
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
                "http://127.0.0.1:PORT//ELSEHOST/x",
                "/a/..//ELSEHOST/x",
                "\\\\ELSEHOST\\x"
            })
    @Fault({19, 20})
    void anotherOriginOrABadLocationIsTheAnswer(String location) {
        follow();
        server.answers(redirect(
                302,
                location.replace("ELSEWHERE", elsewhere.url())
                        .replace("ELSEHOST", "127.0.0.1:" + elsewhere.port())
                        .replace("PORT", "" + server.port())));

        assertThat(status(get())).isEqualTo(302);
        assertThat(server.requests()).hasSize(1);
        assertNextCallWorks(server);
    }

    /** Neither the key nor the certificate of the client goes on to a server of another port, be it as secure. */
    @ParameterizedTest
    @CsvSource({"301, GET", "302, POST", "303, POST", "307, POST", "308, GET"})
    @Fault(19)
    void nothingOfTheClientIsShownToAnotherSecureServer(int status, String method) {
        RawServer other = alsoStop(RawServer.startTls(IDENTITY.server(CLIENT), true, RawServer.wellBehaved()));
        RawServer raw = secure("HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + other.url()
                + "/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertAnswer(raw, () -> call(method, Map.of("a", CANARY)), status, 1, 1);

        assertThat(other.connections()).isZero();
        assertNextCallWorks(raw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:ELSEPORT/x", "http://127.0.0.1:PORT/x", "//127.0.0.1:ELSEPORT/x"})
    @Fault(20)
    void wayOutOfTlsIsNotTaken(String location) {
        RawServer raw = secure("");
        raw.follow(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 302 Found\r\nLocation: "
                    + location.replace("ELSEPORT", "" + elsewhere.port()).replace("PORT", "" + raw.port())
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });

        assertAnswer(raw, this::get, 302, 1, 1);
        assertNextCallWorks(raw);
    }

    private RawServer secure(String answer) {
        RawServer raw = alsoStop(RawServer.startTls(IDENTITY.server(CLIENT), true, conversation -> {
            conversation.readRequest();
            conversation.send(answer);
        }));
        TlsSettings tls = trusting(IDENTITY);
        tls.setClientCertificate(CLIENT.certificate());
        tls.setClientKey(CLIENT.key());
        Connection connection = to(raw.url(), tls);
        connection.setFollowRedirects("same-origin");
        api(connection);
        return raw;
    }

    /** A way in a circle is as long as any other. */
    @ParameterizedTest
    @CsvSource({"/things, 302", "/other, 307", "'', 308"})
    @Fault(18)
    void circleEndsWithTheSixthHop(String location, int status) {
        follow();
        server.answers(redirect(status, location.isEmpty() ? "?a" : location));

        assertAnswer(server, this::get, status, 6, 6);
        assertNextCallWorks(server);
    }

    @Test
    void missingLocationAndTwoOfThemAreTheAnswer() {
        follow();
        server.answers(Answer.status(302));
        assertThat(status(get())).isEqualTo(302);
        server.answers(redirect(302, "/a").with("Location", "/b"));
        assertThat(status(get())).isEqualTo(302);

        assertThat(server.requests()).hasSize(2);
        assertNextCallWorks(server);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306})
    void otherStatusesAreNoRedirects(int status) {
        follow();
        server.answers(redirect(status, "/x"));

        assertThat(status(get())).isEqualTo(status);
        assertThat(server.requests()).hasSize(1);
        assertNextCallWorks(server);
    }

    @Test
    void fullUrlOfTheSameOriginIsFollowed() {
        follow();
        leadingTo(302, server.url().replace("http", "HTTP") + "/next");

        assertThat(status(get())).isEqualTo(200);
        assertThat(server.lastRequest().target()).startsWith("/next?");
        assertNextCallWorks(server);
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

    /** RFC 3986 section 5.4. Keeps out: a query alone lost the last segment of the path, and empty segments were left out. */
    @ParameterizedTest(name = "{index}")
    @CsvSource(
            delimiter = '|',
            value = {
                "?page=2 | /base/things?page=2",
                "'' | /base/things?q=S3CR3T-canary&api_key=S3CR3T-canary-2",
                "other | /base/other",
                "./other | /base/other",
                "../other?a=b | /other?a=b",
                "/a//b | /a//b",
                "/a/./b/../c | /a/c",
                "/a/b/.. | /a/",
                ". | /base/",
            })
    @Fault(18)
    void relativeLocationIsResolvedAsUrlsAre(String location, String target) {
        Connection connection = to(server.url() + "/base");
        connection.setFollowRedirects("same-origin");
        api(connection);
        server.answers(request ->
                server.requests().size() == 1 ? Answer.status(302).with("Location", location) : Answer.json("{}"));

        assertThat(status(get())).isEqualTo(200);

        assertThat(server.lastRequest().target().replaceAll("[?&]api_key=S3CR3T-canary-2$", ""))
                .isEqualTo(target.replaceAll("[?&]api_key=S3CR3T-canary-2$", ""));
        assertNextCallWorks(server);
    }
}
