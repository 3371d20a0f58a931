package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrest.connection.Connection;
import io.outrest.testing.Fault;
import io.outrest.testing.RawServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Settings that change all the time, under callers that never pause. */
class ReloadUnderLoadTest extends WireTest {

    private static final int CALLERS = 8;
    private static final int CHANGES = 60;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private final RawServer[] servers = {
        alsoStop(RawServer.keepingAlive(OK)), alsoStop(RawServer.keepingAlive(OK)), alsoStop(RawServer.keepingAlive(OK))
    };
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    protected String document() {
        return text(0);
    }

    private String text(int change) {
        return "connections: {Doc: {baseUrl: '" + servers[change % 2].url() + "/doc', headers: {X-Change: " + change
                + "}}}\n";
    }

    @Test
    @Fault(43)
    void noCallIsLostAndTheSocketsOfOldSettingsAreClosed() throws Exception {
        put(0);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = caller % 2 == 0 ? "Doc" : "Code";
            boolean byRoute = caller % 4 < 2;
            callers.execute(() -> callOn(name, byRoute));
        }
        for (int change = 1; change <= CHANGES; change++) {
            replaceDocument(change);
            put(change);
            registry().put("Passing", settings(change));
            send("outrest:Passing");
            registry().remove("Passing");
            TimeUnit.MILLISECONDS.sleep(50);
        }
        int last = CHANGES + 2;
        replaceDocument(last);
        put(last);
        await().atMost(PATIENCE)
                .until(() -> servers[0].requests().stream().anyMatch(request -> request.contains("X-Change: " + last)));
        over.set(true);
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(failures).isEmpty();
        assertThat(answered).hasValueGreaterThan(CHANGES * CALLERS);
        assertNothingLeased();
        await().atMost(PATIENCE).until(() -> servers[1].openConnections() + servers[2].openConnections() == 0);
        await().atMost(PATIENCE)
                .until(() -> servers[0].openConnections() == transports().idle());
    }

    private void callOn(String name, boolean byRoute) {
        while (!over.get()) {
            try {
                if (byRoute) {
                    Exchange exchange = send("outrest:" + name);
                    assertThat(status(exchange)).isEqualTo(200);
                } else {
                    assertThat(OutrestClient.of(context).connection(name).get().status())
                            .isEqualTo(200);
                }
                answered.incrementAndGet();
            } catch (Throwable e) {
                failures.add(stackTrace(e));
            }
        }
    }

    private void put(int change) {
        registry().put("Code", settings(change));
    }

    private Connection settings(int change) {
        Connection connection = new Connection();
        connection.setBaseUrl(servers[change % 2 * 2].url() + "/code/" + change);
        return connection;
    }

    /** In one step: a document that is read half written is another one. */
    private void replaceDocument(int change) throws IOException {
        Path next = Files.writeString(folder.resolve("next.yaml"), text(change));
        Files.move(next, folder.resolve("outrest.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
