package io.outrest;

import static io.outrest.request.FailureKind.CANCELLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.testing.RawServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are ended from outside: by an interrupt, the end of the context, a change of their settings. */
class CancellationTest extends WireTest {

    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void interruptedCallerThatWaitsItselfGoesOnAtOnce() throws InterruptedException {
        RawServer raw = silentOnce();
        api(single(raw.url()));
        AtomicReference<@Nullable Exchange> answer = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            answer.set(call("outrest:API?synchronous=true", null, Map.of()));
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().until(() -> raw.requests().size() == 1);

        caller.interrupt();
        caller.join(PATIENCE.toMillis());

        Exchange exchange = answer.get();
        assertThat(exchange).isNotNull();
        assertThat(failure(exchange).getKind()).isEqualTo(CANCELLED);
        assertThat(flag).isTrue();
        assertThat(status(get())).isEqualTo(200);
        assertNothingLeased();
    }

    /** Camel's own way to wait tells nobody of the interrupt: the component notices. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void placeOfAnInterruptedCallerIsFreeWithinASecond(boolean used) throws InterruptedException {
        RawServer raw = silentOnce();
        api(single(raw.url()));
        if (used) {
            raw.follow(conversation -> {
                conversation.readRequest();
                conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                conversation.readRequest();
                conversation.waitForEnd();
            });
            assertThat(status(get())).isEqualTo(200);
        }
        int before = raw.requests().size();
        Thread caller = new Thread(this::get);
        caller.start();
        await().until(() -> raw.requests().size() == before + 1);

        caller.interrupt();

        raw.follow(RawServer.wellBehaved());
        assertThat(status(call("outrest:API?timeout=3s", null, Map.of()))).isEqualTo(200);
        assertNothingLeased();
        caller.join(PATIENCE.toMillis());
        assertThat(caller.isAlive()).isFalse();
    }

    @Test
    void endOfTheContextEndsCallsAndLeavesNoThread() {
        RawServer raw = raw(conversation -> {
            conversation.readRequest();
            conversation.waitForEnd();
        });
        api(to(raw.url()));
        CompletableFuture<Exchange> running = later("GET");
        await().until(() -> raw.requests().size() == 1);
        context.getShutdownStrategy().setTimeout(1);

        context.stop();

        assertThat(running).succeedsWithin(PATIENCE);
        assertThat(failure(running.join()).getKind()).isEqualTo(CANCELLED);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.contains("Outrest") || name.contains("outrest")));
    }

    @Test
    void callThatRunsEndsOnTheSettingsThatItBeganWith() {
        RawServer old = silentOnce();
        RawServer other = raw(RawServer.wellBehaved());
        api(to(old.url()));
        CompletableFuture<Exchange> running = later("GET");
        await().until(() -> old.requests().size() == 1);

        api(to(other.url()));
        assertThat(status(get())).isEqualTo(200);
        assertThat(other.requests()).hasSize(1);
        release.countDown();

        assertThat(status(running.join())).isEqualTo(200);
        assertThat(old.requests()).hasSize(1);
        await().atMost(PATIENCE)
                .until(() -> transports().leased() + transports().idle() == 0);
    }

    private RawServer silentOnce() {
        AtomicInteger connections = new AtomicInteger();
        return raw(conversation -> {
            if (connections.incrementAndGet() == 1) {
                conversation.readRequest();
                release.await(20, TimeUnit.SECONDS);
                conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                conversation.waitForEnd();
            } else {
                RawServer.wellBehaved().run(conversation);
            }
        });
    }
}
