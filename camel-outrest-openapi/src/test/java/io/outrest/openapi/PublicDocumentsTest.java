package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that people publish are read within the limits that hold where nothing is set, and so are their references. */
class PublicDocumentsTest {

    private static final String FOLDER = "openapi/public";

    static Stream<Path> documents() {
        try (Stream<Path> files = Files.walk(Beside.the(FOLDER))) {
            return files
                    .filter(file -> file.getFileName().toString().matches(".*\\.(json|ya?ml)"))
                    .filter(PublicDocumentsTest::isWhole)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWhole(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .limit(20)
                    .anyMatch(line -> line.matches("\\W{0,4}(openapi|swagger)\\W.*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void isReadWithAllThatItRefersTo(Path file) {
        Loader loader = new Loader(Limits.standard(), LoaderTest.offline());
        Loaded loaded = loader.load(Source.file(file));
        References references = new References(loader, loaded, List.of());

        List<String> problems = new ArrayList<>();
        Deque<JsonNode> left = new ArrayDeque<>(List.of(loaded.root()));
        while (!left.isEmpty()) {
            JsonNode node = left.pop();
            node.forEach(left::add);
            if (node.path("$ref").isTextual()
                    && references.resolve(node, loaded.place()) instanceof Resolved.Broken broken) {
                problems.add(broken.problem());
            }
        }
        assertThat(problems)
                .allMatch(problem ->
                        problem.contains("not below the folder") || problem.contains("below none of the prefixes"));
    }
}
