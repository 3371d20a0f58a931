package io.outrest.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.ParameterSettings;
import io.outrest.request.Parameter.Style;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.SettingsOf.Setting;
import io.outrest.settings.StatusRanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {

    private static final Placeholders NONE = text -> {
        throw new IllegalArgumentException("no value, and secret-of-the-vault besides");
    };

    // --- every setting
    // -------------------------------------------------------------------------------------------------

    private static Stream<Arguments> settings() {
        return Stream.of(Connection.class, SecurityDefinition.class)
                .flatMap(bean -> SettingsOf.type(bean).settings().values().stream()
                        .flatMap(setting -> Stream.of("yaml", "json").map(form -> Arguments.of(bean, setting, form))));
    }

    /** By reflection, so that no setting is forgotten. */
    @ParameterizedTest
    @MethodSource("settings")
    void everySettingCanBeWritten(Class<?> bean, Setting setting, String form) {
        Object written = example(setting);
        String section = bean == Connection.class ? "connections" : "security";
        String json = json(Map.of(section, Map.of("X", Map.of(setting.name(), written))));

        Definitions read = form.equals("json")
                ? read("outrest.json", json)
                : read("outrest.yaml", section + ":\n  X:\n    " + setting.name() + ": " + json(written) + "\n");

        Object value = setting.get(
                bean == Connection.class
                        ? connection(read, "X")
                        : read.security().get("X").value());
        assertThat(value).isNotNull();
        assertHolds(value, written);
    }

    private static Object example(Setting setting) {
        Class<?> type = setting.type();
        Class<?> blocks = setting.typeOfBlocks();
        if (blocks != null) {
            return Map.of("query.tags", exampleOfBlock(blocks));
        }
        if (!SettingsOf.type(type).settings().isEmpty()
                && type.getName().startsWith("io.outrest.")
                && type != Secret.class) {
            return exampleOfBlock(type);
        }
        if (type == Style.class) {
            return "deepObject";
        }
        Map<Class<?>, Object> examples = Map.of(
                String.class,
                "some text",
                Secret.class,
                "secret text",
                Boolean.class,
                true,
                Integer.class,
                7,
                Long.class,
                "2 KiB",
                Duration.class,
                "7s",
                StatusRanges.class,
                "201-203,404",
                List.class,
                List.of("one", "two"),
                Object.class,
                List.of("three", "four"),
                Map.class,
                Map.of("Name", "value"));
        assertThat(examples).as("the type of %s", setting.name()).containsKey(type);
        return examples.get(type);
    }

    private static Map<String, Object> exampleOfBlock(Class<?> type) {
        Map<String, Object> block = new LinkedHashMap<>();
        SettingsOf.type(type).settings().forEach((name, inner) -> block.put(name, example(inner)));
        return block;
    }

    private static void assertHolds(Object value, Object written) {
        if (value instanceof Map<?, ?> map && map.get("query.tags") instanceof ParameterSettings block) {
            assertHolds(block, ((Map<?, ?>) written).get("query.tags"));
        } else if (value instanceof Map<?, ?> map && map.get("Name") instanceof Secret secret) {
            assertHolds(secret, ((Map<?, ?>) written).get("Name"));
        } else if (value instanceof Style style) {
            assertThat(style).hasToString(String.valueOf(written));
        } else if (value instanceof Secret secret) {
            assertThat(secret.reveal()).isEqualTo(written);
        } else if (value instanceof Duration duration) {
            assertThat(duration).hasSeconds(7);
        } else if (value instanceof Long size) {
            assertThat(size).isEqualTo(2048);
        } else if (value instanceof StatusRanges ranges) {
            assertThat(List.of(ranges.contain(202), ranges.contain(404), ranges.contain(200)))
                    .containsExactly(true, true, false);
        } else if (value.getClass().getName().startsWith("io.outrest.")) {
            SettingsOf.type(value.getClass()).settings().forEach((name, setting) -> {
                Object inner = setting.get(value);
                assertThat(inner).as(name).isNotNull();
                assertHolds(inner, ((Map<?, ?>) written).get(name));
            });
        } else {
            assertThat(value).isEqualTo(written);
        }
    }

    @Test
    void defaultsTakeEverySettingOfAConnection() {
        assertThat(read("a.yaml", "defaults: {timeout: 5s, headers: {A: b}}")
                        .defaults()
                        .getTimeout())
                .hasSeconds(5);
    }

    /** The names that users rely on; one that vanishes or is renamed breaks their documents. */
    @Test
    void settingsBearTheNamesOfTheContract() {
        assertThat(Connection.SETTINGS.settings())
                .containsKeys(
                        "baseUrl",
                        "path",
                        "method",
                        "description",
                        "tags",
                        "active",
                        "security",
                        "headers",
                        "allowInsecure",
                        "parameters",
                        "forwardHeaders",
                        "correlationHeader",
                        "contentType",
                        "accept",
                        "timeout",
                        "connectTimeout",
                        "responseTimeout",
                        "maxConnections",
                        "maxResponseSize",
                        "throwExceptionOnFailure",
                        "successStatus",
                        "followRedirects",
                        "tls",
                        "proxy",
                        "httpVersion",
                        "ping");
        assertThat(SecurityDefinition.SETTINGS.settings())
                .containsKeys(
                        "type",
                        "username",
                        "password",
                        "in",
                        "name",
                        "apiKey",
                        "token",
                        "prefix",
                        "header",
                        "grant",
                        "tokenUrl",
                        "clientId",
                        "clientSecret",
                        "clientAuthentication",
                        "scopes",
                        "audience",
                        "parameters",
                        "tls",
                        "proxy",
                        "allowInsecure");
    }

    // --- errors
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conections: {}                        | 1: 'conections' is not known; a document has defaults, security, connections, openapi; did you mean 'connections'?",
                "x: 1                                  | 1: 'x' is not known",
                "connections:;  A:;    timout: 5s      | 3: connections.A.timout is no setting; did you mean 'timeout'?",
                "connections:;  A:;    Timeout: 5s     | 3: connections.A.Timeout is no setting; did you mean 'timeout'?",
                "connections:;  A:;    base-url: x     | 3: connections.A.base-url is no setting; did you mean 'baseUrl'?",
                "connections:;  A:;    zzzzz: 5s       | 3: connections.A.zzzzz is no setting",
                "connections:;  A:;    tls:;      trustal: true | 4: connections.A.tls.trustal is no setting; did you mean 'trustAll'?",
                "security:;  S:;    secret: x          | 3: security.S.secret is no setting",
                "security:;  S:;    clientSecrt: hunter2 | 3: security.S.clientSecrt is no setting; did you mean 'clientSecret'?",
                "defaults:;  timout: 5s                | 2: defaults.timout is no setting; did you mean 'timeout'?",
                "connections: 5                        | 1: connections must be made of keys and values",
                "connections: [a]                      | 1: connections must be made of keys and values",
                "connections:;  A: text                | 2: connections.A must be made of keys and values",
                "connections:;  A:;    timeout: soon   | 3: connections.A.timeout 'soon' is no duration",
                "connections:;  A:;    timeout: -5s    | 3: connections.A.timeout '-5s' is no duration",
                "connections:;  A:;    timeout: [1, 2] | 3: connections.A.timeout",
                "connections:;  A:;    timeout: {a: b} | 3: connections.A.timeout must be one value, not keys and values",
                "connections:;  A:;    active: maybe   | 3: connections.A.active must be true or false",
                "connections:;  A:;    active: 'yes'   | 3: connections.A.active must be true or false",
                "connections:;  A:;    maxConnections: 1.5 | 3: connections.A.maxConnections must be a whole number",
                "connections:;  A:;    maxConnections: 0 | 3: connections.A.maxConnections must be at least 1",
                "connections:;  A:;    maxConnections: [1] | 3: connections.A.maxConnections must not be a list",
                "connections:;  A:;    maxResponseSize: 5 MB | 3: connections.A.maxResponseSize '5 MB' is no size",
                "connections:;  A:;    maxResponseSize: 99999999999 GiB | 3: connections.A.maxResponseSize is larger",
                "connections:;  A:;    successStatus: 2xx | 3: connections.A.successStatus '2xx' is no range",
                "connections:;  A:;    successStatus: 299-200 | 3: connections.A.successStatus '299-200' must lie between",
                "connections:;  A:;    path: [a, b]    | 3: connections.A.path must not be a list",
                "connections:;  A:;    headers: text   | 3: connections.A.headers must be made of keys and values",
                "connections:;  A:;    headers: {X: {Y: z}} | 3: connections.A.headers.X must be one value",
                "connections:;  A:;    tags: [[a]]     | 3: connections.A.tags must be one value",
                "connections:;  A:;    tls: text       | 3: connections.A.tls must be made of keys and values",
                "connections:;  A:;    proxy: direct   | 3: connections.A.proxy must be 'system' or 'none'",
                "connections:;  A:;    proxy: {port: 0, host: h} | 3: connections.A.proxy.port must be between 1 and 65535",
                "connections:;  A:;    declared: {query.q: x} | 3: connections.A.declared.query.q must be made of keys and values",
                "connections:;  A:;    declared: {query.q: {styl: x}} | 3: connections.A.declared.query.q.styl is no setting; did you mean 'style'?",
                "connections:;  A:;    declared:;      query.q:;        style: deep | 5: connections.A.declared.query.q.style is no style; accepted are simple, label, matrix, form, spaceDelimited, pipeDelimited, tabDelimited, deepObject, cookie",
                "connections:;  A: {path: /a, path: /b} | 2: the key 'path' is there twice",
                "connections:;  A: {};  A: {}          | 3: the key 'A' is there twice",
                "connections: {};connections: {}       | 2: the key 'connections' is there twice",
                "connections:;  A:;    path: *nobody   | 3: the alias *nobody has no anchor before it",
            })
    void errorSaysFileLineKeyAndWhatWouldBeAccepted(String lines, String message) {
        assertThatThrownBy(() -> read("conf/outrest.yaml", lines.replace(';', '\n')))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith("conf/outrest.yaml:" + message)
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n", "null", "text", "- a\n- b\n", "42", "[]", "\uFEFF"})
    void documentMustBeMadeOfKeysAndValues(String text) {
        assertThatThrownBy(() -> read("outrest.yaml", text))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageMatching("(?s)outrest\\.yaml:\\d+: (is empty|must be made of keys and values)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections: {",
                "connections:\n\t- a",
                "a: b: c",
                "\u0000\u0001",
                "connections: [}",
                "\"",
                "%",
                "a: 'x"
            })
    void garbageIsRefusedWithItsLine(String text) {
        assertThatThrownBy(() -> read("outrest.yaml", text))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageMatching("(?s)outrest\\.yaml:[1-9]\\d*: is no YAML that can be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"connections\": {}",
                "{connections: {}}",
                "{\"a\": 1,}",
                "{'a': 1}",
                "connections: {}",
                "nul"
            })
    void jsonIsReadAsJson(String text) {
        assertThatThrownBy(() -> read("outrest.json", text))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageMatching("(?s)outrest\\.json:[1-9]\\d*: (is no JSON that can be read|'a' is not known.*)");
    }

    @Test
    void jsonErrorsHaveTheirLineToo() {
        assertThatThrownBy(() -> read("outrest.json", "{\"connections\": {\n\"A\": {\n\"timout\": 5}}}"))
                .hasMessageStartingWith("outrest.json:3: connections.A.timout is no setting");
        assertThatThrownBy(() -> read("outrest.json", "{\"connections\": {},\n\"connections\": {}}"))
                .hasMessageStartingWith("outrest.json:2: the key 'connections' is there twice");
        assertThatThrownBy(() -> read("outrest.json", "{\"connections\": {}} {}"))
                .hasMessageContaining("only one document can be in a file");
    }

    @Test
    void jsonMayBeIndentedWithTabsAndCommented() {
        Definitions read =
                read("outrest.json", "{\n\t\"connections\": { // ours\n\t\t\"A\": {\t\"timeout\":\t\"5s\"}}}");

        assertThat(connection(read, "A").getTimeout()).hasSeconds(5);
    }

    @Test
    void onlyOneDocumentCanBeInAFile() {
        assertThatThrownBy(() -> read("outrest.yaml", "connections: {}\n---\nconnections: {}\n"))
                .hasMessageMatching("outrest\\.yaml:\\d: only one document can be in a file");
    }

    // --- YAML
    // ------------------------------------------------------------------------------------------------------------

    @Test
    void anchorsAliasesAndMergeKeysWork() {
        Definitions read = read(
                "outrest.yaml",
                """
                defaults: {}
                connections:
                  A: &base
                    baseUrl: &url https://a.example
                    timeout: 5s
                    headers: &headers {X-App: Outrest}
                  B:
                    <<: *base
                    timeout: 7s
                  C:
                    baseUrl: *url
                    headers:
                      <<: *headers
                      X-Own: own
                  D:
                    <<: [{timeout: 1s}, *base]
                """);

        assertThat(connection(read, "B").getBaseUrl()).isEqualTo("https://a.example");
        assertThat(connection(read, "B").getTimeout()).hasSeconds(7);
        assertThat(connection(read, "C").getBaseUrl()).isEqualTo("https://a.example");
        assertThat(connection(read, "C").getHeaders()).isEqualTo(Map.of("X-App", "Outrest", "X-Own", "own"));
        assertThat(connection(read, "D").getTimeout()).hasSeconds(1);
        assertThat(connection(read, "D").getBaseUrl()).isEqualTo("https://a.example");
    }

    @Test
    void errorInMergedKeysSaysWhereTheyAreWritten() {
        assertThatThrownBy(
                        () -> read(
                                "outrest.yaml",
                                """
                connections:
                  A: &base
                    timeout: 5s
                  B:
                    <<: *base
                    tls:
                      <<: text
                """))
                .hasMessageContaining("what << merges must be keys and values");
    }

    /** Eight hundred bytes that are a thousand million values. */
    @Test
    void aliasBombIsRefusedFast() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 30; level++) {
            bomb.append("a%d: &a%d [".formatted(level, level));
            bomb.append(Stream.generate(() -> "*a").limit(10).collect(Collectors.joining((level - 1) + ", ")));
            bomb.append(level - 1).append("]\n");
        }
        bomb.append("connections: *a29\n");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThatThrownBy(() -> read("outrest.yaml", bomb.toString()))
                        .isInstanceOf(InvalidDocument.class)
                        .hasMessageMatching("outrest\\.yaml:\\d+: is larger than 2000000 values"));
    }

    @Test
    void bombOfMergeKeysIsRefusedFast() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {k0: x, k1: x, k2: x, k3: x}\n");
        for (int level = 1; level < 40; level++) {
            bomb.append("a%d: &a%d {l: *a%d, r: *a%d, <<: *a%d}\n"
                    .formatted(level, level, level - 1, level - 1, level - 1));
        }

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThatThrownBy(() -> read("outrest.yaml", bomb.toString()))
                        .isInstanceOf(InvalidDocument.class));
    }

    @Test
    void deepNestingIsRefusedWithoutAnOverflow() {
        for (String file : List.of("outrest.yaml", "outrest.json")) {
            assertThatThrownBy(() -> read(file, "{\"a\":".repeat(100_000))).isInstanceOf(InvalidDocument.class);
        }
    }

    @Test
    void manyConnectionsAreNoBomb() {
        String text = Stream.iterate(0, i -> i + 1)
                .limit(20_000)
                .map(i -> "  C" + i + ": {baseUrl: 'https://h', path: /x, description: " + "x".repeat(200) + "}\n")
                .collect(Collectors.joining("", "connections:\n", ""));

        // SnakeYAML's own limit, of three million characters, is no limit of ours
        assertThat(read("outrest.yaml", text).connections()).hasSize(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"outrest.yaml", "outrest.json"})
    void documentThatIsTooLargeIsRefusedBeforeItIsRead(String file) {
        byte[] content = new byte[(64 << 20) + 1];

        assertThatThrownBy(() -> Document.read(file, content, NONE))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage(file + ":1: is larger than 64 MB");
    }

    // --- values
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "30s, 30000",
        "500ms, 500",
        "2m, 120000",
        "1h, 3600000",
        "1d, 86400000",
        "1500, 1500",
        "PT1M30S, 90000",
        "pt5s, 5000",
        "'30 s', 30000",
        "0, 0",
        "0s, 0",
        "365d, 31536000000",
    })
    void durationsAreWrittenSo(String text, long millis) {
        assertThat(connectionWith("timeout: " + text).getTimeout()).hasMillis(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-PT1S", "1.5s", "5 minutes", "s", "''", "366d", "99999999999999999999", "1e3"})
    void otherDurationsAreRefused(String text) {
        assertThatThrownBy(() -> connectionWith("timeout: " + text))
                .hasMessageStartingWith("outrest.yaml:3: connections.A.timeout ");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "1048576, 1048576",
        "64 MiB, 67108864",
        "64MiB, 67108864",
        "2kib, 2048",
        "3 GiB, 3221225472",
        "5 b, 5"
    })
    void sizesAreWrittenSo(String text, long bytes) {
        assertThat(connectionWith("maxResponseSize: " + text).getMaxResponseSize())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5 MiB", "5 MB", "MiB", "64 TiB", "''"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> connectionWith("maxResponseSize: " + text))
                .hasMessageStartingWith("outrest.yaml:3: connections.A.maxResponseSize ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a, b, c]", "'a,b,c'", "'a, b ,c,'", "['a,b', c]", "\n      - a\n      - b\n      - c"})
    void listsAreAListOrTextWithCommas(String text) {
        assertThat(connectionWith("tags: " + text).getTags()).containsExactly("a", "b", "c");
    }

    @Test
    void listsMayBeOneValueOrEmpty() {
        assertThat(connectionWith("security: one").getSecurity()).containsExactly("one");
        assertThat(connectionWith("security: []").getSecurity()).isEmpty();
        assertThat(connectionWith("security: ''").getSecurity()).isEmpty();
        assertThat(connectionWith("security:").getSecurity()).isNull();
        assertThat(connectionWith("tags: 5").getTags()).containsExactly("5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200-299,404 | 200 299 404 | 199 300 403",
                "200 | 200 | 201",
                "[200, 404] | 200 404 | 201",
                "[200-299, 404] | 250 404 | 300",
                "' 200 - 204 , 304 ' | 203 304 | 205"
            })
    void rangesAreWrittenSo(String text, String inside, String outside) {
        StatusRanges ranges = connectionWith("successStatus: " + text).getSuccessStatus();

        assertThat(inside.split(" ", -1)).allMatch(code -> ranges.contain(Integer.parseInt(code)));
        assertThat(outside.split(" ", -1)).noneMatch(code -> ranges.contain(Integer.parseInt(code)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "600", "2xx", "200-", "-299", "200,,204", "''", "[]", "200-299-300"})
    void otherRangesAreRefused(String text) {
        assertThatThrownBy(() -> connectionWith("successStatus: " + text))
                .hasMessageStartingWith("outrest.yaml:3: connections.A.successStatus ");
    }

    @Test
    void valuesStayAsTheyAreWritten() {
        Map<String, Object> headers = connectionWith(
                        "headers: {A: 007, B: 1.10, C: true, D: 2024-01-01, E: '', F: [1, 2], G: 'null', H: 0x1F}")
                .getHeaders();

        assertThat(headers)
                .isEqualTo(Map.of(
                        "A",
                        "007",
                        "B",
                        "1.10",
                        "C",
                        "true",
                        "D",
                        "2024-01-01",
                        "E",
                        "",
                        "F",
                        List.of("1", "2"),
                        "G",
                        "null",
                        "H",
                        "0x1F"));
    }

    @Test
    void keyWithoutAValueIsNotSet() {
        Connection connection = connectionWith("timeout:\n    path: ~\n    headers: null");

        assertThat(connection).isEqualTo(new Connection());
    }

    @Test
    void namesMayHoldAnything() {
        Definitions read = read("outrest.yaml", "connections: {'GET /a.b: c': {}, 42: {}, true: {}, ä🚀: {}}");

        assertThat(read.connections().keySet()).isEqualTo(Set.of("GET /a.b: c", "42", "true", "ä🚀"));
    }

    // --- placeholders
    // ------------------------------------------------------------------------------------------------------

    @Test
    void placeholdersAreFilledInWhereverAValueIs() {
        Definitions read = Document.read(
                        "outrest.yaml",
                        """
                connections:
                  A: {baseUrl: 'https://{{x}}', tags: ['{{x}}', b], headers: {X: 'a{{x}}b'}, tls: {caCertificates: '{{x}}'},
                      timeout: '{{y}}', active: '{{z}}'}
                """
                                .getBytes(StandardCharsets.UTF_8),
                        text -> text.replace("{{x}}", "filled")
                                .replace("{{y}}", "7s")
                                .replace("{{z}}", "false"))
                .definitions();

        Connection connection = connection(read, "A");
        assertThat(connection.getBaseUrl()).isEqualTo("https://filled");
        assertThat(connection.getTags()).containsExactly("filled", "b");
        assertThat(connection.getHeaders()).containsEntry("X", "afilledb");
        assertThat(connection.getTls().getCaCertificates()).isEqualTo("filled");
        assertThat(connection.getTimeout()).hasSeconds(7);
        assertThat(connection.getActive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseUrl: '{{missing}}'",
                "timeout: '{{missing}}'",
                "active: '{{missing}}'",
                "maxConnections: '{{missing}}'",
                "tags: [a, '{{missing}}']",
                "successStatus: '{{missing}}'",
                "successStatus: [200, '{{missing}}']",
                "headers: {X: '{{missing}}'}",
                "tls: {trustAll: '{{missing}}'}",
                "proxy: '{{missing}}'",
            })
    void placeholderWithoutAValueIsAProblemOfThatConnectionAlone(String setting) {
        Definitions read = read("outrest.yaml", "connections:\n  A: {%s}\n  B: {timeout: 5s}\n".formatted(setting));

        assertThat(read.connections().get("A").problem())
                .startsWith("connections.A." + setting.substring(0, setting.indexOf(':')))
                .contains("has the placeholder {{missing}}, which has no value (outrest.yaml")
                .doesNotContain("secret-of-the-vault");
        assertThat(read.connections().get("B").problem()).isNull();
    }

    @Test
    void placeholderOfTheDefaultsWithoutAValueIsAProblemOfAll() {
        Definitions read = read("outrest.yaml", "defaults: {timeout: '{{missing}}'}\nconnections: {A: {}, B: {}}");

        assertThat(read.connections().values()).allSatisfy(defined -> assertThat(defined.problem())
                .startsWith("defaults.timeout has the placeholder"));
    }

    private static Connection connectionWith(String setting) {
        return connection(read("outrest.yaml", "connections:\n  A:\n    " + setting + "\n"), "A");
    }

    private static Connection connection(Definitions read, String name) {
        return read.connections().get(name).value();
    }

    private static Definitions read(String file, String text) {
        return Document.read(file, text.getBytes(StandardCharsets.UTF_8), NONE).definitions();
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
