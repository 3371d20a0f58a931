package io.outrest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.outrest.http.HttpTransports;
import io.outrest.testing.RestServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile documents are refused or read, in little time and memory, and nothing else is read or fetched for them. */
@Timeout(120)
class HostileDocumentsTest {

    /** A machine may be that much slower than the one on which the times were laid down. */
    private static final int PATIENCE = 3;

    private static final int MOST_REFERENCES = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpTransports transports = new HttpTransports(executor);
    private final RestServer recorder = RestServer.start();
    private final List<String> problems = new ArrayList<>();

    @AfterEach
    void close() {
        transports.close();
        recorder.close();
        executor.shutdownNow();
    }

    static Stream<HostileDocument> documents() {
        return HostileDocument.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void isReadOrRefusedAndNothingElseIsRead(HostileDocument document) throws Exception {
        Path file = document.writeTo(folder, recorder.port());
        Loader loader =
                new Loader(Limits.standard(), new Access(getClass().getClassLoader(), new HttpWeb(transports, true)));
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();

        boolean loaded = read(loader, file);

        long megabytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) >> 20;
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        assertThat(loaded && document.mustBeRefused())
                .as("loaded; %s", problems)
                .isFalse();
        assertThat(!loaded && document.mustLoad()).as("refused; %s", problems).isFalse();
        assertThat(time).isLessThan(Duration.ofMillis(document.maxMs() * PATIENCE));
        assertThat(megabytes).isLessThan(document.maxHeapMB());
        assertThat(recorder.requests()).isEmpty();
        assertThat(loader.files()).isSubsetOf(Set.of(file.toRealPath()));
        assertThat(problems).allMatch(HostileDocumentsTest::isOneHarmlessLine);
    }

    /** Reads a document and follows all that it refers to; false when it is refused. */
    private boolean read(Loader loader, Path file) {
        try {
            Loaded loaded = loader.load(Source.file(file));
            References references = new References(loader, loaded, List.of());
            Deque<JsonNode> left = new ArrayDeque<>(List.of(loaded.root()));
            int followed = 0;
            while (!left.isEmpty() && followed < MOST_REFERENCES) {
                JsonNode node = left.pop();
                node.forEach(left::add);
                if (node.has("$ref")) {
                    followed++;
                    note(references.resolve(node, loaded.place()));
                }
            }
            return true;
        } catch (RefusedDocument e) {
            problems.add(e.getMessage());
            return false;
        }
    }

    private void note(Resolved resolved) {
        if (resolved instanceof Resolved.Broken broken) {
            problems.add(broken.problem());
        }
    }

    private static boolean isOneHarmlessLine(String problem) {
        return problem.length() < 600
                && problem.chars().noneMatch(Character::isISOControl)
                && !problem.contains("root:")
                && !problem.contains("PATH=");
    }
}
