package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.FailureKind;
import io.outrest.testing.LogLines;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Expression;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.apache.logging.log4j.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HeaderTest extends OutrestTest {

    private static final String HEADERS = "CamelOutrestHeaders";

    @Override
    protected String document() {
        return """
                security:
                  basic: {type: basic, username: ann, password: pw}
                  key: {type: apiKey, in: header, name: X-Api-Id, apiKey: k1}
                  cookie: {type: apiKey, in: cookie, name: sid, apiKey: s1}
                  bearer: {type: bearer, token: t1, header: X-Bearer}
                connections:
                  Plain: {baseUrl: SERVER, path: /a}
                  Fixed: {baseUrl: SERVER, headers: {X-A: fixed, X-B: fixed, Accept: text/csv, Content-Type: text/csv}}
                  Basic: {baseUrl: SERVER, security: basic, forwardHeaders: [Authorization, Cookie, Proxy-Authorization]}
                  Key: {baseUrl: SERVER, security: key}
                  Key In Full: {baseUrl: SERVER, security: key, forwardHeaders: X-Api-Id}
                  Cookie: {baseUrl: SERVER, security: cookie}
                  Bearer: {baseUrl: SERVER, security: bearer}
                  In Full: {baseUrl: SERVER, forwardHeaders: [X-Auth-Token, authorization, Cookie, Proxy-Authorization, X-Real-IP, X-Forwarded-For, Connection]}
                  All: {baseUrl: SERVER, forwardHeaders: "*"}
                  None: {baseUrl: SERVER, forwardHeaders: []}
                  Suffix: {baseUrl: SERVER, forwardHeaders: "*-Id, My-*-Name"}
                  Traced: {baseUrl: SERVER, correlationHeader: X-Request-ID, forwardHeaders: []}
                  Untraced: {baseUrl: SERVER, correlationHeader: none}
                  Item: {baseUrl: SERVER, path: "/items/{etag}", parameters: {etag: default}}
                """;
    }

    private RecordedRequest sent(String uri, Map<String, Object> headers) {
        int before = server.requests().size();
        assertThat(status(send(uri, headers))).isEqualTo(200);
        assertThat(server.requests()).hasSize(before + 1);
        return server.lastRequest();
    }

    private static Map<String, Object> own(String name, @Nullable Object value) {
        Map<String, @Nullable Object> headers = new HashMap<>();
        headers.put(name, value);
        return Map.of(HEADERS, headers);
    }

    @Test
    void theLaterSourceWins() {
        String endpoint = "outrest:Fixed?header.X-A=endpoint";
        Map<String, Object> call = Map.of("X-A", "message", "X-B", "message", HEADERS, Map.of("x-a", "call"));

        assertThat(sent("outrest:Fixed", Map.of()).header("X-A")).isEqualTo("fixed");
        assertThat(sent("outrest:Fixed", Map.of("x-a", "message")).header("X-A"))
                .isEqualTo("message");
        assertThat(sent(endpoint, Map.of("X-A", "message")).headers("X-A")).containsExactly("endpoint");
        assertThat(sent(endpoint, call).headers("X-A")).containsExactly("call");
        assertThat(server.lastRequest().headers("X-B")).containsExactly("message");
    }

    @Test
    void credentialsAreAlwaysLast() {
        Map<String, Object> all = new HashMap<>(own("authorization", "Bearer call"));
        all.put("Authorization", "Bearer message");

        assertThat(sent("outrest:Basic?header.Authorization=endpoint", all).headers("Authorization"))
                .containsExactly("Basic YW5uOnB3");
        assertThat(sent("outrest:Key?header.x-api-id=endpoint", own("X-API-ID", "call"))
                        .headers("X-Api-Id"))
                .containsExactly("k1");
        assertThat(sent("outrest:Bearer?header.X-Bearer=endpoint", Map.of()).headers("X-Bearer"))
                .containsExactly("Bearer t1");
    }

    @Test
    void valuesAreTextsOrListsOfThem() {
        assertThat(sent("outrest:Plain", own("X-L", List.of("a", 1, true))).headers("X-L"))
                .containsExactly("a", "1", "true");
        assertThat(sent("outrest:Plain", Map.of("X-L", new int[] {1, 2})).headers("X-L"))
                .containsExactly("1", "2");
        assertThat(sent("outrest:Plain", own("X-N", 12L)).header("X-N")).isEqualTo("12");
        assertThat(sent("outrest:Plain", own("X-B", false)).header("X-B")).isEqualTo("false");
        assertThat(sent("outrest:Plain", own("X-E", "")).header("X-E")).isEmpty();
    }

    @Test
    void nullSendsNothingAndTakesAwayWhatWasThere() {
        assertThat(sent("outrest:Fixed", own("X-A", null)).headers("X-A")).isEmpty();
        assertThat(sent("outrest:Fixed", own("X-A", List.of())).headers("X-A")).isEmpty();
        assertThat(sent("outrest:Plain", own("X-L", Arrays.asList(null, "a"))).headers("X-L"))
                .containsExactly("a");
    }

    @Test
    void onlyHeadersThatThePatternsNameAreForwarded() {
        RecordedRequest request = sent(
                "outrest:Plain",
                Map.of(
                        "X-Any", "1",
                        "accept-language", "de",
                        "If-Match", "e",
                        "Prefer", "p",
                        "traceparent", "t",
                        "Other", "o",
                        "Accept", "text/csv",
                        "User-Agent", "me"));

        assertThat(request.header("X-Any")).isEqualTo("1");
        assertThat(request.header("Accept-Language")).isEqualTo("de");
        assertThat(request.header("If-Match")).isEqualTo("e");
        assertThat(request.header("Prefer")).isEqualTo("p");
        assertThat(request.header("traceparent")).isEqualTo("t");
        assertThat(request.headers("Other")).isEmpty();
        assertThat(request.header("Accept")).isEqualTo("application/json, */*;q=0.5");
        assertThat(request.header("User-Agent")).isNotEqualTo("me");
    }

    @Test
    void aStarStandsForAnyCharacters() {
        RecordedRequest request = sent("outrest:Suffix", Map.of("Order-ID", "1", "My-First-Name", "2", "X-Any", "3"));

        assertThat(request.header("Order-Id")).isEqualTo("1");
        assertThat(request.header("My-First-Name")).isEqualTo("2");
        assertThat(request.headers("X-Any")).isEmpty();
        assertThat(sent("outrest:None", Map.of("X-Any", "3")).headers("X-Any")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "X-Auth-Token",
                "X-Api-Key",
                "X-SECRET",
                "X-Session-Id",
                "X-CSRF",
                "X-Forwarded-For",
                "x-forwarded-host",
                "X-Real-IP",
                "My-Tokens"
            })
    void aPatternHoldsBackNamesThatTellASecretOrAnOrigin(String name) {
        assertThat(sent("outrest:All", Map.of(name, "hidden", "Other", "o")).headers(name))
                .isEmpty();
        assertThat(server.lastRequest().header("Other")).isEqualTo("o");
        assertThat(sent("outrest:Plain", Map.of(name, "hidden")).headers(name)).isEmpty();
    }

    @Test
    void whatIsHeldBackIsSaidOnceForEachNameWithoutTheValue() {
        try (LogLines log = LogLines.open()) {
            sent("outrest:All", Map.of("X-Auth-Token", "hidden"));
            sent("outrest:All", Map.of("x-auth-token", "hidden"));
            sent("outrest:All", Map.of("X-Real-IP", "hidden"));
            sent("outrest:Plain", Map.of("X-Auth-Token", "hidden"));
            sent("outrest:None", Map.of("X-Auth-Token", "hidden"));

            assertThat(log.of(Level.INFO)).hasSize(3).allSatisfy(line -> assertThat(line)
                    .contains("forwardHeaders")
                    .doesNotContain("hidden"));
            assertThat(log.of(Level.INFO).get(0)).contains("'All'").contains("X-Auth-Token");
            assertThat(log.of(Level.INFO).get(1)).contains("'All'").contains("X-Real-IP");
            assertThat(log.of(Level.INFO).get(2)).contains("'Plain'").contains("X-Auth-Token");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Auth-Token", "Authorization", "Cookie", "Proxy-Authorization", "X-Real-IP", "X-Forwarded-For"
            })
    void whatIsListedInFullPasses(String name) {
        assertThat(sent("outrest:In Full", Map.of(name, "v")).headers(name)).containsExactly("v");
    }

    @Test
    void theHeaderOfTheCredentialsIsNeverTakenFromTheMessage() {
        assertThat(sent("outrest:Basic", Map.of("Authorization", "Bearer message"))
                        .headers("Authorization"))
                .containsExactly("Basic YW5uOnB3");
        assertThat(sent("outrest:Key", Map.of("x-api-id", "message")).headers("X-Api-Id"))
                .containsExactly("k1");
        assertThat(sent("outrest:Key In Full", Map.of("X-Api-Id", "message")).headers("X-Api-Id"))
                .containsExactly("k1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Cookie", "Proxy-Authorization", "X-Auth-Token", "X-Forwarded-For"})
    void theRoutesOwnWordMayCarryThem(String name) {
        assertThat(sent("outrest:Plain", own(name, "v")).headers(name)).containsExactly("v");
        assertThat(sent("outrest:Plain?header." + name + "=v", Map.of()).headers(name))
                .containsExactly("v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authenticate",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Expect",
                "CamelFoo",
                "camel-x",
                ":path",
                "cAMEL"
            })
    void whatBelongsToTheConnectionIsLeftOutFromAnySource(String name) {
        assertThat(sent("outrest:All", Map.of(name, "v", "x", "y")).headers(name))
                .isEmpty();
        assertThat(sent("outrest:Plain", own(name, "v")).headers(name)).isEmpty();
        assertThat(sent("outrest:Plain?header." + name + "=v", Map.of()).headers(name))
                .isEmpty();
    }

    @Test
    void theFramingAndTheHostAreNotTheMessages() {
        Map<String, Object> wrong = Map.of("Content-Length", "99", "Host", "other", "Connection", "close, X-A");
        String own = "127.0.0.1:" + server.port();

        assertThat(sent("outrest:All", wrong).header("Host")).isEqualTo(own);
        assertThat(sent("outrest:Plain?method=POST", Map.of(HEADERS, wrong)).header("Host"))
                .isEqualTo(own);
        assertThat(sent("outrest:In Full", wrong).header("Connection")).isNotEqualTo("close, X-A");
        server.requests()
                .forEach(request -> assertThat(request.header("Content-Length")).isNotEqualTo("99"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nX-B: b", "a\u0000b", "\n"})
    void aValueThatEndsItsLineIsRefusedAndNotRepaired(String value) {
        List<Exchange> answers = List.of(
                send("outrest:Plain", Map.of("X-A", value)),
                send("outrest:Plain", own("X-A", value)),
                send("outrest:Plain", own("X-A", List.of("a", value))),
                send("outrest:Plain?header.X-A=${header.v}", Map.of("v", value)),
                send("outrest:Plain", Map.of("X-Correlation-ID", value)),
                send("outrest:Plain", Map.of("breadcrumbId", "b" + value)));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(failure(answer).getKind()).isEqualTo(FailureKind.PARAMETER);
            assertThat(failure(answer).getAttempts()).isZero();
        });
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X A", "X:A", "X(A)", "Größe", "", "X-A\r\nX-B"})
    void aNameThatIsNoTokenIsRefusedButOnlySkippedWhereAPatternMatched(String name) {
        assertThat(failure(send("outrest:Plain", own(name, "v"))).getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(server.requests()).isEmpty();

        assertThat(sent("outrest:All", Map.of(name, "v", "Other", "o")).header("Other"))
                .isEqualTo("o");
    }

    @Test
    void headersThatAreNoMapAreRefused() {
        assertThat(failure(send("outrest:Plain", Map.of(HEADERS, "X-A: b")))).hasMessageContaining(HEADERS);
        assertThat(failure(send("outrest:Plain", own("X-A", Map.of("a", "b")))).getKind())
                .isEqualTo(FailureKind.PARAMETER);
    }

    @Test
    void theCorrelationIdIsTheHeaderElseTheBreadcrumbElseTheExchangeId() {
        Exchange plain = send("outrest:Plain");
        assertThat(server.lastRequest().header("X-Correlation-ID")).isEqualTo(plain.getExchangeId());
        assertThat(sent("outrest:Plain", Map.of("breadcrumbId", "b")).headers("X-Correlation-ID"))
                .containsExactly("b");
        assertThat(sent("outrest:Plain", Map.of("breadcrumbId", "b", "x-correlation-id", "c"))
                        .headers("X-Correlation-ID"))
                .containsExactly("c");
        assertThat(sent("outrest:Traced", Map.of("X-Request-ID", "r")).header("X-Request-ID"))
                .as("sent whatever the patterns say")
                .isEqualTo("r");
        assertThat(server.lastRequest().headers("X-Correlation-ID")).isEmpty();
        assertThat(sent("outrest:Untraced", Map.of("breadcrumbId", "b")).headers("X-Correlation-ID"))
                .isEmpty();
    }

    @Test
    void cookiesGoOutInOneHeaderTheCredentialsFirst() {
        assertThat(sent("outrest:Cookie", Map.of()).headers("Cookie")).containsExactly("sid=s1");
        assertThat(sent("outrest:Cookie", own("Cookie", "a=1; sid=message; b=2"))
                        .headers("Cookie"))
                .containsExactly("sid=s1; a=1; b=2");
        assertThat(sent("outrest:Cookie", own("cookie", List.of("a=1", "b=2"))).headers("Cookie"))
                .containsExactly("sid=s1; a=1; b=2");
        assertThat(sent("outrest:Cookie", Map.of("Cookie", "a=1")).headers("Cookie"))
                .containsExactly("sid=s1");
    }

    @Test
    void fixedHeadersStandInForTheStandardOnes() {
        RecordedRequest request = sent("outrest:Fixed?method=POST", Map.of());

        assertThat(request.headers("Accept")).containsExactly("text/csv");
    }

    /** Sends over a route; the server's first answer has these headers. */
    private void overTwoCalls(
            Map<String, Object> headers, Map<String, String> answered, Consumer<RouteDefinition> route) {
        server.answers(request -> {
            Answer answer = Answer.json("\"tea\"");
            for (Map.Entry<String, String> header : answered.entrySet()) {
                answer = answer.with(header.getKey(), header.getValue());
            }
            return server.requests().size() == 1 ? answer : Answer.json("{}");
        });
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    route.accept(from("direct:two"));
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(status(send("direct:two", "{}", headers))).isEqualTo(200);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void forTheNextCallTheHeadersOfAnAnswerDoNotExist() {
        overTwoCalls(
                Map.of(),
                Map.of("ETag", "e1", "X-Any", "answer", "X-Correlation-ID", "answer", "breadcrumbId", "answer"),
                route -> route.to("outrest:Plain").to("outrest:Item"));

        assertThat(server.lastRequest().line()).isEqualTo("GET /items/default");
        assertThat(server.lastRequest().headers("X-Any")).isEmpty();
        assertThat(server.lastRequest().header("X-Correlation-ID"))
                .isEqualTo(server.requests().get(0).header("X-Correlation-ID"));
    }

    @Test
    void whatTheRouteHadSetBeforeStillCounts() {
        overTwoCalls(
                Map.of("ETag", "mine", "X-Any", "mine", "X-Correlation-ID", "mine", "Content-Type", "text/csv"),
                Map.of("etag", "answer", "x-any", "answer", "X-Correlation-ID", "answer"),
                route -> route.to("outrest:Plain?method=POST").to("outrest:Item?method=POST"));

        assertThat(server.lastRequest().line()).isEqualTo("POST /items/mine");
        assertThat(server.lastRequest().headers("X-Any")).containsExactly("mine");
        assertThat(server.lastRequest().headers("X-Correlation-ID")).containsExactly("mine");
        assertThat(server.requests().get(0).header("Content-Type")).isEqualTo("text/csv");
    }

    @Test
    void theContentTypeOfAnAnswerIsNotTheNextBodys() {
        server.answers(request -> server.requests().size() == 1 ? Answer.of("text/csv", "a;b") : Answer.json("{}"));
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:typed").to("outrest:Plain").to("outrest:Plain?method=POST");
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        send("direct:typed");

        assertThat(server.lastRequest().body()).isEqualTo("a;b");
        assertThat(server.lastRequest().header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void untilTheRouteSetsTheNameAgain() {
        overTwoCalls(
                Map.of("X-Any", "before"),
                Map.of("ETag", "answer", "X-Any", "answer", "X-Correlation-ID", "answer"),
                route -> route.to("outrest:Plain")
                        .setHeader("etag", constant("again"))
                        .setHeader("X-Any", constant("answer"))
                        .setHeader("X-Correlation-ID", constant("again"))
                        .setHeader("Content-Type", constant("text/plain"))
                        .to("outrest:Item?method=PUT"));

        assertThat(server.lastRequest().line()).isEqualTo("PUT /items/again");
        assertThat(server.lastRequest().headers("X-Any")).containsExactly("answer");
        assertThat(server.lastRequest().headers("X-Correlation-ID")).containsExactly("again");
        assertThat(server.lastRequest().header("Content-Type")).isEqualTo("text/plain");
    }

    private static Expression constant(String value) {
        return ExpressionBuilder.constantExpression(value);
    }

    @Test
    void anAnswersHeaderUnderAnotherNameIsTheRoutes() {
        overTwoCalls(Map.of(), Map.of("ETag", "e1"), route -> route.to("outrest:Plain")
                .setHeader("If-Match", ExpressionBuilder.headerExpression("ETag"))
                .to("outrest:Plain?method=PUT"));

        assertThat(server.lastRequest().header("If-Match")).isEqualTo("e1");
    }

    @Test
    void whatTheRouteRemovedStaysRemoved() {
        overTwoCalls(
                Map.of("X-Any", "mine", "X-B", "mine"),
                Map.of("X-Any", "answer"),
                route -> route.to("outrest:Plain").removeHeader("X-Any").to("outrest:Plain"));

        assertThat(server.lastRequest().headers("X-Any")).isEmpty();
        assertThat(server.lastRequest().header("X-B")).isEqualTo("mine");
    }

    @ParameterizedTest
    @CsvSource({"seda:next", "direct:next"})
    void itHoldsAcrossRoutesToo(String next) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(next).to("outrest:Item");
            }
        });
        overTwoCalls(
                Map.of("X-Any", "mine"), Map.of("ETag", "answer", "X-Any", "answer"), route -> route.to("outrest:Plain")
                        .to(ExchangePattern.InOut, next));

        assertThat(server.lastRequest().line()).isEqualTo("GET /items/default");
        assertThat(server.lastRequest().headers("X-Any")).containsExactly("mine");
    }

    /** Keeps out: bytes, as Kafka's headers come, became a list of numbers. */
    @Test
    void bytesAreTheirText() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        assertThat(sent("outrest:Plain", Map.of("traceparent", trace.getBytes(StandardCharsets.UTF_8)))
                        .headers("traceparent"))
                .containsExactly(trace);
    }
}
