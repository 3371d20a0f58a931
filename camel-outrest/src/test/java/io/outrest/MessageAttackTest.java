package io.outrest;

import static io.outrest.request.FailureKind.PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.connection.Connection;
import io.outrest.testing.RecordedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks S1 to S8, S12, S28 and S32: what a message can say, and what it can bring about. */
class MessageAttackTest extends WireTest {

    @BeforeEach
    void register() {
        Connection connection = to(server.url() + "/v2");
        connection.setPath("/things/{id}/parts{?q}");
        connection.setSecurity("header-key");
        api(connection);
    }

    @Test
    void headersOfCamelHttpHaveNoEffect() {
        Map<String, Object> headers = new HashMap<>(Map.of("id", 1));
        for (String name : List.of(
                "CamelHttpUri",
                "camelhttpuri",
                "CAMELHTTPPATH",
                "CamelHttpQuery",
                "CamelHttpHost",
                "CamelHttpPort",
                "CamelHttpRawQuery",
                "CamelRestHttpUri",
                "CamelRestHttpQuery",
                "CamelHttpScheme",
                "CamelHttpProtocolVersion",
                "CamelHttpBaseUri",
                "CamelHttpServletRequest")) {
            headers.put(name, "http://evil.example.com/admin");
        }
        headers.put("CamelHttpMethod", "DELETE");
        headers.put("CamelOverloadedMethod", "DELETE");
        headers.put("CamelDestinationOverrideUrl", "http://evil.example.com");
        headers.put("CamelOutrestConnection", "other");
        headers.put("CamelOutrestMethod", "DELETE");

        assertThat(status(call("outrest:API", null, headers))).isEqualTo(200);

        assertThat(server.request().line()).isEqualTo("GET /v2/things/1/parts");
        assertThat(server.request().headers("Host")).containsExactly("127.0.0.1:" + server.port());
        assertThat(server.request().headers().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("camel"));
        assertThat(server.request().headers().toString()).doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../admin",
                "%2e%2e",
                "..;/",
                "a/b",
                "a\\b",
                "a%2Fb",
                "x?admin=1",
                "x#y",
                "x;jsessionid=1",
                "@evil.com",
                "//evil.com",
                "https://evil",
                "{id}",
                "${header.id}",
                "{{env:HOME}}",
                "ö €",
                "+",
                " a ",
                "..."
            })
    void pathValueIsOneSegment(String value) {
        assertThat(status(call("outrest:API", null, Map.of("id", value)))).isEqualTo(200);

        String target = server.request().target();
        assertThat(target).startsWith("/v2/things/").endsWith("/parts");
        String segment = target.substring("/v2/things/".length(), target.length() - "/parts".length());
        assertThat(segment).matches("[A-Za-z0-9._~%-]+");
        assertThat(URLDecoder.decode(segment, StandardCharsets.UTF_8)).isEqualTo(value);
        assertThat(server.request().headers("Host")).containsExactly("127.0.0.1:" + server.port());
    }

    @Test
    void pathValueOfTenKilobytesIsOneSegmentToo() {
        String value = "a/../".repeat(2000);
        assertThat(status(call("outrest:API", null, Map.of("id", value)))).isEqualTo(200);

        assertThat(server.request().target()).isEqualTo("/v2/things/" + "a%2F..%2F".repeat(2000) + "/parts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\u0000b", "S3CR3T-canary\r\nX-Evil: 1", "\u007f", "\u0085"})
    void pathValueThatIsNoSegmentIsRefused(String value) {
        OutrestException failure = assertFails(() -> call("outrest:API", null, Map.of("id", value)), PARAMETER, 0);

        assertThat(failure).hasMessageContaining("'id'");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1&role=admin",
                "a=b",
                "+",
                " ",
                "%26",
                "\uD83D\uDE00",
                "a#b",
                "a;b",
                "\r\n",
                "{{env:HOME}}",
                "${bean:x}"
            })
    void queryValueIsNothingButAValue(String value) {
        assertThat(status(call("outrest:API", null, Map.of("id", 1, "q", value))))
                .isEqualTo(200);

        String target = server.request().target();
        assertThat(target).matches("/v2/things/1/parts\\?q=[A-Za-z0-9._~%-]*");
        assertThat(URLDecoder.decode(target.substring(target.indexOf('=') + 1), StandardCharsets.UTF_8))
                .isEqualTo(value);
    }

    @Test
    void queryNamesComeFromTheMapAloneAndAreEncoded() {
        status(call(
                "outrest:API",
                null,
                Map.of("id", 1, "role", "admin", "CamelOutrestParams", Map.of("a&b=c", List.of(1, 2)))));

        assertThat(server.request().target()).isEqualTo("/v2/things/1/parts?a%26b%3Dc=1&a%26b%3Dc=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\u0000b", "\u010d\u010aX-Evil: 1", "\u560d\u560a"})
    void headerValueWithALineBreakIsRefused(String value) {
        OutrestException failure =
                assertFails(() -> call("outrest:API", null, Map.of("id", 1, "X-Trace", value + CANARY)), PARAMETER, 0);

        assertThat(failure).hasMessageContaining("X-Trace");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void headerValueOfAHundredKilobytesIsRefused() {
        assertFails(() -> call("outrest:API", null, Map.of("id", 1, "X-Trace", "x".repeat(100_000))), PARAMETER, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "X y", "X\r\nEvil", "X:", "", "Xö"})
    void headerNameThatIsNoneIsRefusedFromTheRouteAndSkippedFromTheMessage(String name) {
        assertFails(
                () -> call("outrest:API", null, Map.of("id", 1, "CamelOutrestHeaders", Map.of(name, "1"))),
                PARAMETER,
                0);
        assertThat(server.requests()).isEmpty();
        assertThat(status(call("outrest:API", null, Map.of("id", 1, name, "evil"))))
                .isEqualTo(200);
        assertThat(server.request().headers().toString()).doesNotContain("evil").doesNotContain("Evil");
    }

    @Test
    void headersOfTheMessageDoNotReplaceCredentialsOrFraming() {
        Map<String, Object> headers = new HashMap<>(Map.of("id", 1));
        List<String> names = List.of(
                "Authorization",
                "authorization",
                "Proxy-Authorization",
                "Cookie",
                "X-API-Key",
                "x-api-key",
                "Host",
                "Content-Length",
                "Transfer-Encoding",
                "Connection",
                "Keep-Alive",
                "Upgrade",
                "HTTP2-Settings",
                "TE",
                "Trailer",
                "Expect",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Real-IP",
                ":authority",
                ":path",
                "X-Auth-Token",
                "X-CSRF");
        names.forEach(name -> headers.put(name, "evil"));

        assertThat(status(call("outrest:API?method=POST", "{}", headers))).isEqualTo(200);

        RecordedRequest request = server.request();
        assertThat(request.headers().toString()).doesNotContain("evil");
        assertThat(request.headers("X-API-Key")).containsExactly(CANARY + "-1");
        assertThat(request.headers("Host")).hasSize(1);
        assertThat(request.headers("Content-Length")).containsExactly("2");
    }

    @Test
    void routesOwnHeadersDoNotReplaceCredentialsOrFramingEither() {
        Map<String, Object> own = new HashMap<>();
        List.of("X-API-Key", "x-api-key", "Host", "Content-Length", "Transfer-Encoding", "TE", "Expect", ":path")
                .forEach(name -> own.put(name, "evil"));

        assertThat(status(call("outrest:API?method=POST", "{}", Map.of("id", 1, "CamelOutrestHeaders", own))))
                .isEqualTo(200);

        assertThat(server.request().headers().toString()).doesNotContain("evil");
        assertThat(server.request().headers("X-API-Key")).containsExactly(CANARY + "-1");
    }

    /** Attack S8. */
    @Test
    void credentialsStandThereOnceAlsoBesideLists() {
        status(call("outrest:API", null, Map.of("id", 1, "X-API-Key", List.of("a", "b"), "Host", List.of("a", "b"))));
        assertThat(server.request().headers("X-API-Key")).containsExactly(CANARY + "-1");
        assertThat(server.request().headers("Host")).hasSize(1);

        assertFails(
                () -> call(
                        "outrest:API",
                        null,
                        Map.of("id", 1, "CamelOutrestHeaders", Map.of("Authorization", List.of("a", "b")))),
                PARAMETER,
                0);
    }

    /** Attack S12. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://{host}/x",
                "https://api.{tenant}.example.com",
                "https://api.example.com:{port}",
                "{scheme}://api.example.com",
                "https://user@api.example.com",
                "https://user:pass@api.example.com",
                "ftp://api.example.com",
                "file:///etc/passwd",
                "//api.example.com",
                "https://",
                "https:///x",
                "https://api.example.com\\@evil.com",
                "https://api.example.com/..",
                "https://api.example.com?x=1",
                "https://api.example.com#x"
            })
    void baseUrlIsAFixedOrigin(String baseUrl) {
        Connection connection = to(baseUrl);

        assertThatThrownBy(() -> registry().put("refused", connection))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baseUrl");
    }

    /** Attack S32: what a message holds is never evaluated, whichever way it comes. */
    @Test
    void expressionsInMessagesAreText() {
        String evil = "${bean:evil} {{env:HOME}} ${sys.user.dir}";
        status(call(
                "outrest:API?method=POST&query.r=${header.r}&header.X-R=${header.r}",
                Map.of("text", evil),
                Map.of("id", evil, "r", evil, "X-M", evil, "CamelOutrestParams", Map.of("p", evil))));

        RecordedRequest request = server.request();
        String encoded = "%24%7Bbean%3Aevil%7D%20%7B%7Benv%3AHOME%7D%7D%20%24%7Bsys.user.dir%7D";
        assertThat(request.target()).isEqualTo("/v2/things/" + encoded + "/parts?r=" + encoded + "&p=" + encoded);
        assertThat(request.headers("X-R")).containsExactly(evil);
        assertThat(request.headers("X-M")).containsExactly(evil);
        assertThat(request.body()).isEqualTo("{\"text\":\"" + evil + "\"}");
    }

    /** Attack S28: who could guess the boundary could end the part, and begin others. */
    @Test
    void boundaryOfPartsCannotBeGuessed() {
        Map<String, Object> headers = Map.of("id", 1, "Content-Type", "multipart/form-data");
        for (int i = 0; i < 20; i++) {
            assertThat(status(call("outrest:API?method=POST", Map.of("a", "b"), headers)))
                    .isEqualTo(200);
        }

        assertThat(server.requests())
                .extracting(request -> String.valueOf(request.header("Content-Type")))
                .allSatisfy(type -> assertThat(type).matches("multipart/form-data; ?boundary=\"?[^;\"]{20,}\"?"))
                .doesNotHaveDuplicates();
    }
}
