package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.RawServer;
import io.outrest.testing.StartedProgram;
import io.outrest.testing.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gigabyte each way through a JVM whose heap has 64 MB, the server being in another. Prints figures. */
@Tag("scale")
class LongStreamTest {

    private static final long SIZE = Long.getLong("scale.bytes", 1L << 30);

    private static TestIdentity identity;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificate(@TempDir Path shared) {
        identity = TestIdentity.of(shared, "ip:127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "download, false, false",
        "download, false, true",
        "download, true, false",
        "download, true, true",
        "download-gzip, false, false",
        "download-gzip, false, true",
        "download-gzip, true, false",
        "download-gzip, true, true",
        "upload, false, false",
        "upload, false, true",
        "upload, true, false",
        "upload, true, true",
        "upload-known, false, false",
        "upload-known, false, true",
        "upload-known, true, false",
        "upload-known, true, true",
    })
    void gigabytePassesThroughASmallHeap(String way, boolean tls, boolean synchronous) throws Exception {
        FlowingBodies flow = new FlowingBodies(SIZE);
        flow.read();
        RawServer.Script script =
                switch (way) {
                    case "download" -> flow.answers();
                    case "download-gzip" -> flow.codedAnswers();
                    default -> flow.takes();
                };
        try (RawServer raw = tls ? RawServer.startTls(identity.server(null), false, script) : RawServer.start(script)) {
            String output = StartedProgram.run(folder, command(raw.url(), way, synchronous), Duration.ofMinutes(3));

            System.out.printf(
                    "%d MB, %s, %s, %s: %s%n",
                    SIZE >> 20,
                    way,
                    tls ? "TLS" : "clear text",
                    synchronous ? "synchronous" : "asynchronous",
                    output.lines()
                            .filter(line -> line.startsWith("peak"))
                            .findFirst()
                            .orElse("?"));
            assertThat(Math.max(flow.given.get(), flow.received.get())).isGreaterThanOrEqualTo(SIZE);
        }
    }

    private List<String> command(String url, String way, boolean synchronous) throws Exception {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LongStream.class.getName(),
                url,
                Files.writeString(folder.resolve("authority.pem"), identity.certificate())
                        .toString(),
                way.replace("-gzip", ""),
                Boolean.toString(synchronous),
                Long.toString(SIZE));
    }
}
