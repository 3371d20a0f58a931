package io.outrest.springboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The samples of {@code docs/spring-boot.md}. */
final class Guide {

    private static final Path DOCUMENT = Path.of("../../docs/spring-boot.md");

    private Guide() {}

    static String text() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The first sample in that language after a heading. */
    static String sample(String heading, String language) {
        Matcher sample = Pattern.compile(
                        "## " + Pattern.quote(heading) + "\n.*?```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text());
        if (!sample.find()) {
            throw new AssertionError("there is no sample of " + language + " under " + heading);
        }
        return sample.group(1);
    }
}
