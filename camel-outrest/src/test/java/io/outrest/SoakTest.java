package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.testing.ChaosProxy;
import io.outrest.testing.Fault;
import io.outrest.testing.OutrestTest;
import io.outrest.testing.RecordedRequest;
import io.outrest.testing.RestServer;
import io.outrest.testing.RestServer.Answer;
import io.outrest.testing.TestIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls of all sorts for a long time over a network that fails now and then: nothing may grow, nothing may be held, and no
 * answer may be another's or a part of one. {@code mvn -pl camel-outrest test -Psoak -Dsoak.minutes=30}
 */
@Tag("soak")
class SoakTest extends OutrestTest {

    private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 2));
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(5);
    private static final int CALLERS = 12;
    private static final long PERIOD_MILLIS = 40;
    private static final double PERCENT = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final long HEAP_MARGIN = 6L << 20;
    private static final long COUNT_MARGIN = 20;
    private static final int SOME = 100;
    private static final String TEXT = "what an answer is made of; ".repeat(20);
    private static final Set<FailureKind> EXPECTED = Set.of(
            FailureKind.CONNECT,
            FailureKind.TLS,
            FailureKind.TIMEOUT,
            FailureKind.PROTOCOL,
            FailureKind.TRUNCATED,
            FailureKind.DECODE,
            FailureKind.PARSE,
            FailureKind.TOKEN,
            FailureKind.REJECTED);

    private final RestServer tokens = RestServer.start();
    private final ChaosProxy before = ChaosProxy.before(server.port(), 1);
    private final ChaosProxy beforeTokens = ChaosProxy.before(tokens.port(), 2);
    private RestServer secure;
    private ChaosProxy beforeSecure;

    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong issued = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> wrong = new ConcurrentSkipListMap<>();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final List<Sample> samples = new ArrayList<>();

    /** One look at what must not grow. */
    private record Sample(long second, long heap, long descriptors, long threads, int leased, int idle, long calls) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%5d s  heap %6.1f MiB  descriptors %4d  threads %4d  leased %3d  idle %3d  calls %8d",
                    second,
                    heap / 1048576.0,
                    descriptors,
                    threads,
                    leased,
                    idle,
                    calls);
        }
    }

    @Override
    protected String document() {
        TestIdentity identity = TestIdentity.of(folder, "ip:127.0.0.1");
        secure = RestServer.startTls(identity.server(null));
        beforeSecure = ChaosProxy.before(secure.port(), 3);
        String certificate = folder.resolve("ca.pem").toString();
        try {
            Files.writeString(folder.resolve("ca.pem"), identity.certificate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return """
                defaults: {timeout: 3s, connectTimeout: 1s, responseTimeout: 2s}
                security:
                  oauth: {type: oauth2, tokenUrl: "TOKENS/token", clientId: me, clientSecret: secret}
                connections:
                  Get: {baseUrl: PROXY, path: "/json/{id}"}
                  Text: {baseUrl: PROXY, path: "/text/{id}"}
                  Post: {baseUrl: PROXY, path: "/echo/{id}", method: POST}
                  Stream: {baseUrl: PROXY, path: "/stream/{id}"}
                  Gzip: {baseUrl: PROXY, path: "/gzip/{id}"}
                  Token: {baseUrl: PROXY, path: "/token/{id}", security: oauth}
                  Standard: {baseUrl: PROXY, path: "/text/{id}", resilience: standard}
                  Tls: {baseUrl: SECURE, path: "/json/{id}", tls: {caCertificates: "CA"}}
                """
                .replace("PROXY", "http://127.0.0.1:" + before.port())
                .replace("TOKENS", "http://127.0.0.1:" + beforeTokens.port())
                .replace("SECURE", "https://127.0.0.1:" + beforeSecure.port())
                .replace("CA\"", certificate + "\"");
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream")
                        .to("outrest:Stream?outputType=stream")
                        .process(exchange -> read(exchange, Integer.MAX_VALUE));
                from("direct:left-stream")
                        .to("outrest:Stream?outputType=stream")
                        .process(exchange -> read(exchange, SOME));
            }
        };
    }

    private static void read(Exchange exchange, int most) throws IOException {
        byte[] bytes = exchange.getMessage().getBody(InputStream.class).readNBytes(most);
        exchange.getMessage().setBody(new String(bytes, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        for (AutoCloseable each : List.of(before, beforeTokens, beforeSecure, tokens, secure)) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    @Fault(48)
    void nothingGrowsNothingIsHeldAndNoAnswerIsAnothers() throws Exception {
        server.answers(this::answer);
        secure.answers(this::answer);
        tokens.answers(request ->
                Answer.json("{\"access_token\": \"token-%d\", \"expires_in\": 2}".formatted(issued.incrementAndGet())));
        List.of(before, beforeTokens, beforeSecure).forEach(proxy -> proxy.faults(PERCENT, PERCENT));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            callers.execute(() -> call(number));
        }

        sampleUntil(System.nanoTime() + LENGTH.toNanos());
        over.set(true);
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        print();
        assertThat(wrong)
                .as("wrong answers, and failures that are not expected")
                .isEmpty();
        assertThat(longest.get())
                .as("milliseconds of the longest call")
                .isLessThan(DEADLINE.plus(MARGIN).toMillis());
        await().atMost(Duration.ofSeconds(10)).until(() -> leased() == 0);
        assertFlat("heap", Sample::heap, HEAP_MARGIN);
        assertFlat("descriptors", Sample::descriptors, COUNT_MARGIN);
        assertFlat("threads", Sample::threads, COUNT_MARGIN);
    }

    private void call(int caller) {
        List<Kind> kinds = List.of(Kind.values());
        long next = System.nanoTime();
        for (int turn = caller; !over.get(); turn++) {
            Kind kind = kinds.get(turn % kinds.size());
            long start = System.nanoTime();
            String id = "id-" + ids.incrementAndGet();
            try {
                count(outcomes, kind + " " + kind.call(this, id));
            } catch (WrongAnswer e) {
                count(wrong, kind + ": " + e.getMessage());
            } catch (Throwable e) {
                failed(kind, e);
            }
            longest.accumulate(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            next = Math.max(next + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS), System.nanoTime());
            pauseUntil(next);
        }
    }

    private static void pauseUntil(long moment) {
        try {
            TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(Kind kind, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            FailureKind failure = cause instanceof OutrestException ours
                    ? ours.getKind()
                    : cause instanceof CallFailure inner ? inner.kind() : null;
            if (failure != null) {
                count(outcomes, kind + " " + failure);
                if (!EXPECTED.contains(failure)) {
                    count(wrong, kind + " failed: " + thrown);
                }
                return;
            }
        }
        count(wrong, kind + " failed: " + WireTest.stackTrace(thrown));
    }

    /** The first texts are enough to know what is wrong. */
    private static void count(Map<String, LongAdder> counts, String what) {
        if (counts.size() < 100 || counts.containsKey(what)) {
            counts.computeIfAbsent(what, absent -> new LongAdder()).increment();
        }
    }

    /** An answer that is not the one that was asked for, or not all of it. */
    private static final class WrongAnswer extends RuntimeException {

        WrongAnswer(String expected, String actual) {
            super("asked for " + shortened(expected) + ", got " + shortened(actual));
        }

        private static String shortened(String text) {
            return text.length() + " characters " + text.substring(0, Math.min(60, text.length()));
        }
    }

    /** The ways to call, each with the answer that must come. */
    private enum Kind {
        JSON {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("outrest:Get", Map.of("id", id));
                return test.checked(exchange, json(id), body(exchange, Object.class));
            }
        },
        CLIENT {
            @Override
            String call(SoakTest test, String id) {
                String answer = OutrestClient.of(test.context)
                        .connection("Text")
                        .get(Map.of("id", id))
                        .text();
                return compared(text(id), answer);
            }
        },
        POST {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("outrest:Post?outputType=string", "sent " + text(id), Map.of("id", id));
                return test.checked(exchange, "sent " + text(id), body(exchange, String.class));
            }
        },
        UPLOAD {
            @Override
            String call(SoakTest test, String id) throws Exception {
                String sent = text(id).repeat(100);
                Exchange exchange = test.send(
                        "outrest:Post?outputType=string",
                        new ByteArrayInputStream(sent.getBytes(StandardCharsets.UTF_8)),
                        Map.of("id", id));
                return test.checked(exchange, sent, body(exchange, String.class));
            }
        },
        STREAM {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("direct:stream", Map.of("id", id));
                return test.checked(exchange, text(id).repeat(100), body(exchange, String.class));
            }
        },
        LEFT_STREAM {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("direct:left-stream", Map.of("id", id));
                return test.checked(exchange, text(id).substring(0, SOME), body(exchange, String.class));
            }
        },
        GZIP {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("outrest:Gzip", Map.of("id", id));
                return test.checked(exchange, json(id), body(exchange, Object.class));
            }
        },
        TOKEN {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("outrest:Token?outputType=string", Map.of("id", id));
                return test.checked(exchange, text(id), body(exchange, String.class));
            }
        },
        STANDARD {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("outrest:Standard?outputType=string", Map.of("id", id));
                return test.checked(exchange, text(id), body(exchange, String.class));
            }
        },
        TLS {
            @Override
            String call(SoakTest test, String id) throws Exception {
                Exchange exchange = test.send("outrest:Tls", Map.of("id", id));
                return test.checked(exchange, json(id), body(exchange, Object.class));
            }
        };

        abstract String call(SoakTest test, String id) throws Exception;

        /** The body as it came: an object for JSON, text for what the network has made of it. */
        private static String body(Exchange exchange, Class<?> type) {
            Object body =
                    exchange.getException() != null ? "" : exchange.getMessage().getBody(type);
            return body instanceof Map<?, ?> object
                    ? object.get("id") + "|" + object.get("text") + "|" + object.get("end")
                    : body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
        }

        private static String json(String id) {
            return id + "|" + TEXT + "|" + id;
        }

        private static String text(String id) {
            return "<" + id + "> " + TEXT + " </" + id + ">";
        }

        private static String compared(String expected, String actual) {
            if (actual.equals(expected)) {
                return "ok";
            }
            if (actual.indexOf('\uFFFD') >= 0 && actual.length() <= expected.length()) {
                return "spoiled by the network";
            }
            throw new WrongAnswer(expected, actual);
        }
    }

    private String checked(Exchange exchange, String expected, String actual) throws Exception {
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        int status = exchange.getMessage().getHeader(OutrestConstants.HTTP_RESPONSE_CODE, Integer.class);
        return status == 200 ? Kind.compared(expected, actual) : "status " + status;
    }

    private Answer answer(RecordedRequest request) {
        String[] path = request.target().split("/", -1);
        String id = path[2];
        String json = "{\"id\": \"%s\", \"text\": \"%s\", \"end\": \"%s\"}".formatted(id, TEXT, id);
        return switch (path[1]) {
            case "json" -> Answer.json(json);
            case "text" -> Answer.of("text/plain", Kind.text(id));
            case "token" ->
                request.headers("Authorization").stream().allMatch(value -> value.startsWith("Bearer token-"))
                        ? Answer.of("text/plain", Kind.text(id))
                        : Answer.status(401);
            case "echo" -> Answer.of("text/plain", request.body());
            case "gzip" -> Answer.of("application/json", gzip(json)).with("Content-Encoding", "gzip");
            default -> Answer.of("text/plain", Kind.text(id).repeat(100)).inChunks();
        };
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void sampleUntil(long end) throws InterruptedException {
        long start = System.nanoTime();
        for (long now = start; now < end; now = System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(end - now, BETWEEN_SAMPLES.toNanos()));
            List.of(server, tokens, secure).forEach(RestServer::forget);
            Sample sample = sample(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            samples.add(sample);
            System.out.println(sample);
        }
    }

    private Sample sample(long second) {
        System.gc();
        return new Sample(
                second,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                leased(),
                component().transports() == null ? 0 : component().transports().idle(),
                ids.get());
    }

    private int leased() {
        return component().transports() == null ? 0 : component().transports().leased();
    }

    /** The least that there was at the end against the least that there was at the beginning. */
    private void assertFlat(String what, ToLongFunction<Sample> figure, long margin) {
        int third = samples.size() / 3;
        long first = least(samples.subList(0, third), figure);
        long last = least(samples.subList(samples.size() - third, samples.size()), figure);
        assertThat(last).as(what + ", which was " + first + " at first").isLessThanOrEqualTo(first + margin);
    }

    private static long least(List<Sample> some, ToLongFunction<Sample> figure) {
        return some.stream().mapToLong(figure).min().orElseThrow();
    }

    private void print() {
        Map<ChaosProxy.Fault, Long> faults = new EnumMap<>(ChaosProxy.Fault.class);
        List.of(before, beforeTokens, beforeSecure)
                .forEach(proxy -> proxy.struck().forEach((fault, times) -> faults.merge(fault, times, Long::sum)));
        System.out.println("start " + samples.get(0));
        System.out.println("end   " + samples.get(samples.size() - 1));
        System.out.println("longest call " + longest.get() + " ms; tokens " + issued.get() + "; faults " + faults);
        new TreeMap<>(outcomes).forEach((what, times) -> System.out.printf("%-40s %8d%n", what, times.sum()));
        wrong.forEach((what, times) -> System.out.println("WRONG " + times.sum() + " x " + what));
    }
}
