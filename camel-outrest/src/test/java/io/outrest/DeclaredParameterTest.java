package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.connection.ParameterSettings;
import io.outrest.request.FailureKind;
import io.outrest.request.Part;
import io.outrest.testing.OutrestTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters that a connection declares beyond its path template, as they are on the wire. */
@Timeout(30)
class DeclaredParameterTest extends OutrestTest {

    private static final String PARAMS = "CamelOutrestParams";

    @Override
    protected String document() {
        return """
                security:
                  header-key: {type: apiKey, in: header, name: X-Key, apiKey: secret-h}
                  query-key: {type: apiKey, in: query, name: key, apiKey: secret-q}
                  cookie-key: {type: apiKey, in: cookie, name: session, apiKey: secret-c}
                connections:
                  Styles:
                    baseUrl: SERVER
                    path: /s/{pet-id}/{$x}{m}{.plain}{?first}
                    declared:
                      path.pet-id: {}
                      path.$x: {style: label, explode: true}
                      path.m: {style: matrix, explode: true}
                      query.form: {}
                      query.joined: {explode: false}
                      query.space: {style: spaceDelimited}
                      query.pipe: {style: pipeDelimited}
                      query.tab: {style: tabDelimited}
                      query.filter: {style: deepObject}
                      query.json: {contentType: application/json}
                      query.open: {allowReserved: true}
                      header.X-List: {}
                      header.X-Map: {explode: true}
                      header.X-Json: {contentType: application/json}
                      cookie.c: {}
                      cookie.joined-c: {explode: false}
                      cookie.plain-c: {style: cookie}
                  Sources:
                    baseUrl: SERVER
                    path: /a
                    parameters: {q: connection, h: connection, c: connection}
                    declared:
                      query.q: {default: declared}
                      query.last: {default: [a, b]}
                      header.h: {default: declared}
                      cookie.c: {default: declared}
                  Same Name:
                    baseUrl: SERVER
                    path: /a/{id}
                    declared: {path.id: {}, query.id: {}, header.id: {}, cookie.id: {}}
                  Required:
                    baseUrl: SERVER
                    path: /a/{p}
                    declared:
                      path.p: {}
                      query.q: {required: true}
                      header.X-H: {required: true}
                      cookie.c: {required: true}
                  Whole Query:
                    baseUrl: SERVER
                    path: /a
                    declared:
                      querystring.all: {contentType: application/json}
                  Path:
                    baseUrl: SERVER
                    path: /a/{p}/z
                    declared:
                      path.p: {allowReserved: true}
                  Label:
                    baseUrl: SERVER
                    path: /a/{p}
                    declared:
                      path.p: {style: label}
                  Reserved Cookie:
                    baseUrl: SERVER
                    path: /a
                    declared:
                      cookie.c: {allowReserved: true}
                  Never:
                    baseUrl: SERVER
                    path: /a
                    declared:
                      header.Host: {required: true}
                      header.Transfer-Encoding: {default: chunked}
                      header.CamelSecret: {required: true}
                      header.Authorization: {}
                      cookie.Cookie: {}
                  Header Key: {baseUrl: SERVER, path: /a, security: header-key, declared: {header.x-key: {required: true}}}
                  Query Key: {baseUrl: SERVER, path: /a, security: query-key, declared: {query.key: {required: true}}}
                  Cookie Key:
                    baseUrl: SERVER
                    path: /a
                    security: cookie-key
                    declared:
                      cookie.session: {required: true}
                      cookie.other: {}
                  Form:
                    baseUrl: SERVER
                    path: /a
                    method: POST
                    contentType: application/x-www-form-urlencoded
                    declared:
                      form.name: {required: true}
                      form.ids: {style: pipeDelimited}
                      form.meta: {style: deepObject}
                      form.json: {contentType: application/json}
                      form.state: {default: open}
                  Parts:
                    baseUrl: SERVER
                    path: /a
                    method: POST
                    contentType: multipart/form-data
                    declared:
                      form.meta: {contentType: application/json, required: true}
                      form.file: {contentType: image/png}
                      form.state: {default: open}
                """;
    }

    private Exchange call(String uri, Map<String, @Nullable Object> params) {
        return send("outrest:" + uri, Map.of(PARAMS, params));
    }

    private Exchange call(String uri, String name, Object value) {
        return call(uri, Map.of(name, value));
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }

    private static final List<Object> LIST = Arrays.asList("x", null, "ü");

    private Exchange styled(String name, Object value) {
        Map<String, Object> params = map("pet-id", "a/b", "$x", "x", "m", "m", "plain", "p");
        params.put(name, value);
        return call("Styles", params);
    }

    @Test
    void pathParametersMayHaveAnyNameAndStyleBesideTemplateVariables() {
        styled("pet-id", LIST);
        assertThat(server.lastRequest().target()).isEqualTo("/s/x,%C3%BC/.x;m=m.p");

        styled("$x", LIST);
        assertThat(server.lastRequest().target()).isEqualTo("/s/a%2Fb/.x.%C3%BC;m=m.p");

        styled("m", map("R", 1, "G", ""));
        assertThat(server.lastRequest().target()).isEqualTo("/s/a%2Fb/.x;R=1;G.p");
    }

    @ParameterizedTest
    @CsvSource({
        "form, form=x&form=%C3%BC",
        "joined, 'joined=x,%C3%BC'",
        "space, space=x%20%C3%BC",
        "pipe, pipe=x%7C%C3%BC",
        "tab, tab=x%09%C3%BC",
        "json, 'json=%5B%22x%22%2Cnull%2C%22%C3%BC%22%5D'",
        "left-over, left-over=x&left-over=%C3%BC",
    })
    void listsInTheQueryHaveTheirStyle(String name, String expected) {
        styled(name, LIST);

        assertThat(server.request().target()).endsWith("p?" + expected);
    }

    @Test
    void mapsInTheQueryHaveTheirStyle() {
        styled("filter", map("R", 1, "a b", "c&d"));
        assertThat(server.lastRequest().target()).endsWith("?filter%5BR%5D=1&filter%5Ba%20b%5D=c%26d");

        styled("form", map("R", 1, "G", 2));
        assertThat(server.lastRequest().target()).endsWith("?R=1&G=2");

        styled("open", "a/b&c#d");
        assertThat(server.lastRequest().target()).endsWith("?open=a/b%26c%23d");
    }

    @Test
    void theTemplatesQueryIsFirstThenWhatIsDeclaredThenTheRest() {
        Map<String, Object> params = map("z", 1, "joined", 2, "form", 3, "first", 4, "pet-id", 1, "$x", 1, "m", 1);
        params.put("plain", "p");
        call("Styles", params);

        assertThat(server.request().target()).endsWith("p?first=4&form=3&joined=2&z=1");
    }

    @Test
    void headersHaveTheirStyleInOneField() {
        styled("X-List", LIST);
        assertThat(server.lastRequest().headers("X-List")).hasSize(1);

        styled("X-Map", map("R", 1, "G", "a b"));
        assertThat(server.lastRequest().headers("X-Map")).containsExactly("R=1,G=a b");

        styled("X-Json", map("a", List.of(1)));
        assertThat(server.lastRequest().headers("X-Json")).containsExactly("{\"a\":[1]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\u0000", "€"})
    void aHeaderThatCannotBeSentIsRefused(String value) {
        assertThat(failure(styled("X-List", value)).getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aDeclaredHeaderIsNotForwardedAsItIsToo() {
        Map<String, Object> headers = map("X-Map", map("R", 1), "pet-id", 1, "$x", 1, "m", 1, "plain", 1);
        send("outrest:Styles", headers);

        assertThat(server.request().headers("X-Map")).containsExactly("R=1");
    }

    @Test
    void cookiesStandInOneHeaderBeforeThoseOfTheRoute() {
        Map<String, Object> params = map("pet-id", 1, "$x", 1, "m", 1, "plain", 1);
        params.putAll(map("c", List.of("a;b", 2), "joined-c", List.of(1, 2), "plain-c", "d/e"));
        send("outrest:Styles", Map.of(PARAMS, params, "CamelOutrestHeaders", Map.of("Cookie", "own=1; c=old")));

        assertThat(server.request().headers("Cookie"))
                .containsExactly("c=a%3Bb; c=2; joined-c=1,2; plain-c=d/e; own=1");
    }

    @Test
    void noCookieCanBeginAnother() {
        assertThat(failure(styled("plain-c", "a;b=c"))).hasMessageContaining("a character that a cookie cannot have");
        assertThat(failure(call("Reserved Cookie", "c", "a;b=c"))).hasMessageContaining("would begin another cookie");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theFirstSourceThatHasAValueWins() {
        String options = "?query.q=option&header.H=option&header.c=option";
        Map<String, Object> message = map("Q", "message", "H", "message", "C", "message");
        Map<String, Object> all = new HashMap<>(message);
        all.put(PARAMS, map("q", "map", "h", "map", "c", "map"));

        assertThat(seen("Sources" + options, all)).isEqualTo("map map c=map");
        assertThat(seen("Sources" + options, message)).isEqualTo("option option c=option");
        assertThat(seen("Sources", message)).isEqualTo("message message c=message");
        assertThat(seen("Sources", Map.of())).isEqualTo("connection connection c=connection");
        assertThat(server.lastRequest().target()).isEqualTo("/a?q=connection&last=a&last=b");
    }

    private String seen(String uri, Map<String, Object> headers) {
        send("outrest:" + uri, headers);
        String query = server.lastRequest().target().replaceAll(".*[?&]q=([^&]*).*", "$1");
        return query + " " + String.join(",", server.lastRequest().headers("h")) + " "
                + String.join(",", server.lastRequest().headers("Cookie"));
    }

    @Test
    void whatIsAbsentLetsTheNextSourceSpeak() {
        call("Sources?query.q=${header.none}", "q", List.of());

        assertThat(server.request().target()).startsWith("/a?q=connection&");
    }

    @Test
    void aNameThatIsDeclaredTwiceTakesTheOptionOfItsPlaceFirst() {
        send("outrest:Same Name?path.id=p&query.id=q&header.id=h");

        assertThat(server.request().target()).isEqualTo("/a/p?id=q");
        assertThat(server.request().headers("id")).containsExactly("h");
        assertThat(server.request().headers("Cookie")).containsExactly("id=h");
    }

    @Test
    void optionsOfPathAndQueryFillOtherPlacesButHeaders() {
        assertThatThrownBy(() -> send("outrest:Same Name?path.idd=p"))
                .hasMessageContaining("path.idd names no parameter of the path /a/{id}; did you mean 'id'?");

        send("outrest:Same Name?query.id=q");
        assertThat(server.request().target()).isEqualTo("/a/q?id=q");
        assertThat(server.request().headers("id")).isEmpty();
        assertThat(server.request().headers("Cookie")).containsExactly("id=q");
    }

    @Test
    void dynamicOptionsFillThemToo() {
        Exchange answer = template.send(
                "direct:dynamic", exchange -> exchange.getMessage().setHeader("v", "a&b"));

        assertThat(status(answer)).isEqualTo(200);
        assertThat(server.request().target()).isEqualTo("/a/a%26b?id=a%26b");
        assertThat(server.request().headers("id")).containsExactly("a&b");
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:dynamic").toD("outrest:Same Name?path.id=${header.v}&header.id=${header.v}");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "q", "X-H", "c"})
    void aRequiredParameterWithoutValueIsNamed(String missing) {
        Map<String, Object> params = map("p", 1, "q", 1, "X-H", 1, "c", 1);
        params.remove(missing);
        OutrestException failure = failure(send("outrest:Required", Map.of(PARAMS, params)));

        assertThat(failure.getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(failure)
                .hasMessageContaining("parameter '" + missing + "' is missing")
                .hasMessageContaining("Required");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aRequiredHeaderMayBeOneOfTheCallsOwn() {
        Map<String, Object> params = map("p", 1, "q", 1, "c", 1);
        send("outrest:Required", Map.of(PARAMS, params, "CamelOutrestHeaders", Map.of("x-h", "own")));

        assertThat(server.request().headers("X-H")).containsExactly("own");
    }

    @Test
    void oneParameterCanBeTheWholeQuery() {
        call("Whole Query", "all", map("a", List.of(1, 2)));

        assertThat(server.request().target()).isEqualTo("/a?%7B%22a%22%3A%5B1%2C2%5D%7D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "%2e%2E", ".%2e", "..;x=1", "a\nb", "a%0Ab", "a%00"})
    void aDeclaredPathValueCannotLeaveItsSegment(String value) {
        assertThat(failure(call("Path", "p", value)).getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(failure(call("Path", "p", List.of(value))).getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void allowReservedKeepsNoSlashOrQuestionMarkInAPath() {
        call("Path", "p", "../a?b#c;d=e,f");

        assertThat(server.request().target()).isEqualTo("/a/..%2Fa%3Fb%23c;d=e,f/z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "."})
    void aLabelIsNoDotSegment(String value) {
        assertThat(failure(call("Label", "p", value)).getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(failure(call("Label", "p", List.of(value))).getKind()).isEqualTo(FailureKind.PARAMETER);
    }

    @Test
    void headersThatNobodyMaySetAreLeftOutAndOthersSecretsNotTaken() {
        send("outrest:Never", Map.of("Authorization", "Bearer incoming", "Cookie", "incoming=1"));

        assertThat(server.request().headers("Authorization")).isEmpty();
        assertThat(server.request().headers("Cookie")).isEmpty();
        assertThat(server.request().headers("Transfer-Encoding")).isEmpty();
    }

    @Test
    void placesOfTheCredentialsAreLeftToThem() {
        send("outrest:Header Key?header.X-Key=mine", map(PARAMS, map("x-key", "mine"), "X-Key", "mine"));
        assertThat(server.lastRequest().headers("X-Key")).containsExactly("secret-h");
        assertThat(server.lastRequest().target()).isEqualTo("/a");

        send("outrest:Query Key?query.key=mine", map(PARAMS, map("key", "mine"), "key", "mine"));
        assertThat(server.lastRequest().target()).isEqualTo("/a?key=secret-q");

        send("outrest:Cookie Key?header.session=mine", map(PARAMS, map("session", "mine", "other", 1)));
        assertThat(server.lastRequest().headers("Cookie")).containsExactly("session=secret-c; other=1");
        assertThat(server.lastRequest().headers("session")).isEmpty();
    }

    @Test
    void fieldsOfAFormHaveTheirStyle() {
        Map<String, Object> body = map("name", "a b", "ids", List.of(1, 2), "meta", map("k", "v&w"));
        body.putAll(map("json", map("a", 1), "more", List.of(1, 2)));
        Exchange answer = send("outrest:Form", body, Map.of());

        assertThat(status(answer)).isEqualTo(200);
        assertThat(server.request().body())
                .isEqualTo("name=a+b&ids=1%7C2&meta%5Bk%5D=v%26w&json=%7B%22a%22%3A1%7D&more=1&more=2&state=open");
    }

    @Test
    void aFieldMayComeFromAParameterAndTheBodyIsHeard() {
        send("outrest:Form", Map.of("name", "body"), map(PARAMS, map("name", "map", "state", "map")));
        assertThat(server.lastRequest().body()).isEqualTo("name=body&state=map");

        send("outrest:Form", map(PARAMS, map("name", "map")));
        assertThat(server.lastRequest().body()).isEqualTo("name=map&state=open");
        assertThat(server.lastRequest().target()).isEqualTo("/a");
    }

    @Test
    void textOfAFormIsSentAsItIs() {
        send("outrest:Form", "x=1", Map.of());

        assertThat(server.request().body()).isEqualTo("x=1");
    }

    @ParameterizedTest
    @CsvSource({"Form, name", "Parts, meta"})
    void aRequiredFieldWithoutValueIsAFaultOfTheBody(String connection, String field) {
        OutrestException failure = failure(send("outrest:" + connection, Map.of("more", 1), Map.of()));

        assertThat(failure.getKind()).isEqualTo(FailureKind.BODY);
        assertThat(failure).hasMessageContaining("the form field '" + field + "' is missing");
        assertThat(failure(send("outrest:" + connection))).hasMessageContaining("'" + field + "' is missing");
    }

    @Test
    void partsHaveTheirContentType() {
        Part named = new Part("b", "b.txt", "text/plain");
        Map<String, Object> body = map("meta", "text", "file", new byte[] {1}, "own", named);
        send("outrest:Parts", body, Map.of());

        assertThat(server.request()
                        .body()
                        .replaceAll("--outrest-[-0-9a-f]+", "--")
                        .replace("\r\n", "|"))
                .isEqualTo("--|Content-Disposition: form-data; name=\"meta\"|Content-Type: application/json||\"text\"|"
                        + "--|Content-Disposition: form-data; name=\"file\"; filename=\"file\"|Content-Type: image/png||\u0001|"
                        + "--|Content-Disposition: form-data; name=\"own\"; filename=\"b.txt\"|Content-Type: text/plain||b|"
                        + "--|Content-Disposition: form-data; name=\"state\"|Content-Type: text/plain; charset=UTF-8||open|"
                        + "--|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query.q   | simple | declared.query.q.style is simple, which a parameter in query cannot have; accepted are form",
                "header.h  | form   | declared.header.h.style is form, which a parameter in header cannot have; accepted are simple",
                "header.ä  |        | declared.header.ä must be the name of a header",
                "cookie.a b | cookie | declared.cookie.a b must be a token",
                "qury.q    |        | declared.qury.q must be a place and a name, such as query.tags; places are path, query, header, cookie, form, querystring; did you mean 'query'?",
                "query.    |        | declared.query. must be a place and a name",
                "query     |        | declared.query must be a place and a name",
                "path.idd  |        | declared.path.idd names no parameter of the path /a/{id}{?page}; did you mean 'id'?",
                "query.page |       | declared.query.page stands in the path /a/{id}{?page} too; one of them must go",
            })
    void whatCannotBeUsedIsRefusedAndNamed(String key, @Nullable String style, String problem) {
        ParameterSettings settings = new ParameterSettings();
        settings.setStyle(style);

        assertThatThrownBy(() -> put(key, settings)).hasMessageContaining(problem);
    }

    @Test
    void aDefaultThatCannotBeSentIsRefused() {
        ParameterSettings text = new ParameterSettings();
        text.setStyle("deepObject");
        text.setDefault("text");
        ParameterSettings type = new ParameterSettings();
        type.setContentType("json");

        assertThatThrownBy(() -> put("query.q", text))
                .hasMessageContaining(
                        "declared.query.q.default cannot be used: parameter 'q' is not defined in the style")
                .hasMessageContaining("deepObject, which takes a map");
        assertThatThrownBy(() -> put("query.q", type))
                .hasMessageContaining("declared.query.q.contentType must be a media type");
    }

    private void put(String key, ParameterSettings settings) {
        Connection connection = new Connection();
        connection.setBaseUrl(server.url());
        connection.setPath("/a/{id}{?page}");
        connection.setDeclared(Map.of(key, settings));
        registry().put("Made", connection);
    }

    @Test
    void defaultsAndAConnectionsOwnAreMergedByKey() {
        write(
                """
                defaults: {declared: {query.a: {default: default}, query.b: {default: default}}}
                connections:
                  Merged:
                    baseUrl: SERVER
                    path: /a
                    declared: {query.b: {default: own}, query.c: {default: [x, y], explode: false}}
                """);

        soon(() -> {
            send("outrest:Merged");
            assertThat(server.lastRequest().target()).isEqualTo("/a?a=default&b=own&c=x,y");
        });
    }

    private static void soon(ThrowingRunnable check) {
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(check);
    }
}
