package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.settings.InvalidSetting;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTemplateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // slashes between prefix and path
                "https://h         | ''            | -         | /",
                "https://h/        | ''            | -         | /",
                "https://h/v2      | ''            | -         | /v2",
                "https://h/v2/     | ''            | -         | /v2/",
                "https://h         | /x            | -         | /x",
                "https://h         | x             | -         | /x",
                "https://h/v2      | x             | -         | /v2/x",
                "https://h/v2/     | /x            | -         | /v2/x",
                "https://h/v2/     | x/            | -         | /v2/x/",
                "https://h/v2      | /             | -         | /v2/",
                "https://h/v2      | //x           | -         | /v2//x",
                "https://h/a%20b   | /x            | -         | /a%20b/x",
                "https://h/a b     | /x y          | -         | /a%20b/x%20y",
                "https://h/ü       | /ß            | -         | /%C3%BC/%C3%9F",
                "https://h/v2      | {/a}          | a=1       | /v2/1",
                "https://h/v2/     | {/a}          | a=1       | /v2/1",
                "https://h/v2      | {a}           | a=1       | /v2/1",
                "https://h/v2      | /{a}.json     | a=1       | /v2/1.json",
                "https://h/{a}     | /x            | a=1       | /1/x",
                // the query
                "https://h/v2      | {?a}          | -         | /v2",
                "https://h/v2      | {?a}          | a=1       | /v2?a=1",
                "https://h         | {?a}          | a=1       | /?a=1",
                "https://h         | ?a=1          | -         | /?a=1",
                "https://h         | /x{?a,b}      | b=2       | /x?b=2",
                "https://h         | /x{?a}{&b}    | a=1,b=2   | /x?a=1&b=2",
                "https://h         | /x{?a}{&b}    | b=2       | /x?b=2",
                "https://h         | /x{?a}{&b}    | a=1       | /x?a=1",
                "https://h         | /x{?a}{&b}{&c}| c=3       | /x?c=3",
                "https://h         | /x{?a}{&b}    | -         | /x",
                "https://h         | /x?k=1{&a}    | a=2       | /x?k=1&a=2",
                "https://h         | /x?k=1{&a}    | -         | /x?k=1",
                "https://h         | /x?k={a}      | a=b c     | /x?k=b%20c",
                "https://h         | /x{?a}        | a=        | /x?a=",
                // what the template does not have
                "https://h         | /x            | q=1       | /x?q=1",
                "https://h         | /x{?a}        | a=1,q=2   | /x?a=1&q=2",
                "https://h         | /x?k=1        | q=2       | /x?k=1&q=2",
                "https://h         | ''            | q=ä&      | /?q=%C3%A4%26",
            })
    void targetIsBaseUrlPathAndValues(String baseUrl, String path, String values, String expected) {
        assertThat(target(RequestTemplate.of(baseUrl, path), values(values))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com,                https://api.example.com,           443",
        "HTTPS://API.Example.COM:443/v2,         https://api.example.com,           443",
        "http://api.example.com,                 http://api.example.com,            80",
        "https://api.example.com:8443,           https://api.example.com:8443,      8443",
        "http://api.example.com:443,             http://api.example.com:443,        443",
        "http://127.0.0.1:1,                     http://127.0.0.1:1,                1",
        "http://[::1]:8080/x,                    http://[::1]:8080,                 8080",
        "https://[2001:DB8::1],                  https://[2001:db8::1],             443",
        "https://bücher.example,                 https://xn--bcher-kva.example,     443",
        "https://my_service:65535,               https://my_service:65535,          65535",
    })
    void originIsReadOnce(String baseUrl, String origin, int port) {
        Origin read = RequestTemplate.of(baseUrl, "").origin();

        assertThat(read).hasToString(origin);
        assertThat(read.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://h                | must be http://host[:port][/prefix]",
                "h                      | must be http://host[:port][/prefix]",
                "//h                    | must be http://host[:port][/prefix]",
                "http:h                 | must be http://host[:port][/prefix]",
                "http://                | must be http://host[:port][/prefix]",
                "http:///x              | must be http://host[:port][/prefix]",
                "http://user@h          | without user information",
                "http://user:secret@h   | without user information",
                "http://h?q=1           | without user information, query",
                "http://h#f             | without user information, query, fragment",
                "{scheme}://h           | a template in scheme, host or port",
                "http://{host}          | a template in scheme, host or port",
                "http://h.{domain}/x    | a template in scheme, host or port",
                "http://h:{port}        | a template in scheme, host or port",
                "http://h:              | must be http://host[:port][/prefix]",
                "http://h:x             | must be http://host[:port][/prefix]",
                "http://h:0             | a port that is not between 1 and 65535",
                "http://h:65536         | a port that is not between 1 and 65535",
                "http://a b             | must be http://host[:port][/prefix]",
                "http://h\\evil.example | must be http://host[:port][/prefix]",
                "http://[::1            | must be http://host[:port][/prefix]",
                "http://a..b            | host",
                "http://a%2eb           | has a host that is no host name",
                "http://h/../x          | must not have the segments '.' and '..'",
                "http://h/%2E%2e/x      | must not have the segments '.' and '..'",
                "http://h/a{            | has a '{' without its '}'",
            })
    void unusableBaseUrlIsRefusedWithTheReason(String baseUrl, String reason) {
        assertThatThrownBy(() -> RequestTemplate.of(baseUrl, "/x"))
                .isInstanceOfSatisfying(InvalidSetting.class, invalid -> assertThat(invalid.setting())
                        .isEqualTo("baseUrl"))
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/../b      | must not have the segments '.' and '..'",
                "/./b         | must not have the segments '.' and '..'",
                "..           | must not have the segments '.' and '..'",
                "/%2e%2E      | must not have the segments '.' and '..'",
                "/.%2e?x=1    | must not have the segments '.' and '..'",
                // regression: an expression behind the dots hid them, though it may be left out or begin the next
                // segment
                "/..{?q}      | must not have the segments '.' and '..'",
                "/.{?q}       | must not have the segments '.' and '..'",
                "/..{/id}     | must not have the segments '.' and '..'",
                "{/id}/..     | must not have the segments '.' and '..'",
                "/..{;m}      | must not have the segments '.' and '..'",
                "/x#top       | must have neither a fragment nor control characters",
                "/x{&a}       | has {&name} without a query before it; write {?name}",
                "/x{&a}?b=1   | has {&name} without a query before it; write {?name}",
                "{&a}         | has {&name} without a query before it; write {?name}",
            })
    void unusablePathIsRefusedWithTheReason(String path, String reason) {
        assertThatThrownBy(() -> RequestTemplate.of("http://h/v2", path))
                .isInstanceOfSatisfying(InvalidSetting.class, invalid -> assertThat(invalid.setting())
                        .isEqualTo("path"))
                .hasMessageContaining(reason);
    }

    @Test
    void leftOverListIsRepeatedAndLeftOverMapIsRefused() {
        RequestTemplate template = RequestTemplate.of("http://h", "/x{?a}");

        assertThat(template.target(name -> null, Map.of("tag", new ParameterValue.Items(List.of("x", "y z")))))
                .isEqualTo("/x?tag=x&tag=y%20z");
        assertThatThrownBy(() -> template.target(
                        name -> null, Map.of("filter", new ParameterValue.Entries(Map.of("k", "private")))))
                .isInstanceOf(CallFailure.class)
                .hasMessageContaining("parameter 'filter' is a map")
                .hasMessageNotContaining("private");
    }

    /** A message must never choose where a call goes. */
    @ParameterizedTest
    @CsvSource({"//evil.example", "@evil.example", "?x=1", "#f", "/../../admin", "%2e%2e"})
    void valueNeverLeavesItsSegment(String value) {
        String target = target(RequestTemplate.of("http://h/v2", "/{a}/end"), Map.of("a", value));

        assertThat(target).startsWith("/v2/").endsWith("/end").doesNotContain("?", "#", "@");
        assertThat(target.chars().filter(c -> c == '/')).hasSize(3);
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        if (text != null) {
            Arrays.stream(text.split(",", -1))
                    .forEach(pair -> values.put(pair.split("=", 2)[0], pair.split("=", 2)[1]));
        }
        return values;
    }

    private static String target(RequestTemplate template, Map<String, String> values) {
        Map<String, ParameterValue> more = new LinkedHashMap<>();
        values.forEach((name, value) -> more.put(name, ParameterValue.of(value)));
        more.keySet().removeAll(template.uri().variables().keySet());
        return template.target(name -> ParameterValue.of(values.get(name)), more);
    }
}
