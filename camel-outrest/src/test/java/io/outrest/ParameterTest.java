package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.request.FailureKind;
import io.outrest.testing.OutrestTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ParameterTest extends OutrestTest {

    private static final String PARAMS = "CamelOutrestParams";

    @Override
    protected String document() {
        return """
                connections:
                  Defaults:
                    baseUrl: SERVER
                    path: /a/{id}{?q,list*,map*,joined}
                    parameters: {id: default, q: default, more: default}
                  Required: {baseUrl: SERVER, path: "/a/{id}/b"}
                  Two: {baseUrl: SERVER, path: "/{one}/{two}"}
                  Lists: {baseUrl: SERVER, path: "/a{/list*}/b/{joined}"}
                  Named: {baseUrl: SERVER, path: "/a/{X_Id}", forwardHeaders: "X-*"}
                """;
    }

    private Exchange call(String name, Map<String, @Nullable Object> params, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.put(PARAMS, params);
        return send("outrest:" + name, all);
    }

    private String target() {
        return server.lastRequest().target();
    }

    private static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return map;
    }

    @Test
    void theFirstSourceThatHasAValueWins() {
        String endpoint = "outrest:Defaults?path.id=option&query.q=option";
        send(endpoint, Map.of(PARAMS, Map.of("id", "map", "q", "map"), "id", "header", "q", "header"));
        send(endpoint, Map.of("id", "header", "q", "header"));
        send("outrest:Defaults", Map.of("id", "header", "q", "header"));
        send("outrest:Defaults");

        assertThat(server.requests().stream().map(request -> request.target()))
                .containsExactly(
                        "/a/map?q=map&more=default",
                        "/a/option?q=option&more=default",
                        "/a/header?q=header&more=default",
                        "/a/default?q=default&more=default");
    }

    static Stream<Arguments> nothing() {
        return Stream.of(null, List.of(), Map.of(), new String[0], Arrays.asList((Object) null))
                .map(nothing -> Arguments.of(nothing));
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void whatIsAbsentLetsTheNextSourceSpeak(@Nullable Object nothing) {
        call("Defaults", map("id", nothing, "q", nothing, "more", nothing), Map.of("id", "header"));

        assertThat(target()).isEqualTo("/a/header?q=default&more=default");
    }

    @Test
    void anExpressionWithoutValueLetsTheNextSourceSpeak() {
        send("outrest:Defaults?path.id=${header.none}&query.more=${header.none}", Map.of("id", "header"));

        assertThat(target()).isEqualTo("/a/header?q=default&more=default");
    }

    @Test
    void anEmptyTextIsAValueInTheQuery() {
        call("Defaults", map("q", "", "more", ""), Map.of("q", "header"));

        assertThat(target()).isEqualTo("/a/default?q=&more=");
    }

    @Test
    void whatTheTemplateDoesNotHaveGoesToTheQuery() {
        call("Defaults", map("z", 1, "y", true, "more", "x"), Map.of());

        assertThat(target()).isEqualTo("/a/default?q=default&more=x&z=1&y=true");
    }

    @Test
    void whatTheMapSaysWinsOverTheOptionInTheQueryToo() {
        send("outrest:Defaults?query.extra=option", Map.of(PARAMS, Map.of("extra", "map")));
        assertThat(target()).endsWith("&extra=map");

        send("outrest:Defaults?query.extra=option");
        assertThat(target()).endsWith("&extra=option");
    }

    @Test
    void aMessageHeaderIsNoParameterThatNothingDeclares() {
        send("outrest:Defaults", Map.of("extra", "1", "more", "header"));

        assertThat(target()).isEqualTo("/a/default?q=default&more=default");
    }

    @Test
    void listsAndMapsFollowTheTemplate() {
        call(
                "Defaults",
                map("list", List.of("x", "y z"), "map", map("k", 1, "l", "ü"), "joined", new int[] {1, 2}),
                Map.of());
        assertThat(target()).isEqualTo("/a/default?q=default&list=x&list=y%20z&k=1&l=%C3%BC&joined=1,2&more=default");

        call("Lists", map("list", List.of("x", "y/z"), "joined", List.of("a", "b,c")), Map.of());
        assertThat(target()).isEqualTo("/a/x/y%2Fz/b/a,b%2Cc");
    }

    @Test
    void aLeftOverListIsRepeated() {
        call("Required", map("id", 1, "tag", List.of("x", "y&z"), "no", List.of()), Map.of());

        assertThat(target()).isEqualTo("/a/1/b?tag=x&tag=y%26z");
    }

    @Test
    void aLeftOverMapIsRefused() {
        assertRefused(call("Required", map("id", 1, "filter", Map.of("a", "hidden")), Map.of()), "filter");
    }

    @Test
    void aMissingParameterIsRefusedWithItsNameAndTheConnections() {
        OutrestException failure = assertRefused(send("outrest:Required"), "id");

        assertThat(failure).hasMessageContaining("missing").hasMessageContaining("Required");
        assertThat(failure.getConnection()).isEqualTo("Required");
        assertThat(failure.getMethod()).isEqualTo("GET");
        assertThat(failure.getPath()).isEqualTo("/a/{id}/b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b | a%2Fb",
                "a%2Fb | a%252Fb",
                "a?b#c | a%3Fb%23c",
                "a b+c | a%20b%2Bc",
                "Größe | Gr%C3%B6%C3%9Fe",
                "😀 | %F0%9F%98%80",
                "a;b=c | a%3Bb%3Dc",
                "... | ...",
                "../x | ..%2Fx",
                "%2e%2e | %252e%252e",
                "{id} | %7Bid%7D",
                "-._~ | -._~",
            })
    void aPathValueIsOneSegment(String value, String segment) {
        call("Required", map("id", value), Map.of());

        assertThat(target()).isEqualTo("/a/" + segment + "/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\nb", "a\u0000b", "\u007f", "a\ud800"})
    void aPathValueThatCouldLeadElsewhereIsRefused(String value) {
        assertRefused(call("Required", map("id", value), Map.of()), "id");
    }

    @Test
    void aValueOfAnUnknownTypeIsRefusedWithoutShowingIt() {
        Object value = new Object() {
            @Override
            public String toString() {
                return "hidden";
            }
        };

        assertRefused(call("Required", map("id", value), Map.of()), "id");
        assertRefused(call("Required", map("id", 1, "more", value), Map.of()), "more");
    }

    @Test
    void namesOfHeadersIgnoreCaseThoseOfTheMapDoNot() {
        send("outrest:Required", Map.of("ID", "7"));
        assertThat(target()).isEqualTo("/a/7/b");

        call("Required", map("ID", "8"), Map.of("Id", "7"));
        assertThat(target()).isEqualTo("/a/7/b?ID=8");
    }

    @Test
    void aParametersHeaderIsNotAlsoSentAsARequestHeader() {
        send("outrest:Named", Map.of("x_id", "7", "X-Other", "8"));
        assertThat(target()).isEqualTo("/a/7");
        send("outrest:Named", Map.of(PARAMS, Map.of("X_Id", "9"), "X_ID", "7", "X-Other", "8"));

        server.requests().forEach(request -> {
            assertThat(request.headers("X_Id")).isEmpty();
            assertThat(request.header("X-Other")).isEqualTo("8");
        });
        assertThat(target()).isEqualTo("/a/9");
    }

    @Test
    void paramsThatAreNoMapAreRefused() {
        assertRefused(send("outrest:Required", Map.of(PARAMS, "id=1")), PARAMS);
    }

    @Test
    void aParameterThatMayNotBeNamedSoIsStillOnlyAQueryParameter() {
        call("Required", map("id", 1, "a&b=c", "d", "../", "e"), Map.of());

        assertThat(target()).isEqualTo("/a/1/b?a%26b%3Dc=d&..%2F=e");
    }

    private OutrestException assertRefused(Exchange exchange, String name) {
        OutrestException failure = failure(exchange);
        assertThat(failure.getKind()).isEqualTo(FailureKind.PARAMETER);
        assertThat(failure).hasMessageContaining("'" + name + "'").hasMessageNotContaining("hidden");
        assertThat(failure.getAttempts()).isZero();
        assertThat(exchange.getMessage().getHeader("CamelOutrestAttempts")).isEqualTo(0);
        assertThat(server.requests()).isEmpty();
        return failure;
    }

    /** Keeps out: bytes, as Kafka's headers come, became a list of numbers. */
    @Test
    void bytesAreTheirText() {
        byte[] bytes = "Größe/1".getBytes(StandardCharsets.UTF_8);

        assertThat(status(call("Required", Map.of(), Map.of("id", bytes)))).isEqualTo(200);

        assertThat(target()).isEqualTo("/a/Gr%C3%B6%C3%9Fe%2F1/b");
    }
}
