package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.imports.ImportLimits;
import io.outrest.settings.InvalidSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {

    private static final String HEAD = "openapi: 3.0.3\npaths: {}\n";
    private static final String HEAD_31 = "openapi: 3.1.0\n";

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(temporary.resolve("specs"));
        Files.writeString(temporary.resolve("outside.yaml"), "secret: canary\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#/x-a/b | \"b\"",
                "#/x-a/list/1 | 2",
                "#/x-a/sl~1ash | \"slash\"",
                "#/x-a/til~0de | \"tilde\"",
                "#/x-a/~01 | \"not a slash\"",
                "#/x-a/sp%20ace | \"space\"",
                "#/x-a/%7Bid%7D | \"braces\"",
                "#/x-a/{id} | \"braces\"",
                "#/x-a/a+b | \"plus\"",
                "#/x-a/ | \"empty\"",
                "#/x-chain | \"b\"",
                "#/x-through/b | \"b\"",
                "#/x-through/list/0 | 1"
            })
    void followsJsonPointers(String reference, String found) {
        Asked references = references(
                HEAD
                        + """
                x-a:
                  b: b
                  list: [1, 2]
                  sl/ash: slash
                  til~de: tilde
                  ~1: not a slash
                  sp ace: space
                  '{id}': braces
                  a+b: plus
                  '': empty
                x-chain: {$ref: '#/x-chain-2'}
                x-chain-2: {$ref: '#/x-a/b'}
                x-through: {$ref: '#/x-a'}
                """);

        assertThat(follow(references, reference).node()).hasToString(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#/x-none | there is nothing at that place",
                "#/x-list/01 | there is nothing at that place",
                "#/x-list/- | there is nothing at that place",
                "#/x-list/99999999999 | there is nothing at that place",
                "#/x-text/a | there is nothing at that place",
                "#x-a | must be a JSON pointer",
                "#/%zz | percent-encoding is broken",
                "#/x-self | it leads back to itself",
                "#/x-ping | it leads back to itself",
                "#/x-grow/b | it leads back to itself",
                "#/x-number | the $ref that it leads to is no text"
            })
    void saysWhyAReferenceLeadsNowhere(String reference, String problem) {
        Asked references = references(
                HEAD
                        + """
                x-list: [1]
                x-text: text
                x-self: {$ref: '#/x-self'}
                x-ping: {$ref: '#/x-pong'}
                x-pong: {$ref: '#/x-ping'}
                x-grow: {$ref: '#/x-grow/b'}
                x-number: {$ref: 5}
                """);

        assertThat(problemOf(references, reference))
                .startsWith("the reference '" + reference + "' cannot be followed: ")
                .contains(problem);
    }

    @Test
    void aNodeWithoutAReferenceIsItself() {
        Loaded main = main(HEAD);
        References references = new References(loader(), main, List.of());

        assertThat(references.resolve(main.root(), main.place()))
                .isEqualTo(new Resolved.Found(main.root(), main.place()));
    }

    @Test
    void aLongChainIsFollowedToItsEnd() {
        StringBuilder chain = new StringBuilder(HEAD);
        for (int i = 0; i < 20_000; i++) {
            chain.append("x").append(i).append(": {$ref: '#/x").append(i + 1).append("'}\n");
        }

        assertThat(follow(references(chain + "x20000: end"), "#/x0").node()).hasToString("\"end\"");
    }

    @Test
    void theSameReferenceIsFollowedOnce() {
        ImportLimits limits = new ImportLimits();
        limits.setReferences(2);
        Loader loader = new Loader(Limits.of(limits), LoaderTest.offline());
        Loaded main = loader.load(Source.of("text:" + HEAD + "x-a: 1\nx-b: 2\nx-c: 3"));
        References references = new References(loader, main, List.of());

        for (int i = 0; i < 10; i++) {
            follow(references, "#/x-a", main.place());
        }
        follow(references, "#/x-b", main.place());
        assertThatThrownBy(() -> follow(references, "#/x-c", main.place()))
                .isInstanceOf(RefusedDocument.class)
                .hasMessage("text: has more than 2 references to follow (limits.references)");
    }

    @Test
    void aReferenceInAMessageIsCutAndHasNoControlCharacters() {
        String reference = "#/\u0007" + "x".repeat(300);

        assertThat(problemOf(references(HEAD), reference)).contains("'#/·" + "x".repeat(197) + "...'");
    }

    @Test
    void from31OnSummaryAndDescriptionBesideAReferenceCount() {
        String document = "x-a: {description: there, other: 1}\nx-r: {$ref: '#/x-a', description: here, other: 2}\n";

        assertThat(found(main(HEAD_31 + document), "x-r").node()).hasToString("{\"description\":\"here\",\"other\":1}");
        assertThat(found(main(HEAD + document), "x-r").node()).hasToString("{\"description\":\"there\",\"other\":1}");
    }

    @Test
    void aPathItemHasItsOwnFieldsAndThoseBehindItsReference() throws IOException {
        write("parts/item.yaml", "get: {operationId: there}\npost: {operationId: too}\n");
        Path file = write("api.yaml", HEAD + "x-i:\n  $ref: parts/item.yaml\n  get: {operationId: here}\n");
        Loader loader = loader();
        Loaded main = loader.load(Source.file(file));

        PathItem item =
                new References(loader, main, List.of()).pathItem(main.root().path("x-i"), main.place());

        assertThat(item.problem()).isNull();
        assertThat(item.fields().keySet()).containsExactly("get", "post");
        assertThat(item.fields().get("get").node()).hasToString("{\"operationId\":\"here\"}");
        assertThat(item.fields().get("get").place()).hasToString("api.yaml");
        assertThat(item.fields().get("post").place()).hasToString("item.yaml");
    }

    @Test
    void aPathItemWithABrokenReferenceKeepsItsOwnFields() {
        Loaded main = main(HEAD + "x-i: {$ref: '#/none', get: {}}");

        PathItem item =
                new References(loader(), main, List.of()).pathItem(main.root().path("x-i"), main.place());

        assertThat(item.problem()).contains("'#/none'");
        assertThat(item.fields()).containsOnlyKeys("get");
    }

    @Test
    void filesBelowTheFolderAreReadEachRelativeToItsOwn() throws IOException {
        write("a/one.yaml", "x: {$ref: '../b/two.json#/y'}\n");
        write("b/two.json", "{\"y\": {\"$ref\": \"#/z\"}, \"z\": {\"$ref\": \"./three%20.yaml\"}}");
        write("b/three .yaml", "- end");
        Loader loader = loader();
        Loaded main = loader.load(Source.file(write("api.yaml", HEAD)));

        Resolved.Found found = follow(new References(loader, main, List.of()), "a/one.yaml#/x", main.place());

        assertThat(found.node()).hasToString("[\"end\"]");
        assertThat(loader.files())
                .containsExactlyInAnyOrder(
                        real("api.yaml"), real("a/one.yaml"), real("b/two.json"), real("b/three .yaml"));
    }

    @Test
    void aDocumentMayReferToItselfByItsName() throws IOException {
        Loaded main = loader().load(Source.file(write("api.yaml", HEAD + "x-a: 1\n")));

        assertThat(follow(new References(loader(), main, List.of()), "api.yaml#/x-a", main.place())
                        .node())
                .hasToString("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../outside.yaml | the file is not below the folder",
                "a/../../outside.yaml | the file is not below the folder",
                "..%2foutside.yaml | the file is not below the folder",
                "%2e%2e/outside.yaml | the file is not below the folder",
                "..%252foutside.yaml | there is no such file",
                "link.yaml | the file is not below the folder",
                "linked/outside.yaml | the file is not below the folder",
                "/etc/passwd | the file is not below the folder",
                "%2fetc%2fpasswd | the file is not below the folder",
                "//host/share/x.yaml | the file is not below the folder",
                "\\\\host\\share\\x.yaml | a backslash",
                "..\\outside.yaml | a backslash",
                "..%5coutside.yaml | there is no such file",
                "none%00.yaml | no file name",
                "file:outside.yaml | only files below the document's folder",
                "file:///etc/passwd | only files below the document's folder",
                "C:/x.yaml | only files below the document's folder",
                "jar:file:x.jar!/x.yaml | only files below the document's folder",
                "ftp://127.0.0.1/x | only files below the document's folder",
                "classpath:application.properties | only files below the document's folder",
                "text:openapi | only files below the document's folder",
                "http://127.0.0.1/x.yaml | below none of the prefixes",
                "HTTPS://example.com/x.yaml | below none of the prefixes",
                "none.yaml | there is no such file",
                "broken.yaml | broken.yaml:1:5: is no YAML",
                "sub | is no file"
            })
    void nothingElseIsRead(String reference, String problem) throws IOException {
        Files.createSymbolicLink(folder.resolve("link.yaml"), temporary.resolve("outside.yaml"));
        Files.createSymbolicLink(folder.resolve("linked"), temporary);
        Files.createDirectories(folder.resolve("sub"));
        write("broken.yaml", "a: [}");
        Loaded main = loader().load(Source.file(write("api.yaml", HEAD)));

        String said = problemOf(new References(loader(), main, List.of()), reference, main.place());

        assertThat(said).contains(problem).doesNotContain("canary").doesNotContain("root:");
    }

    @Test
    void aDocumentWithoutAFolderHasNoFilesBelowIt() {
        assertThat(problemOf(references(HEAD), "other.yaml")).contains("only a document that is a file has a folder");
    }

    @Test
    void aFileThatCannotBeUsedIsReadOnce() throws IOException {
        write("broken.yaml", "a: [}");
        Loader loader = loader();
        Loaded main = loader.load(Source.file(write("api.yaml", HEAD)));
        References references = new References(loader, main, List.of());
        String first = problemOf(references, "broken.yaml#/a", main.place());
        Files.delete(folder.resolve("broken.yaml"));
        Files.createFile(folder.resolve("broken.yaml"));

        assertThat(problemOf(references, "broken.yaml#/b", main.place()).replace("#/b", "#/a"))
                .isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example.com/x, https://a.example.com/x/y.yaml, true",
        "https://a.example.com/x, https://a.example.com/x, true",
        "https://a.example.com/x/, https://a.example.com/x/y.yaml, true",
        "https://a.example.com, https://a.example.com/any/y.yaml, true",
        "https://A.example.com:443/x, https://a.EXAMPLE.com/x/y.yaml, true",
        "https://a.example.com/x, https://a.example.com/x/y.yaml?v=1, true",
        "https://a.example.com/x, https://a.example.com/xy, false",
        "https://a.example.com/x, https://a.example.com/X/y.yaml, false",
        "https://a.example.com/x, https://a.example.com.evil/x/y.yaml, false",
        "https://a.example.com/x, https://a.example.com:8443/x/y.yaml, false",
        "https://a.example.com/x, http://a.example.com/x/y.yaml, false",
        "https://a.example.com/x, https://a.example.com@evil.example.com/x/y.yaml, false",
        "https://a.example.com/x, https://user@a.example.com/x/y.yaml, false",
        "https://a.example.com/x, https://a.example.com/x/../y.yaml, false",
        "https://a.example.com/x, https://a.example.com/x/%2E%2e/y.yaml, false",
        "https://a.example.com/x, https://a.example.com/x/..%2fy.yaml, false",
        "https://a.example.com/x, https://a.example.com/x/..%5cy.yaml, false",
        "https://a.example.com/x, https://a.example.com/x/..%252fy.yaml, false",
        "https://a.example.com/x, https://a.example.com/x/..;/y.yaml, false",
        "https://a.example.com/x, 'https://a.example.com/x/a b', false"
    })
    void urlsAreFetchedOnlyBelowAPrefix(String prefix, String url, boolean fetched) {
        Loader loader = fetching(Map.of());
        Loaded main = loader.load(Source.of("text:" + HEAD));

        String said = problemOf(new References(loader, main, List.of(prefix)), url, main.place());

        assertThat(said.contains("not in this test")).as(said).isEqualTo(fetched);
    }

    @Test
    void whatAUrlRefersToIsRelativeToItAndMustBeBelowAPrefixToo() {
        Loader loader = fetching(Map.of(
                "https://a.example.com/v1/api.yaml", HEAD,
                "https://a.example.com/v1/parts/one.yaml", "x: {$ref: 'two.yaml#/y'}\nu: {$ref: '../../v2/z.yaml'}",
                "https://a.example.com/v1/parts/two.yaml", "y: end\n"));
        Loaded main = loader.load(Source.of("https://a.example.com/v1/api.yaml"));
        References references = new References(loader, main, List.of("https://a.example.com/v1/"));

        assertThat(follow(references, "parts/one.yaml#/x", main.place()).node()).hasToString("\"end\"");
        assertThat(problemOf(references, "parts/one.yaml#/u", main.place())).contains("below none of the prefixes");
        assertThat(problemOf(references, "//evil.example.com/x", main.place())).contains("below none of the prefixes");
        assertThat(problemOf(references, "file:///etc/passwd", main.place())).contains("only files below");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "ftp://example.com", "https://user@example.com", "https://example.com/?x"})
    void aPrefixMustBeAUrl(String prefix) {
        Loaded main = main(HEAD);

        assertThatThrownBy(() -> new References(loader(), main, List.of(prefix)))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("references");
    }

    private static Asked references(String document) {
        Loaded main = main(document);
        return new Asked(new References(loader(), main, List.of()), main.place());
    }

    /** References, and the document from which they are asked for. */
    private record Asked(References references, Place place) {}

    private static Resolved.Found follow(Asked asked, String reference) {
        return follow(asked.references(), reference, asked.place());
    }

    private static String problemOf(Asked asked, String reference) {
        return problemOf(asked.references(), reference, asked.place());
    }

    private static Resolved.Found follow(References references, String reference, Place place) {
        return (Resolved.Found) references.resolve(node(reference), place);
    }

    private static String problemOf(References references, String reference, Place place) {
        return ((Resolved.Broken) references.resolve(node(reference), place)).problem();
    }

    private static ObjectNode node(String reference) {
        return JsonNodeFactory.instance.objectNode().put("$ref", reference);
    }

    private static Resolved.Found found(Loaded main, String key) {
        return (Resolved.Found)
                new References(loader(), main, List.of()).resolve(main.root().path(key), main.place());
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path real(String name) throws IOException {
        return folder.resolve(name).toRealPath();
    }

    private static Loaded main(String document) {
        return loader().load(Source.of("text:" + document));
    }

    private static Loader loader() {
        return new Loader(Limits.standard(), LoaderTest.offline());
    }

    private static Loader fetching(Map<String, String> documents) {
        Access.Web web = (url, allowed, limit, deadline) -> {
            String text = documents.get(url.location());
            if (text == null) {
                throw new RefusedDocument(url.label(), "not in this test");
            }
            return new Access.Content(url, text.getBytes(StandardCharsets.UTF_8));
        };
        return new Loader(Limits.standard(), new Access(ReferencesTest.class.getClassLoader(), web));
    }
}
