package io.outrest.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few calls of each client, in this JVM: that they are answered and read, not how fast. */
class BenchmarkTest {

    @ParameterizedTest
    @EnumSource(
            value = Peer.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = ".*_VIRTUAL") // they differ in their callers, which Java 17 does not have
    void everyClientDoesAllWork(Peer peer) throws Exception {
        try (Server server = Server.start();
                Slice slice = Slice.of(peer, "http://127.0.0.1:" + server.port())) {
            for (Work work : List.of(Work.GET_1, Work.GET_8, Work.POST_1, Work.BIG_1)) {
                Reading reading = slice.run(work, work.callers() + 2);

                assertThat(reading.firstError()).as(work.title()).isEmpty();
                assertThat(reading.bytes()).as(work.title()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Peer.class,
            names = {"HC5_ASYNC", "OUTREST", "JDK", "CAMEL_VERTX_HTTP"})
    void anAsynchronousClientHasManyCallsInFlight(Peer peer) throws Exception {
        try (Server server = Server.start();
                Slice slice = Slice.of(peer, "http://127.0.0.1:" + server.port())) {
            Reading reading = slice.run(Work.SLOW, Work.SLOW.callers());

            assertThat(reading.firstError()).isEmpty();
            assertThat(reading.errors()).isZero();
        }
    }

    @Test
    void theTableHasARowForEachClient() {
        Results results = new Results();
        for (Peer peer : Peer.values()) {
            results.add(peer, Work.GET_1, new Reading(10, 0, 2_000, 4_000, 100_000, 50, 0, 7, 1_000_000, ""));
        }

        assertThat(new Table(results, List.of(Work.GET_1)).text().lines())
                .hasSize(2 + Peer.values().length)
                .contains("| `outrest` | 2.0 | 1.00 ± 0.00 | 4.0 | 1.00 | 100 | 7 | 1 | 0 |");
    }

    /** The form in which a client's JVM tells its parent; an error's text may hold anything. */
    @Test
    void aReadingIsOneLine() {
        Reading reading = new Reading(3, 1, 1.5, 2.5, 3.5, 4.5, 0.25, 9, 10, "reset; by peer");

        assertThat(Reading.parse(reading.text())).isEqualTo(reading);
    }
}
