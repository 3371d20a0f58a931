package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.outrest.testing.OutrestTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.junit.jupiter.api.Test;

/** Where routes go on after a call, when the application has a pool of its own for that. */
class ContinuationTest extends OutrestTest {

    private static final int CALLS = 6;

    /** All but the one that waits in the pool's queue. */
    private final CountDownLatch running = new CountDownLatch(CALLS - 1);

    private final List<String> threads = new CopyOnWriteArrayList<>();

    @Override
    protected String document() {
        return "connections: {Plain: {baseUrl: SERVER, timeout: 20s, maxConnections: 10}}";
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getExecutorServiceManager()
                .registerThreadPoolProfile(new ThreadPoolProfileBuilder("outrest")
                        .poolSize(1)
                        .maxPoolSize(1)
                        .maxQueueSize(1)
                        .build());
        return camel;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:busy").to("outrest:Plain").process(exchange -> {
                    threads.add(Thread.currentThread().getName());
                    running.countDown();
                    running.await(10, TimeUnit.SECONDS);
                });
            }
        };
    }

    /** Keeps out: a profile without a policy of its own let an I/O thread run what the pool turned away. */
    @Test
    void routeNeverGoesOnInAnIoThread() throws Exception {
        assumeFalse(component().isSynchronous(), "a thread that waits goes on by itself");
        List<CompletableFuture<Exchange>> calls = Stream.generate(
                        () -> template.asyncSend("direct:busy", exchange -> {}))
                .limit(CALLS)
                .toList();
        for (CompletableFuture<Exchange> call : calls) {
            assertThat(status(call.get(20, TimeUnit.SECONDS))).isEqualTo(200);
        }

        assertThat(threads).hasSize(CALLS).noneMatch(name -> name.startsWith("outrest-io"));
        assertThat(threads).as("the pool was too small").anyMatch(name -> name.contains("overflow"));
    }
}
