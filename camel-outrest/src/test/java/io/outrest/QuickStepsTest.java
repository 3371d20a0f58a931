package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How {@link Continuation} shares its threads among the steps of calls. */
class QuickStepsTest {

    private static final int MANY = 200;

    private final CamelContext context = new DefaultCamelContext();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Continuation continuation;

    @BeforeEach
    void start() {
        context.start();
        begin();
    }

    private void begin() {
        continuation = new Continuation(context, this, timer, System::nanoTime);
    }

    @AfterEach
    void stop() {
        continuation.close();
        timer.shutdownNow();
        context.stop();
    }

    @Test
    void withoutTimerStepsThatWaitHoldUpNoOther() throws Exception {
        timer.shutdownNow();

        stepsThatWaitHoldUpNoOther();
    }

    @Test
    void stepsThatWaitHoldUpNoOther() throws Exception {
        CountDownLatch begun = new CountDownLatch(MANY);
        CountDownLatch open = new CountDownLatch(1);

        for (int i = 0; i < MANY; i++) {
            continuation.execute(() -> {
                begun.countDown();
                await(open);
            });
        }

        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        open.countDown();
    }

    /** Keeps out: each look gave the pool further tasks for the same steps, till its queue was full and threads beside it began. */
    @Test
    void stepsThatThePoolHasTakenWaitForItsThreads() throws Exception {
        continuation.close();
        context.getExecutorServiceManager()
                .registerThreadPoolProfile(new ThreadPoolProfileBuilder("outrest")
                        .poolSize(1)
                        .maxPoolSize(1)
                        .maxQueueSize(10)
                        .build());
        begin();
        CountDownLatch begun = new CountDownLatch(6);
        CountDownLatch open = new CountDownLatch(1);

        for (int i = 0; i < 6; i++) {
            continuation.execute(() -> {
                begun.countDown();
                await(open);
            });
        }

        assertThat(begun.await(600, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(begun.getCount()).isEqualTo(5);
        open.countDown();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everyQuickStepIsDoneOnce() throws Exception {
        CountDownLatch done = new CountDownLatch(100_000);

        for (int i = 0; i < 100_000; i++) {
            continuation.execute(done::countDown);
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stepThatFailsTakesNoOtherWithIt() throws Exception {
        CountDownLatch done = new CountDownLatch(MANY);

        for (int i = 0; i < MANY; i++) {
            continuation.execute(() -> {
                done.countDown();
                throw new IllegalStateException("of this test");
            });
        }

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stepBehindThePoolsEndIsDoneOnAnotherThread() throws Exception {
        continuation.close();
        CountDownLatch done = new CountDownLatch(1);
        Thread caller = Thread.currentThread();

        continuation.execute(() -> {
            if (Thread.currentThread() != caller) {
                done.countDown();
            }
        });

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
