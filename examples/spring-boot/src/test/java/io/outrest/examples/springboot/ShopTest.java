package io.outrest.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShopTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @Test
    void printsWhatTheReadmeShows() throws IOException {
        Shop.run(new PrintStream(output, true, StandardCharsets.UTF_8));

        assertThat(Files.readString(Path.of("README.md"))).contains(output.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aProfileShortensTheDeadline() throws IOException {
        Shop.run(new PrintStream(output, true, StandardCharsets.UTF_8), "--spring.profiles.active=hurried");

        assertThat(output.toString(StandardCharsets.UTF_8)).endsWith("   client got no answer, TIMEOUT\n");
    }
}
