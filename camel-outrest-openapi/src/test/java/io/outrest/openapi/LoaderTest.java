package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.imports.ImportLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderTest {

    private static final String HEAD = "openapi: 3.0.3\npaths: {}\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes | \"yes\"",
                "no | \"no\"",
                "on | \"on\"",
                "OFF | \"OFF\"",
                "y | \"y\"",
                "true | true",
                "False | false",
                "~ | null",
                "null | null",
                "12 | 12",
                "-7 | -7",
                "+7 | 7",
                "0o17 | 15",
                "017 | 17",
                "0x1F | 31",
                "1_000 | \"1_000\"",
                "1.10 | 1.10",
                "1e3 | 1E+3",
                ".5 | 0.5",
                "1e999999999 | \"1e999999999\"",
                "1e99999999999 | \"1e99999999999\"",
                ".inf | \".inf\"",
                ".nan | \".nan\"",
                "12:30:45 | \"12:30:45\"",
                "2026-11-23 | \"2026-11-23\"",
                "2026-11-23T10:00:00Z | \"2026-11-23T10:00:00Z\"",
                "9223372036854775808 | 9223372036854775808",
                "!!str 5 | \"5\"",
                "!!int 5 | 5",
                "! 5 | \"5\"",
                "1.2.3 | \"1.2.3\"",
                "- | [null]",
            })
    void readsYamlByTheCoreSchema(String yaml, String json) {
        assertThat(read(HEAD + "x-v:\n  " + yaml).path("x-v")).hasToString(json);
    }

    @Test
    void keysAreTextInTheirOrder() {
        ObjectNode root = read(HEAD + "x-k: {z: 1, 200: a, true: b, no: c, 1.0: d, null: e}");

        assertThat(root.path("x-k").fieldNames()).toIterable().containsExactly("z", "200", "true", "no", "1.0", "null");
    }

    @Test
    void mergeKeysFillInWhatIsNotThere() {
        ObjectNode root = read(HEAD + "x-a: &a {p: 1, q: 2}\nx-b: &b {q: 3, r: 4}\nx-m:\n  <<: [*a, *b]\n  p: 9");

        assertThat(root.path("x-m")).hasToString("{\"p\":9,\"q\":2,\"r\":4}");
    }

    @Test
    void aMergeKeyInQuotesIsAKeyLikeAnother() {
        assertThat(read(HEAD + "x-m: {\"<<\": 1}").path("x-m")).hasToString("{\"<<\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "'key': 'a 👩‍🚀 b' # 👩‍🚀~next: 'it''s' => {\"key\":\"a 👩‍🚀 b\",\"next\":\"it's\"}",
                "a: \"\\U0001F680 \\u00e9\" => {\"a\":\"🚀 é\"}",
                "a: |-~    x~    y~b: >-~    x~    y => {\"a\":\"x\\ny\",\"b\":\"x y\"}",
                "🚀: {東京: [👩‍🚀, b]} => {\"🚀\":{\"東京\":[\"👩‍🚀\",\"b\"]}}",
                "a: plain text~    over lines => {\"a\":\"plain text over lines\"}"
            })
    void readsTextOfAllKinds(String yaml, String json) {
        assertThat(read(HEAD + "x-t:\n  " + yaml.replace("~", "\n  ")).path("x-t"))
                .hasToString(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n"})
    void linesMayEndInAnyWay(String end) {
        assertThatThrownBy(() -> load((HEAD + "x: |\n  one\n  two\ny: [1, }").replace("\n", end)))
                .hasMessageStartingWith("text:6:8: is no YAML");
    }

    /** SnakeYAML's own reader takes minutes for this. */
    @Test
    @Timeout(20)
    void aLongValueTakesNoLongerThanManyShortOnes() {
        assertThat(read(HEAD + "x: '" + "y".repeat(20_000_000) + "'").path("x").textValue())
                .hasSize(20_000_000);
    }

    @Test
    void anAliasIsWhatItsAnchorIs() {
        assertThat(read(HEAD + "x-a: &a [1, {b: &b two}]\nx-c: [*a, *b]").path("x-c"))
                .hasToString("[[1,{\"b\":\"two\"}],\"two\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openapi: 3.0.3\npaths: {}", "{\"openapi\": \"3.0.3\", \"paths\": {}}"})
    void tellsJsonFromYamlByTheContent(String text) {
        assertThat(load("\n  " + text.replace("\n", "\n  ")).version())
                .isEqualTo(new Version(Version.Family.OPENAPI_3_0, "3.0.3"));
    }

    @Test
    void jsonNumbersStayAsTheyAre() {
        ObjectNode root = read("{\"openapi\":\"3.0.0\",\"paths\":{},\"x\":[1.10,1e999999999,12345678901234567890]}");

        assertThat(root.path("x")).hasToString("[1.10,\"1e999999999\",12345678901234567890]");
    }

    @ParameterizedTest
    @CsvSource({
        "swagger: '2.0', SWAGGER_2_0, 2.0",
        "swagger: 2.0, SWAGGER_2_0, 2.0",
        "swagger: 2, SWAGGER_2_0, 2",
        "openapi: 3.0.4, OPENAPI_3_0, 3.0.4",
        "openapi: 3.0.0-rc2, OPENAPI_3_0, 3.0.0-rc2",
        "openapi: 3.1, OPENAPI_3_1, 3.1",
        "openapi: '3.1.1', OPENAPI_3_1, 3.1.1",
        "openapi: 3.2.0, OPENAPI_3_2, 3.2.0"
    })
    void knowsTheVersion(String line, Version.Family family, String text) {
        assertThat(load(line + "\npaths: {}").version()).isEqualTo(new Version(family, text));
    }

    /** A document in YAML's braces was once taken for JSON. */
    @Test
    void aMappingInBracesIsYamlWhereItsKeysHaveNoQuotes() {
        assertThat(load("{openapi: 3.0.3, paths: {}}").version().text()).isEqualTo("3.0.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openapi: 3.10 | is of the version '3.10' of OpenAPI",
                "openapi: 4.0.0 | is of the version '4.0.0' of OpenAPI",
                "openapi: 2.0 | is of the version '2.0' of OpenAPI",
                "openapi: [3] | is of the version (no text) of OpenAPI",
                "swagger: '1.2' | is of the version '1.2' of Swagger",
                "swaggerVersion: 1.2 | is Swagger '1.2'",
                "asyncapi: 2.6.0 | is AsyncAPI",
                "info: {_postman_id: x} | is a Postman collection",
                "data: {__schema: {}} | is a GraphQL schema",
                "{apiVersion: v1, kind: Pod} | is a Kubernetes resource",
                "foo: bar | has neither of the keys openapi and swagger",
                "- a | is a list",
                "just text | is a single value",
                "type Query { a: Int } | is GraphQL",
                "<!DOCTYPE html><html> | is an HTML page, perhaps of a login",
                "<?xml version='1.0'?><a/> | is XML",
                "'   ' | is empty",
                "# nothing | is empty"
            })
    void saysWhatAnotherDocumentSeemsToBe(String text, String problem) {
        assertThatThrownBy(() -> load(text))
                .isInstanceOf(RefusedDocument.class)
                .hasMessageStartingWith("text")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openapi: 3.0.0~paths: [] | text#/paths: must be a mapping",
                "openapi: 3.0.0 | text#/paths: is not there",
                "swagger: 2.0~paths: | text#/paths: is not there",
                "openapi: 3.1.0~paths: text | text#/paths: must be a mapping"
            })
    void pathsMustBeAMapping(String text, String message) {
        assertThatThrownBy(() -> load(text.replace('~', '\n'))).hasMessage(message);
    }

    @Test
    void from31OnPathsMayBeMissing() {
        assertThat(load("openapi: 3.1.0").root().has("paths")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1~a: 2 | text:4:1: the key 'a' is there twice",
                "a: {b: 1, b: 2} | text:3:11: the key 'b' is there twice",
                "--- | text:3:1: holds more than one document",
                "a: !!javax.script.ScriptEngineManager [x] | text:3:4: the tag"
                        + " 'tag:yaml.org,2002:javax.script.ScriptEngineManager' is not allowed",
                "a: !local x | text:3:4: the tag '!local' is not allowed",
                "a: !!binary aGk= | text:3:4: the tag 'tag:yaml.org,2002:binary' is not allowed",
                "!local a: x | text:3:1: the tag",
                "a: *nowhere | text:3:4: the alias 'nowhere' has no anchor",
                "a: &a [*a] | text:3:8: the alias 'a' stands within its own anchor",
                "a: &a {b: {c: *a}} | text:3:15: the alias 'a' stands within its own anchor",
                "<<: 5 | text:3:5: what << merges must be mappings",
                "? [a] : b | text:3:3: a key must be text",
                "a: [1, 2 | text:4:1: is no YAML from here on",
                "a:~\tb: 1 | text:4:1: is no YAML from here on"
            })
    void refusesYamlThatIsNotPlain(String yaml, String message) {
        assertThatThrownBy(() -> load(HEAD + yaml.replace('~', '\n') + "\n"))
                .isInstanceOf(RefusedDocument.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"a\": 2} | text:1:10: the key 'a' is there twice",
                "{\"a\": {\"b\": 1} | is no JSON from here on",
                "{\"a\": 1} rest | is no JSON from here on",
                "{\"a\": 1} {} | something stands behind the end of the JSON document",
                "{\"a\": 01} | is no JSON from here on"
            })
    void refusesJsonThatIsNone(String json, String message) {
        assertThatThrownBy(() -> load(json))
                .isInstanceOf(RefusedDocument.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aKeyInAMessageIsCutAndHasNoControlCharacters() {
        String key = "k\u202E" + "x".repeat(200);

        assertThatThrownBy(() -> load("{\"" + key + "\": 1, \"" + key + "\": 2}"))
                .hasMessageContaining("the key 'k·" + "x".repeat(98) + "...' is there twice");
    }

    static Stream<Arguments> bytes() throws IOException {
        return Stream.of(
                Arguments.of(HEAD.getBytes(StandardCharsets.UTF_8), null),
                Arguments.of(("\uFEFF" + HEAD).getBytes(StandardCharsets.UTF_8), null),
                Arguments.of(("\uFEFF" + HEAD).getBytes(StandardCharsets.UTF_16LE), null),
                Arguments.of(("\uFEFF" + HEAD).getBytes(StandardCharsets.UTF_16BE), null),
                Arguments.of(HEAD.getBytes(StandardCharsets.UTF_16LE), "holds the control character U+0000"),
                Arguments.of(("\uFEFF" + HEAD).getBytes(Charset.forName("UTF-32LE")), "control character U+0000"),
                Arguments.of((HEAD + "x: é").getBytes(StandardCharsets.ISO_8859_1), "is not UTF-8"),
                Arguments.of((HEAD + "x: \0").getBytes(StandardCharsets.UTF_8), ":3: holds the control character"),
                Arguments.of((HEAD + "x: \u001B[31m").getBytes(StandardCharsets.UTF_8), "control character U+001B"),
                Arguments.of(gzip(HEAD), "is compressed (gzip)"),
                Arguments.of(new byte[] {'P', 'K', 3, 4, 0}, "is an archive (zip)"),
                Arguments.of(new byte[0], "is empty"));
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void readsUtf8AndSaysWhatElseItIs(byte[] bytes, String problem) throws IOException {
        Path file = Files.write(folder.resolve("api.yaml"), bytes);

        if (problem == null) {
            assertThat(load(Source.file(file), Limits.standard()).version().text())
                    .isEqualTo("3.0.3");
        } else {
            assertThatThrownBy(() -> load(Source.file(file), Limits.standard()))
                    .hasMessageStartingWith("api.yaml")
                    .hasMessageContaining(problem);
        }
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("size", limit(l -> l.setSize(20L)), HEAD),
                Arguments.of("expanded", limit(l -> l.setExpanded(100L)), HEAD + "x: '" + "y".repeat(100) + "'"),
                Arguments.of(
                        "expanded",
                        limit(l -> l.setExpanded(1000L)),
                        HEAD + "x: &a '" + "y".repeat(100) + "'\nz: [" + "*a, ".repeat(10) + "1]"),
                Arguments.of("values", limit(l -> l.setValues(10)), HEAD + "x: [1,2,3,4,5,6,7,8,9,10]"),
                Arguments.of("values", limit(l -> l.setValues(20)), HEAD + "x: &a [1,2,3,4]\nz: [*a, *a, *a, *a]"),
                Arguments.of("depth", limit(l -> l.setDepth(4)), HEAD + "x: [[[[1]]]]"),
                Arguments.of("depth", limit(l -> l.setDepth(4)), HEAD + "x: &a [[1]]\ny: &b [*a]\nz: [*b]"),
                Arguments.of("depth", limit(l -> l.setDepth(4)), "{\"openapi\": [[[[1]]]]}"),
                Arguments.of("aliases", limit(l -> l.setAliases(2)), HEAD + "x: &a 1\ny: [*a, *a, *a]"),
                Arguments.of(
                        "time",
                        limit(l -> l.setTime(Duration.ofMillis(1))),
                        HEAD + "x: [" + "1, ".repeat(500_000) + "1]"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void refusesWhatIsBeyondALimitWithItsName(String name, Limits limits, String text) {
        assertThatThrownBy(() -> load(Source.of("text:" + text), limits))
                .isInstanceOf(RefusedDocument.class)
                .hasMessageEndingWith("(limits." + name + ")");
    }

    @Test
    void aliasesOfAliasesAreCountedAsWhatTheyAmountTo() {
        StringBuilder bomb = new StringBuilder(HEAD + "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String use = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", List.of(use, use, use, use, use, use)) + "]\n");
        }

        assertThatThrownBy(() -> load(bomb.toString())).hasMessageEndingWith("(limits.values)");
    }

    @Test
    void anEndlessFileIsReadOnlyUpToTheLimit() throws IOException {
        Path endless = Path.of("/dev/zero");

        assertThatThrownBy(() -> load(Source.file(endless), Limits.standard())).hasMessage("zero: is no file");
    }

    @Test
    void aFileIsKnownByItsRealPathAndTheLinkToIt() throws IOException {
        Path file = Files.writeString(folder.resolve("real.yaml"), HEAD);
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), file);
        Loader loader = new Loader(Limits.standard(), offline());

        Loaded loaded = loader.load(Source.of("file:" + link));

        assertThat(loaded.source().label()).isEqualTo("link.yaml");
        assertThat(loader.files()).containsExactly(link, file.toRealPath());
    }

    @Test
    void aResourceOfTheClassPathIsRead() {
        assertThatThrownBy(() -> load(Source.of("classpath:io/outrest/none.yaml"), Limits.standard()))
                .hasMessage("io/outrest/none.yaml: is not on the class path");
    }

    static Access offline() {
        return new Access(LoaderTest.class.getClassLoader(), (url, allowed, limit, deadline) -> {
            throw new AssertionError("nothing may be fetched, but was " + url);
        });
    }

    private static Loaded load(String text) {
        return load(Source.of("text:" + text), Limits.standard());
    }

    private static Loaded load(Source source, Limits limits) {
        return new Loader(limits, offline()).load(source);
    }

    private static ObjectNode read(String text) {
        return load(text).root();
    }

    private static Limits limit(java.util.function.Consumer<ImportLimits> set) {
        ImportLimits limits = new ImportLimits();
        set.accept(limits);
        return Limits.of(limits);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
