package io.outrest;

import static io.outrest.request.FailureKind.CANCELLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.outrest.OutrestClient.NamedConnection;
import io.outrest.request.Response;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import io.outrest.testing.RestServer.Answer;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A context, or the component alone, that stops while calls run: they come to their end as long as Camel gives them time. */
@Timeout(60)
class ShutdownTest extends WireTest {

    private static final Duration SLOW = Duration.ofMillis(500);

    private final Queue<Integer> answered = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failed = new ConcurrentLinkedQueue<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .process(exchange ->
                                failed.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
                from("seda:in?concurrentConsumers=50&waitForTaskToComplete=Never&pollTimeout=50")
                        .toD("outrest:API")
                        .process(exchange -> answered.add(status(exchange)));
                from("direct:in").toD("outrest:API").process(exchange -> answered.add(status(exchange)));
            }
        };
    }

    @BeforeEach
    void connection() {
        api(to(server.url()));
        server.answersAfter(SLOW, Answer.json("{}"));
    }

    @Test
    @Fault(42)
    void callsOfRoutesFinish() {
        IntStream.range(0, 50).forEach(i -> template.sendBody("seda:in", i));
        List<CompletableFuture<Exchange>> direct = IntStream.range(0, 10)
                .mapToObj(i -> template.asyncSend("direct:in", exchange -> {}))
                .toList();
        await().until(() -> server.requests().size() == 60);
        IntStream.range(0, 20).forEach(i -> template.sendBody("seda:in", i));

        context.stop();

        assertThat(failed).isEmpty();
        assertThat(answered).hasSize(80).containsOnly(200);
        assertThat(direct).allSatisfy(call -> assertThat(call).isCompleted());
        assertThat(server.requests()).hasSize(80);
    }

    @Test
    @Fault(42)
    void callsOfRoutesThatLastLongerEndWithTheTime() {
        RawServer silent = silent();
        api(to(silent.url()));
        List<CompletableFuture<Exchange>> running = IntStream.range(0, 10)
                .mapToObj(i -> template.asyncSend("direct:in", exchange -> {}))
                .toList();
        await().until(() -> silent.requests().size() == 10);
        shutdownTime(Duration.ofSeconds(1));

        context.stop();

        assertThat(running).allSatisfy(call -> assertThat(call).succeedsWithin(PATIENCE));
        assertThat(running).extracting(call -> kind(call.join().getException())).containsOnly(CANCELLED);
        await().atMost(PATIENCE).until(() -> silent.openConnections() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callsOfTheClientFinish(boolean context) {
        List<CompletableFuture<Response>> running = IntStream.range(0, 20)
                .mapToObj(i -> client().getAsync().toCompletableFuture())
                .toList();
        await().until(() -> server.requests().size() == 20);

        stop(context);

        assertThat(running)
                .allSatisfy(call ->
                        assertThat(call.get(8, TimeUnit.SECONDS).status()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callsOfTheClientThatLastLongerEndWithTheTime(boolean context) {
        RawServer silent = silent();
        api(to(silent.url()));
        CompletableFuture<Response> running = client().getAsync().toCompletableFuture();
        await().until(() -> silent.requests().size() == 1);
        shutdownTime(Duration.ofMillis(500));

        stop(context);

        assertThat(running).failsWithin(PATIENCE);
        assertThat(kind(running.handle((response, thrown) -> thrown).join())).isEqualTo(CANCELLED);
        await().atMost(PATIENCE).until(() -> silent.openConnections() == 0);
    }

    /** The time is one: a route that uses it up leaves nothing for the calls of the client. */
    @Test
    void routesAndClientShareTheTime() {
        RawServer silent = silent();
        api(to(silent.url()));
        template.asyncSend("direct:in", exchange -> {});
        CompletableFuture<Response> running = client().getAsync().toCompletableFuture();
        await().until(() -> silent.requests().size() == 2);
        shutdownTime(Duration.ofSeconds(2));
        long start = System.nanoTime();

        context.stop();

        assertThat(running).failsWithin(PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(3900));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noCallBeginsWhileOthersEnd(boolean context) {
        NamedConnection client = client();
        CompletableFuture<Response> running = client.getAsync().toCompletableFuture();
        await().until(() -> server.requests().size() == 1);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> stop(context));
        await().until(() -> component().isStoppingOrStopped());

        assertThat(kind(catchThrowableOfType(OutrestException.class, client::get)))
                .isEqualTo(CANCELLED);
        if (!context) {
            assertThat(kind(template.send("outrest:API", exchange -> {}).getException()))
                    .isEqualTo(CANCELLED);
        }

        assertThat(stopping).succeedsWithin(PATIENCE);
        assertThat(running.join().status()).isEqualTo(200);
        assertThat(server.requests()).hasSize(1);
        assertThat(kind(catchThrowableOfType(OutrestException.class, client::get)))
                .isEqualTo(CANCELLED);
    }

    @Test
    void componentThatStartsAgainCallsAgain() {
        component().stop();
        component().start();
        api(to(server.url()));

        assertThat(client().get().status()).isEqualTo(200);
    }

    /** Keeps out: a call that stops the context when it has its answer, and is waited for there. */
    @Test
    void callThatStopsTheContextIsNotWaitedFor() {
        shutdownTime(Duration.ofSeconds(30));

        CompletableFuture<Void> stopped =
                client().getAsync().thenAccept(response -> context.stop()).toCompletableFuture();

        assertThat(stopped).succeedsWithin(PATIENCE);
    }

    /** Nobody can tell that a body stops the context that waits for it: the time is over some time, and all goes on. */
    @Test
    void callWhoseBodyStopsTheComponentEndsWithTheTime() {
        shutdownTime(Duration.ofSeconds(1));
        InputStream body = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] target, int offset, int length) {
                component().stop();
                return -1;
            }
        };

        CompletableFuture<Response> call = client().postAsync(body).toCompletableFuture();

        assertThat(call).failsWithin(PATIENCE);
        assertThat(kind(call.handle((response, thrown) -> thrown).join())).isEqualTo(CANCELLED);
        await().atMost(PATIENCE).until(() -> component().isStopped());
    }

    @Test
    void interruptedStopWaitsNoLonger() throws InterruptedException {
        RawServer silent = silent();
        api(to(silent.url()));
        CompletableFuture<Response> running = client().getAsync().toCompletableFuture();
        await().until(() -> silent.requests().size() == 1);
        CountDownLatch begun = new CountDownLatch(1);
        Thread stopping = new Thread(() -> {
            begun.countDown();
            component().stop();
        });
        shutdownTime(Duration.ofMinutes(1));
        stopping.start();
        assertThat(begun.await(8, TimeUnit.SECONDS)).isTrue();
        await().until(() -> component().isStopping());

        stopping.interrupt();

        stopping.join(PATIENCE.toMillis());
        assertThat(stopping.isAlive()).isFalse();
        assertThat(running).failsWithin(PATIENCE);
    }

    private RawServer silent() {
        return raw(conversation -> {
            conversation.readRequest();
            conversation.waitForEnd();
        });
    }

    private NamedConnection client() {
        return OutrestClient.of(context).connection("API");
    }

    private void stop(boolean wholeContext) {
        if (wholeContext) {
            context.stop();
        } else {
            component().stop();
        }
    }

    private void shutdownTime(Duration time) {
        context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        context.getShutdownStrategy().setTimeout(time.toMillis());
    }

    private static Object kind(Throwable thrown) {
        return thrown instanceof OutrestException ours ? ours.getKind() : String.valueOf(thrown);
    }
}
