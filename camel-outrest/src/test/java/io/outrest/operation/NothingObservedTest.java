package io.outrest.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.RestServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that has none of the optional parts loads none of what is there for them, and pays nothing for it. */
@Timeout(60)
class NothingObservedTest {

    private static final List<String> OPTIONAL = List.of(
            "micrometer", "opentelemetry", "camel-telemetry", "camel-management", "camel-console", "camel-health");

    @TempDir
    Path folder;

    private static String classPathWithoutThem() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> OPTIONAL.stream().noneMatch(new File(entry).getName()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void nothingOfTheOptionalPartsIsLoaded() throws Exception {
        Path loaded = folder.resolve("loaded.txt");
        Path output = folder.resolve("output.txt");
        try (RestServer server = RestServer.start()) {
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load:file=" + loaded,
                            "-cp",
                            classPathWithoutThem(),
                            OneCall.class.getName(),
                            server.url())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(program.waitFor(50, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(Files.readString(output)).contains("status 200");
        assertThat(Files.readString(loaded))
                .contains("io.outrest.observe.ObservedCall ", "io.outrest.operation.Operation ")
                .doesNotContain(
                        "io.micrometer.",
                        "io.opentelemetry.",
                        "org.apache.camel.telemetry.",
                        "io.outrest.OutrestSpanDecorator",
                        "io.outrest.operation.MeteredCalls",
                        "io.outrest.operation.OutrestDevConsole",
                        "io.outrest.operation.OutrestConnections",
                        "io.outrest.observe.CallEvent",
                        "io.outrest.observe.AuditRecord",
                        "io.outrest.observe.ObservedCall$Watch");
    }
}
