package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.connection.Connection;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer.Answer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest credentials on the wire, against a server that checks them by itself. */
class DigestTest extends WireTest {

    private static final Pattern PARAMETER = Pattern.compile("([a-z*]+)=(?:\"([^\"]*)\"|([^\", ]+))");
    private static final String SHA_256 = "algorithm=SHA-256, qop=\"auth\"";

    private volatile String nonce = "n1";

    @BeforeEach
    void demand() {
        server.answers(request -> isRight(request) ? Answer.json("7") : refusal(SHA_256));
        define("ann", CANARY);
    }

    @Test
    void challengeIsAnsweredWithTheBodySentAgain() {
        Exchange answer = call("POST", Map.of("a", 1));

        assertThat(status(answer)).isEqualTo(200);
        assertThat(attempts(answer)).isEqualTo(2);
        assertThat(server.requests()).extracting(RecordedRequest::body).containsExactly("{\"a\":1}", "{\"a\":1}");
        assertThat(server.requests().get(0).header("Authorization")).isNull();
        assertThat(parameters(server.lastRequest()))
                .containsEntry("uri", "/things?q=" + CANARY)
                .containsEntry("nc", "00000001")
                .containsEntry("username", "ann");
        assertNothingLeased();
    }

    @Test
    void laterCallsUseTheNonceWithoutBeingAskedAndCount() {
        get();
        server.forget();

        assertThat(attempts(get())).isEqualTo(1);
        assertThat(attempts(call("POST", "text"))).isEqualTo(1);

        assertThat(server.requests())
                .extracting(request ->
                        parameters(request).get("nonce") + parameters(request).get("nc"))
                .containsExactly("n100000002", "n100000003");
    }

    @Test
    void nonceThatBecameTooOldIsReplaced() {
        get();
        nonce = "n2";

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(200);
        assertThat(attempts(answer)).isEqualTo(2);
        assertThat(parameters(server.lastRequest()))
                .containsEntry("nonce", "n2")
                .containsEntry("nc", "00000001");
    }

    @Test
    void nonceThatIsTooOldAtOnceIsReplacedOnceMore() {
        server.answers(request -> {
            nonce = "n" + (server.requests().size() > 2 ? 2 : server.requests().size());
            return isRight(request) ? Answer.json("7") : refusal(SHA_256);
        });

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(200);
        assertThat(attempts(answer)).isEqualTo(3);
    }

    @Test
    void nonceThatIsAlwaysTooOldIsTheAnswer() {
        server.answers(request ->
                refusal(SHA_256 + ", stale=true, x=" + server.requests().size()));

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(401);
        assertThat(attempts(answer)).isEqualTo(3);
        assertNothingLeased();
    }

    @Test
    void wrongPasswordIsTheAnswerAndNotSentUnasked() {
        define("ann", "wrong");

        Exchange answer = get();
        assertThat(status(answer)).isEqualTo(401);
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("why", "no"));
        assertThat(attempts(answer)).isEqualTo(2);

        server.forget();
        get();
        assertThat(server.requests().get(0).header("Authorization")).isNull();
    }

    @Test
    void bodyThatCannotBeSentAgainGetsThe401AndTheNextCallTheNonce() {
        Exchange answer = call("POST", once());
        assertThat(status(answer)).isEqualTo(401);
        assertThat(attempts(answer)).isEqualTo(1);

        answer = call("POST", once());
        assertThat(status(answer)).isEqualTo(200);
        assertThat(attempts(answer)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "algorithm=SHA-512-256, qop=auth",
                "algorithm=SHA-256, qop=auth-int",
                "algorithm=MD5-sess",
                "algorithm=whatever, qop=\"auth\"",
            })
    void challengeThatCannotBeAnsweredIsTheAnswer(String challenge) {
        server.answers(request -> refusal(challenge));

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(401);
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("why", "no"));
        assertThat(attempts(answer)).isEqualTo(1);
    }

    /** Attack S24: nothing else than what is configured is given to a server that asks for it. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"r\"", "Bearer", "Negotiate", "NTLM", ""})
    void otherSchemesGetNothing(String challenge) {
        server.answers(Answer.status(401).with("WWW-Authenticate", challenge));

        assertThat(status(get())).isEqualTo(401);
        assertThat(server.request().header("Authorization")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strongestOfSeveralChallengesIsAnswered(boolean inOneLine) {
        String weak = "Digest realm=\"r\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"";
        String strong = "Digest realm=\"r\", nonce=\"n1\", " + SHA_256;
        server.answers(request -> {
            if (isRight(request)) {
                return Answer.json("7");
            }
            return inOneLine
                    ? Answer.status(401).with("WWW-Authenticate", "Basic realm=\"r\", " + weak + ", " + strong)
                    : Answer.status(401)
                            .with("WWW-Authenticate", "Basic realm=\"r\"")
                            .with("WWW-Authenticate", weak)
                            .with("WWW-Authenticate", strong);
        });

        assertThat(status(get())).isEqualTo(200);
        assertThat(parameters(server.lastRequest())).containsEntry("algorithm", "SHA-256");
    }

    @Test
    void messageCannotPutItsOwnAuthorizationThere() {
        call("outrest:API", null, Map.of("CamelOutrestHeaders", Map.of("Authorization", "mine"), "Authorization", "x"));

        assertThat(server.requests().get(0).header("Authorization")).isNull();
        assertThat(server.lastRequest().headers("Authorization")).hasSize(1);
    }

    /** Keeps out: a key in the query that was put on after the digest, which then did not fit the request. */
    @Test
    void digestCoversAKeyInTheQuery() {
        Connection connection = to(server.url());
        connection.setSecurity("digest, query-key");
        api(connection);

        assertThat(status(get())).isEqualTo(200);
        assertThat(server.lastRequest().target()).contains("api_key=S3CR3T-canary-2");
    }

    @Test
    void redirectsAreAnsweredWithTheirOwnTarget() {
        server.answers(request -> {
            if (!isRight(request)) {
                return refusal(SHA_256);
            }
            return request.target().startsWith("/elsewhere")
                    ? Answer.json("7")
                    : Answer.status(307).with("Location", "/elsewhere?a=b");
        });
        Connection connection = to(server.url());
        connection.setSecurity("digest");
        connection.setFollowRedirects("same-origin");
        api(connection);

        Exchange answer = get();

        assertThat(status(answer)).isEqualTo(200);
        assertThat(attempts(answer)).isEqualTo(3);
        assertThat(parameters(server.lastRequest())).containsEntry("uri", "/elsewhere?a=b");
    }

    @Test
    void callsAtTheSameTimeNeverCountAlike() {
        get();
        server.forget();
        List<CompletableFuture<Exchange>> calls =
                IntStream.range(0, 100).mapToObj(i -> later("POST")).toList();

        assertThat(calls).allSatisfy(call -> assertThat(status(call.join())).isEqualTo(200));
        assertThat(server.requests())
                .hasSize(100)
                .extracting(request -> parameters(request).get("nc"))
                .doesNotHaveDuplicates();
        assertNothingLeased();
    }

    @Test
    void changedDefinitionBeginsAnew() {
        define("ann", "wrong");
        assertThat(status(get())).isEqualTo(401);

        define("ann", CANARY);

        assertThat(status(get())).isEqualTo(200);
    }

    // --- vocabulary
    // ----------------------------------------------------------------------------------------------------------

    private void define(String username, String password) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("digest");
        definition.setUsername(username);
        definition.setPassword(password);
        registry().put("digest", definition);
        Connection connection = to(server.url());
        connection.setSecurity("digest");
        api(connection);
    }

    private Answer refusal(String rest) {
        String stale = server.lastRequest().header("Authorization") == null || rest.contains("stale=")
                ? ""
                : ", stale=" + !nonce.equals(parameters(server.lastRequest()).get("nonce"));
        return Answer.json("{\"why\": \"no\"}")
                .withStatus(401)
                .with("WWW-Authenticate", "Digest realm=\"r\", nonce=\"" + nonce + "\", " + rest + stale);
    }

    /** Whether a request has the answer of RFC 7616 section 3.4.1 with SHA-256, to the nonce of now. */
    private boolean isRight(RecordedRequest request) {
        Map<String, String> sent = parameters(request);
        String user = hash("ann:r:" + CANARY);
        String target = hash(request.method() + ":" + request.target());
        return nonce.equals(sent.get("nonce"))
                && request.target().equals(sent.get("uri"))
                && hash(user + ":" + nonce + ":" + sent.get("nc") + ":" + sent.get("cnonce") + ":auth:" + target)
                        .equals(sent.get("response"));
    }

    private static Map<String, String> parameters(RecordedRequest request) {
        Map<String, String> parameters = new HashMap<>();
        Matcher pair = PARAMETER.matcher(String.valueOf(request.header("Authorization")));
        while (pair.find()) {
            parameters.put(pair.group(1), pair.group(2) == null ? pair.group(3) : pair.group(2));
        }
        return parameters;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static int attempts(Exchange exchange) {
        return exchange.getMessage().getHeader(OutrestConstants.ATTEMPTS, Integer.class);
    }

    /** A stream that is gone when it was read. */
    private static ByteArrayInputStream once() {
        return new ByteArrayInputStream("once".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}
