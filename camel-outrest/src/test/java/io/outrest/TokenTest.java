package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.request.FailureKind;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RawServer;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens from the route's end to the wire; when one is asked for is in {@code TokenCacheTest}. */
class TokenTest extends OutrestTest {

    private static final String SECRET = "hunter2";

    private final AtomicInteger tokens = new AtomicInteger();
    private final RestServer identity = RestServer.start().answers(request -> token("t" + tokens.incrementAndGet()));

    @Override
    protected String document() {
        return "";
    }

    @AfterEach
    void stopIdentity() {
        identity.close();
    }

    // --- the token request -------------------------------------------------------------------------------------------

    @Test
    void tokenIsAskedForAsTheRfcSaysAndPutOn() {
        define(definition -> {});

        assertThat(status(send("outrest:A"))).isEqualTo(200);

        RecordedRequest asked = identity.request();
        assertThat(asked.line()).isEqualTo("POST /token");
        assertThat(asked.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(asked.header("Accept")).isEqualTo("application/json");
        assertThat(asked.header("Authorization")).isEqualTo(basic("me", SECRET));
        assertThat(form(asked)).isEqualTo(Map.of("grant_type", "client_credentials"));
        assertThat(server.request().headers("Authorization")).containsExactly("Bearer t1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a b:c/d@e | p:%&=+ ä€ | a+b%3Ac%2Fd%40e | p%3A%25%26%3D%2B+%C3%A4%E2%82%AC"})
    void clientIsFormEncodedBeforeBasicIsMadeOfIt(String id, String secret, String encodedId, String encodedSecret) {
        define(definition -> {
            definition.setClientId(id);
            definition.setClientSecret(secret);
        });

        send("outrest:A");

        assertThat(identity.request().header("Authorization")).isEqualTo(basic(encodedId, encodedSecret));
        assertThat(form(identity.request())).containsOnlyKeys("grant_type");
    }

    @Test
    void clientMayStandInTheForm() {
        define(definition -> {
            definition.setClientAuthentication("post");
            definition.setClientId("a b:c");
            definition.setClientSecret("p&=+ä");
        });

        send("outrest:A");

        assertThat(identity.request().header("Authorization")).isNull();
        assertThat(form(identity.request()))
                .isEqualTo(Map.of("grant_type", "client_credentials", "client_id", "a b:c", "client_secret", "p&=+ä"));
    }

    @Test
    void scopesAudienceAndParametersAreSent() {
        define(definition -> {
            definition.setScopes("orders.read, orders.write");
            definition.setAudience("https://api");
            definition.setParameters(Map.of("resource", "a b&c"));
            definition.setTokenUrl(identity.url() + "/token?tenant=7");
        });

        send("outrest:A");

        assertThat(identity.request().line()).isEqualTo("POST /token?tenant=7");
        assertThat(form(identity.request()))
                .isEqualTo(Map.of(
                        "grant_type", "client_credentials",
                        "scope", "orders.read orders.write",
                        "audience", "https://api",
                        "resource", "a b&c"));
    }

    @Test
    void emptyScopesAreNotSent() {
        define(definition -> definition.setScopes(List.of()));

        send("outrest:A");

        assertThat(form(identity.request())).doesNotContainKey("scope");
    }

    // --- what is taken for a token
    // -------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'access_token': 'abc'}",
                "{'access_token': 'abc', 'token_type': 'Bearer'}",
                "{'access_token': 'abc', 'token_type': 'BEARER', 'expires_in': 60}",
                "{'access_token': 'abc', 'token_type': null, 'expires_in': '60', 'more': [1, {}]}",
                " {'access_token': 'abc', 'expires_in': 1e3} ",
                "{'access_token': 'abc', 'expires_in': 'soon'}",
                "{'access_token': 'abc', 'expires_in': {}}",
                "{'access_token': 'abc', 'expires_in': true}",
                "{'access_token': 'abc', 'expires_in': null}",
                "{'access_token': 'abc', 'expires_in': 99999999999999999999}",
                "{'access_token': 'abc', 'expires_in': '99999999999999999999'}",
                "{'access_token': 'abc', 'expires_in': -5}",
            })
    void acceptedAnswers(String answer) {
        identity.answers(Answer.json(answer.replace('\'', '"')));
        define(definition -> {});

        assertThat(status(send("outrest:A"))).isEqualTo(200);
        assertThat(server.request().header("Authorization")).isEqualTo("Bearer abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {} | no access_token",
                "200 | {'access_token': ''} | no access_token",
                "200 | {'access_token': null} | no access_token",
                "200 | {'access_token': 5} | no access_token",
                "200 | {'access_token': ['leak']} | no access_token",
                "200 | {'access_token': 'leak leak'} | no access_token",
                "200 | {'access_token': 'leak\\r\\nX: y'} | no access_token",
                "200 | {'access_token': 'leäk'} | no access_token",
                "200 | {'access_token': 'leak', 'token_type': 'mac'} | another type than Bearer",
                "200 | {'access_token': 'leak', 'token_type': ''} | another type than Bearer",
                "200 | {'access_token': 'leak', 'token_type': 7} | another type than Bearer",
                "200 | [{'access_token': 'leak'}] | no JSON object",
                "200 | {'access_token': 'leak'} {} | no JSON object",
                "200 | {'access_token': 'leak' | no JSON object",
                "200 | 'leak' | no JSON object",
                "200 | null | no JSON object",
                "200 | `` | no JSON object",
                "200 | access_token=leak&token_type=bearer | no JSON object",
                "200 | <html>leak</html> | no JSON object",
                "201 | {'access_token': 'leak'} | the status 201",
                "204 | `` | the status 204",
                "302 | {'access_token': 'leak'} | the status 302",
                "307 | `` | the status 307",
                "400 | {'error': 'invalid_client', 'error_description': 'leak hunter2'} | the status 400 (invalid_client)",
                "400 | {'error': 'leak hunter2'} | the status 400",
                "400 | null | the status 400",
                "401 | `` | the status 401",
                "500 | <html>leak</html> | the status 500",
            })
    void refusedAnswersAreTokenFailuresThatSayNothingSecret(int status, String answer, String problem) {
        identity.answers(
                Answer.json(answer.replace('\'', '"')).withStatus(status).with("Location", identity.url() + "/x"));
        define(definition -> {});

        OutrestException failure = failure(send("outrest:A"));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure.getAttempts()).isZero();
        assertThat(failure).hasMessageContaining("the token endpoint").hasMessageContaining(problem);
        assertThat(stackTrace(failure)).doesNotContain("leak", "leäk", SECRET, basic("me", SECRET));
        assertThat(identity.requests()).as("redirects are not followed").hasSize(1);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void tokenIsSixtyFourKibibytesAtMost() {
        identity.answers(Answer.json("{\"access_token\": \"" + "x".repeat(64 * 1024 + 1) + "\"}"));
        define(definition -> {});

        assertThat(failure(send("outrest:A"))).hasMessageContaining("64 KiB at most");
    }

    @Test
    void answerWithoutAnEndIsCutOff() {
        RawServer endless = RawServer.start(conversation -> {
            conversation.readRequest();
            conversation.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
            while (true) {
                conversation.send("x".repeat(8192));
            }
        });
        try (endless) {
            define(definition -> definition.setTokenUrl(endless.url()));

            assertThat(failure(send("outrest:A")).getKind()).isEqualTo(FailureKind.TOKEN);
        }
    }

    @Test
    void endpointThatIsNotThereIsATokenFailureWithItsCause() {
        identity.close();
        define(definition -> {});

        OutrestException failure = failure(send("outrest:A"));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure).hasMessageContaining("no token could be fetched");
        assertThat(server.requests()).isEmpty();
    }

    // --- one request for all
    // -----------------------------------------------------------------------------------------------

    @Test
    void fiftyCallsThatComeTogetherAskOnce() {
        CountDownLatch release = new CountDownLatch(1);
        identity.answersWhen(release, () -> token("t" + tokens.incrementAndGet()));
        define(definition -> {});

        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(template.asyncSend("outrest:A", exchange -> {}));
        }
        Awaitility.await().until(() -> identity.requests().size() == 1);
        release.countDown();

        assertThat(calls).allSatisfy(call -> assertThat(status(call.get(30, TimeUnit.SECONDS)))
                .isEqualTo(200));
        assertThat(identity.requests()).hasSize(1);
        assertThat(server.requests()).hasSize(50).allSatisfy(request -> assertThat(request.header("Authorization"))
                .isEqualTo("Bearer t1"));
    }

    @Test
    void failureEndsAllCallsThatWaitAndThoseOfTheNextSecond() {
        CountDownLatch release = new CountDownLatch(1);
        identity.answersWhen(release, Answer.status(503));
        define(definition -> {});

        CompletableFuture<Exchange> one = template.asyncSend("outrest:A", exchange -> {});
        CompletableFuture<Exchange> other = template.asyncSend("outrest:A", exchange -> {});
        Awaitility.await().until(() -> identity.requests().size() == 1);
        release.countDown();

        assertThat(failure(one.join()).getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure(other.join()).getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure(send("outrest:A")).getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(server.requests()).isEmpty();

        identity.answers(request -> token("late"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(status(send("outrest:A"))).isEqualTo(200));
    }

    @Test
    void connectionsShareTheTokenOfTheirDefinitionAndNoOther() {
        define(definition -> {});
        registry().put("second", definition());
        registry().put("B", connection("oauth"));
        registry().put("C", connection("second"));

        assertThat(List.of(authorization("A"), authorization("B"), authorization("C")))
                .containsExactly("Bearer t1", "Bearer t1", "Bearer t2");
    }

    @Test
    void changingADefinitionDropsItsTokens() {
        define(definition -> {});
        assertThat(authorization("A")).isEqualTo("Bearer t1");

        SecurityDefinition changed = definition();
        registry().put("oauth", changed);
        assertThat(authorization("A")).as("the same again is no change").isEqualTo("Bearer t1");
        changed.setClientSecret("rotated");
        registry().put("oauth", changed);

        assertThat(authorization("A")).isEqualTo("Bearer t2");
        assertThat(identity.lastRequest().header("Authorization")).isEqualTo(basic("me", "rotated"));
    }

    // --- 401
    // -------------------------------------------------------------------------------------------------------------

    @Test
    void refusedTokenIsReplacedAndTheCallReplayedOnce() {
        server.answers(
                request -> "Bearer t1".equals(request.header("Authorization")) ? Answer.status(401) : Answer.json("7"));
        define(definition -> {});

        Exchange answer = send("outrest:A?method=POST", Map.of("a", 1), Map.of());

        assertThat(answer.getMessage().getBody()).isEqualTo(7);
        assertThat(answer.getMessage().getHeader("CamelOutrestAttempts")).isEqualTo(2);
        assertThat(server.requests()).extracting(RecordedRequest::body).containsExactly("{\"a\":1}", "{\"a\":1}");
        assertThat(identity.requests()).hasSize(2);
    }

    @Test
    void secondRefusalIsTheAnswerAndNothingIsRenewedForAWhile() {
        server.answers(401, "{\"why\": \"no\"}");
        define(definition -> {});

        Exchange answer = send("outrest:A");
        assertThat(status(answer)).isEqualTo(401);
        assertThat(answer.getMessage().getBody()).isEqualTo(Map.of("why", "no"));
        assertThat(server.requests()).hasSize(2);
        assertThat(identity.requests()).hasSize(2);

        server.forget();
        assertThat(status(send("outrest:A"))).isEqualTo(401);
        assertThat(server.requests()).hasSize(1);
        assertThat(identity.requests()).hasSize(2);
    }

    @Test
    void bodyThatCannotBeSentAgainIsNotReplayedButTheTokenIsDropped() {
        server.answers(
                request -> "Bearer t1".equals(request.header("Authorization")) ? Answer.status(401) : Answer.json("7"));
        define(definition -> {});

        Exchange answer = send(
                "outrest:A?method=POST",
                new ByteArrayInputStream("once".getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public boolean markSupported() {
                        return false;
                    }
                },
                Map.of());

        assertThat(status(answer)).isEqualTo(401);
        assertThat(server.requests()).hasSize(1);
        assertThat(authorization("A")).isEqualTo("Bearer t2");
    }

    @Test
    void staticCredentialsAreNotReplayed() {
        server.answers(401, "{}");
        SecurityDefinition bearer = new SecurityDefinition();
        bearer.setType("bearer");
        bearer.setToken("t");
        registry().put("bearer", bearer);
        registry().put("A", connection("bearer"));

        assertThat(status(send("outrest:A"))).isEqualTo(401);
        assertThat(server.requests()).hasSize(1);
    }

    /** The new token cannot be had: that is what the caller has to know. */
    @Test
    void renewalThatFailsIsATokenFailure() {
        server.answers(401, "{}");
        identity.answers(request -> identity.requests().size() == 1 ? token("t1") : Answer.status(500));
        define(definition -> {});

        OutrestException failure = failure(send("outrest:A"));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure.getAttempts()).isEqualTo(1);
    }

    // --- time and transport
    // ------------------------------------------------------------------------------------------------

    @Test
    void deadlineThatEndsWhileATokenIsFetchedIsATokenFailureWithTheTimeoutAsCause() {
        CountDownLatch release = new CountDownLatch(1);
        identity.answersWhen(release, token("late"));
        define(definition -> {});

        OutrestException failure = failure(send("outrest:A?timeout=300ms"));

        assertThat(failure.getKind()).isEqualTo(FailureKind.TOKEN);
        assertThat(failure).hasMessageContaining("the deadline of the call ended while a token was fetched");
        assertThat(failure.getCause()).hasMessageContaining("the deadline of the call is over");
        release.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(authorization("A")).isEqualTo("Bearer late"));
        assertThat(identity.requests())
                .as("the request went on for those who come later")
                .hasSize(1);
    }

    @Test
    void connectionsTlsIsNotTheTokenEndpoints() {
        define(definition -> {});
        Connection broken = connection("oauth");
        TlsSettings tls = new TlsSettings();
        tls.setTrustAll(true);
        broken.setTls(tls);
        var proxy = new ProxySettings();
        proxy.setHost("127.0.0.1");
        proxy.setPort(1);
        broken.setProxy(proxy);
        registry().put("Proxied", broken);

        assertThat(failure(send("outrest:Proxied")).getKind()).isIn(FailureKind.PROXY, FailureKind.CONNECT);
        assertThat(identity.requests())
                .as("the token came without the connection's proxy")
                .hasSize(1);
    }

    @Test
    void definitionsOwnProxyIsUsed() {
        RawServer proxy = RawServer.answering(
                """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                Connection: close\r
                \r
                {"access_token": "byProxy"}
                """);
        try (proxy) {
            define(definition -> {
                definition.setTokenUrl("http://id.example/token");
                definition.setAllowInsecure(true);
                var settings = new ProxySettings();
                settings.setHost("127.0.0.1");
                settings.setPort(proxy.port());
                definition.setProxy(settings);
            });

            assertThat(authorization("A")).isEqualTo("Bearer byProxy");
            assertThat(proxy.requests().get(0)).matches("(?s)POST http://id\\.example(:80)?/token HTTP/1\\.1\r\n.*");
        }
    }

    @Test
    void definitionsOwnTlsIsRead() {
        define(definition -> {
            TlsSettings tls = new TlsSettings();
            tls.setCaCertificates("no-such-file.pem");
            definition.setTls(tls);
        });

        assertThatThrownBy(() -> send("outrest:A"))
                .hasStackTraceContaining(
                        "security definition 'oauth': tls.caCertificates names a file that cannot be read");
    }

    // --- the other types
    // ----------------------------------------------------------------------------------------------------

    @Test
    void basicIsUtf8AndNeedsNoAsking() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("basic");
        definition.setUsername("Jürgen");
        definition.setPassword("pä:ß€");
        assertThat(secured(definition).header("Authorization")).isEqualTo(basic("Jürgen", "pä:ß€"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,      -,       Authorization, Bearer s3cret",
                "Token,  -,       Authorization, Token s3cret",
                "'',     -,       Authorization, s3cret",
                "-,      X-Token, X-Token,       Bearer s3cret",
                "'',     X-Token, X-Token,       s3cret",
            })
    void bearerHasAPrefixAndAHeader(String prefix, String header, String name, String value) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("bearer");
        definition.setToken("s3cret");
        definition.setPrefix(prefix);
        definition.setHeader(header);

        assertThat(secured(definition).headers(name)).containsExactly(value);
    }

    @Test
    void apiKeyStandsInItsPlaceAndNothingReplacesIt() {
        registry().put("header", apiKey("header", "X-Key", "h&1"));
        registry().put("query", apiKey("query", "api key", "q&1"));
        registry().put("cookie", apiKey("cookie", "session", "c1"));
        registry().put("A", connection("header,query,cookie"));

        Exchange answer = send(
                "outrest:A",
                Map.of(
                        "x-key", "message",
                        "CamelOutrestParams", Map.of("api key", "message", "other", "1"),
                        "CamelOutrestHeaders", Map.of("X-KEY", "message", "Cookie", "mine=2; session=message")));

        assertThat(status(answer)).isEqualTo(200);
        RecordedRequest request = server.request();
        assertThat(request.headers("X-Key")).containsExactly("h&1");
        assertThat(request.target()).isEqualTo("/?other=1&api%20key=q%261");
        assertThat(request.headers("Cookie")).containsExactly("session=c1; mine=2");
    }

    @Test
    void severalDefinitionsAreAllApplied() {
        define(definition -> {});
        registry().put("key", apiKey("header", "X-Key", "k"));
        registry().put("Both", connection("oauth, key"));

        assertThat(authorization("Both")).isEqualTo("Bearer t1");
        assertThat(server.lastRequest().header("X-Key")).isEqualTo("k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "username=u                                      | type is missing; known are basic, apiKey, bearer, oauth2, digest, mutualTls",
                "type=apikey                                     | type 'apikey' is not known",
                "type=basic,username=u                           | password is missing, which the type basic needs",
                "type=basic,password=hunter2                     | username is missing, which the type basic needs",
                "type=basic,username=a:b,password=hunter2        | username must not have a colon",
                "type=basic,username=u,password=hunter2,token=hunter2 | token is no setting of the type basic; it has username, password",
                "type=apiKey,in=header,name=X                    | apiKey is missing, which the type apiKey needs",
                "type=apiKey,in=body,name=X,apiKey=hunter2       | in must be header, query or cookie",
                "type=apiKey,in=header,name=a b,apiKey=hunter2   | name must be a name that a header can have",
                "type=apiKey,in=header,name=Host,apiKey=hunter2  | name must be a name that a header can have",
                "type=apiKey,in=cookie,name=a;b,apiKey=hunter2   | name must be a name that a cookie can have",
                "type=apiKey,in=cookie,name=a,apiKey=hunter2;b=c | apiKey holds characters that a cookie cannot have",
                "type=apiKey,in=header,name=a,apiKey=hunter2ä    | apiKey holds characters that a header cannot have",
                "type=bearer                                     | token is missing, which the type bearer needs",
                "type=bearer,token=                              | token is missing, which the type bearer needs",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientSecret= | clientSecret is missing, which the type oauth2 needs",
                "type=bearer,token=hunter2,header=a b            | header must be a name that a header can have",
                "type=bearer,token=hunter2,scopes=a              | scopes is no setting of the type bearer",
                "type=oauth2,clientId=c,clientSecret=hunter2     | tokenUrl is missing, which the type oauth2 needs",
                "type=oauth2,tokenUrl=https://id,clientId=c      | clientSecret is missing, which the type oauth2 needs",
                "type=oauth2,tokenUrl=id,clientId=c,clientSecret=hunter2 | tokenUrl must be http://host",
                "type=oauth2,tokenUrl=https://a:hunter2@id,clientId=c,clientSecret=hunter2 | tokenUrl must be http://host",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientSecret=hunter2,clientAuthentication=digest | clientAuthentication must be",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientSecret=hunter2,grant=magic | grant must be client_credentials, password, refresh_token or jwt_bearer",
                "type=digest,username=u                          | password is missing, which the type digest needs",
                "type=mutualTls,clientCertificate=c              | clientKey is missing, which the type mutualTls needs",
                "type=mutualTls,clientCertificate=c,clientKey=hunter2,password=hunter2 | password is no setting of the type mutualTls",
                "type=oauth2,tokenUrl=https://id,clientId=c,grant=password,username=u | password is missing, which the type oauth2 with the grant password needs",
                "type=oauth2,tokenUrl=https://id,clientId=c,grant=refresh_token | refreshToken is missing, which the type oauth2 with the grant refresh_token needs",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientSecret=hunter2,password=hunter2 | password is no setting of the type oauth2",
                "type=oauth2,tokenUrl=https://id,clientId=c,grant=password,username=u,password=hunter2,refreshToken=hunter2 | refreshToken is no setting of the type oauth2 with the grant password",
                "type=oauth2,tokenUrl=https://id,clientId=c,clientSecret=hunter2,apiKey=hunter2 | apiKey is no setting of the type oauth2",
            })
    void definitionThatCannotBeUsedIsRefusedByTheNamesOfItsSettings(String settings, String problem) {
        SecurityDefinition definition = new SecurityDefinition();
        Arrays.stream(settings.split(",", -1))
                .map(pair -> pair.split("=", 2))
                .forEach(pair ->
                        SecurityDefinition.SETTINGS.settings().get(pair[0]).set(definition, pair[1]));

        assertThatThrownBy(() -> registry().put("S", definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("security definition 'S': " + problem)
                .hasMessageNotContaining(SECRET);
        assertThat(registry().securityNames()).isEmpty();
    }

    /** What CR and LF make of a header is not repaired but refused. */
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nInjected: x", "Bearer\u0000", "Bearer\n", "Bärer"})
    void prefixThatNoHeaderCanHaveIsRefused(String prefix) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("bearer");
        definition.setToken(SECRET);
        definition.setPrefix(prefix);

        assertThatThrownBy(() -> registry().put("S", definition))
                .hasMessageContaining("prefix holds characters that a header cannot have");
    }

    // --- vocabulary
    // --------------------------------------------------------------------------------------------------------

    /** A definition called {@code oauth}, and a connection called {@code A} that uses it. */
    private void define(Consumer<SecurityDefinition> changes) {
        SecurityDefinition definition = definition();
        changes.accept(definition);
        registry().put("oauth", definition);
        registry().put("A", connection("oauth"));
    }

    private SecurityDefinition definition() {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("oauth2");
        definition.setTokenUrl(identity.url() + "/token");
        definition.setClientId("me");
        definition.setClientSecret(SECRET);
        return definition;
    }

    private Connection connection(String security) {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setSecurity(security);
        return connection;
    }

    /** What the API sees of a call with that definition. */
    private RecordedRequest secured(SecurityDefinition definition) {
        registry().put("S", definition);
        registry().put("A", connection("S"));
        assertThat(status(send("outrest:A"))).isEqualTo(200);
        return server.request();
    }

    private String authorization(String connection) {
        assertThat(status(send("outrest:" + connection))).isEqualTo(200);
        return String.valueOf(server.lastRequest().header("Authorization"));
    }

    private static Answer token(String token) {
        return Answer.json("{\"access_token\": \"" + token + "\", \"token_type\": \"Bearer\", \"expires_in\": 3600}");
    }

    private static String basic(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> form(RecordedRequest request) {
        return request.form();
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
