package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.outrest.request.RequestFactory.HeaderSettings;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a call allocates beside its content. Keeps out that something is made anew for each call that the connection could have
 * made once: patterns, streams and maps per header made it ten times as much. The bounds are two to three times of what there is.
 */
class AllocationTest {

    private static final int CALLS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RequestFactory requests = new RequestFactory(
            RequestTemplate.of("https://api.example.com/v1", "/customers/{customer}/orders{?status}"),
            List.of(),
            Map.of(),
            new HeaderSettings(
                    "Orders",
                    Map.of("User-Agent", "orders"),
                    List.of("X-*", "Accept-Language", "If-*", "Prefer", "traceparent"),
                    "application/json",
                    "application/json, */*;q=0.5",
                    "X-Correlation-ID"),
            CredentialPlaces.none(),
            new BodyWriter(JsonCodec.standard(), value -> null));

    @Test
    void aRequestIsMadeOfLessThanTwoKilobytes() {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Map.of("customer", 12345, "status", "pending", "X-Tenant", "acme", "CamelFileName", "a.csv"));
        Map<String, ?> nothing = Map.of();
        Invocation call = new Invocation(
                "GET", nothing, nothing, nothing, headers, nothing, nothing, null, false, "c-1", null, null);
        Lifetime lifetime = Lifetime.start(System::nanoTime, Runnable::run, Duration.ZERO);

        assertThat(bytesOf(() -> requests.create(call, lifetime))).isLessThan(2_000);
    }

    @Test
    void anAnswerIsReadWithLittleMoreThanItsJson() {
        byte[] json = "{\"id\": 1, \"names\": [\"a\", \"b\"]}".getBytes(StandardCharsets.UTF_8);
        JsonCodec codec = JsonCodec.standard();
        Response answer = new Response(
                200,
                "OK",
                new Headers(List.of(
                        new Headers.Field("Date", "Tue, 24 Nov 2026 08:00:00 GMT"),
                        new Headers.Field("Content-Type", "application/json"))),
                new Payload.Complete(json));

        long parsed = bytesOf(() -> codec.read(json, Object.class));

        assertThat(bytesOf(() -> ContentCoding.removed(answer, 1_000).data())).isLessThan(parsed + 300);
    }

    /** Bytes for each of many calls, once they have run warm. */
    private static long bytesOf(Made made) {
        run(made);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        run(made);
        return (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / CALLS;
    }

    private static void run(Made made) {
        int nothing = 0;
        for (int i = 0; i < CALLS; i++) {
            nothing += made.make() == null ? 1 : 0;
        }
        assertThat(nothing).isZero();
    }

    @FunctionalInterface
    private interface Made {
        @Nullable
        Object make();
    }
}
