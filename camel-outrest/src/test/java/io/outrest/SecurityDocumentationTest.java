package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation says about attacks is held by tests that are there. */
class SecurityDocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final int ATTACKS = 34;

    @Test
    void everyAttackHasOneLineInOrder() throws IOException {
        assertThat(found("(?m)^\\| (S\\d+) \\|"))
                .isEqualTo(IntStream.rangeClosed(1, ATTACKS)
                        .mapToObj(number -> "S" + number)
                        .toList());
    }

    @Test
    void everyLineNamesATestOrSaysWhyThereIsNone() throws IOException {
        assertThat(found("(?m)^(\\| S\\d+ \\|.*)$"))
                .allSatisfy(line -> assertThat(line).containsPattern("`\\w+Test`|does not apply|nothing of ours"));
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Set<String> there = classes();

        assertThat(found("`(\\w+Test)`")).hasSizeGreaterThan(40).isSubsetOf(there);
    }

    @Test
    void reportsGoTheHostsPrivateWay() throws IOException {
        assertThat(Files.readString(ROOT.resolve("SECURITY.md")))
                .contains("docs/security.md")
                .doesNotContainPattern("\\w@\\w");
    }

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(ROOT.resolve("docs/security.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> component = Files.walk(ROOT.resolve("camel-outrest/src/test/java"));
                Stream<Path> imports = Files.walk(ROOT.resolve("camel-outrest-openapi/src/test/java"))) {
            return Stream.concat(component, imports)
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
