package io.outrest;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import io.outrest.connection.Connection;
import io.outrest.fuzz.Promise;
import io.outrest.fuzz.ScriptedServer;
import io.outrest.http.HttpTransports;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers on the wire: any bytes behind a request, through the real HTTP client, onto a message. */
public class AnswerFuzz implements AutoCloseable {

    private static final String BROKEN = "broken";
    private static final int DEADLINE = 500;
    private static final int SLACK = 5_000; // of a machine that has much else to do
    private static final String SECRET = "S3CR3T-canary";

    private static final Set<String> OURS =
            Set.of("camelhttpresponsecode", "camelhttpresponsetext", "cameloutrestattempts");

    private @Nullable Wire wire;

    static Stream<Arguments> seeds() {
        return Stream.of(
                answer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\": 12}"),
                answer("HTTP/1.1 100 Continue\r\n\r\n" + chunked("3;x=y\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n")),
                answer(chunked("FFFFFFFFF\r\n")),
                answer("HTTP/1.0 200\r\nCamelHttpUri: http://evil\r\n camel-fold: x\r\nX: \r\n\ty\r\n\r\nto the end"),
                answer("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nextra"),
                answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
                answer("HTTP/1.1 999 ?\r\nA: b\r\n\r\n"),
                answer("HTTP/1.1 502 Bad\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n\u001f\u008b\b"),
                answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=x\r\nContent-Length: 99999999\r\n\r\n"),
                answer("HTTP/1.1 200 OK\r\nContent-Le"),
                answer("SSH-2.0-OpenSSH\r\n"),
                answer(""));
    }

    /**
     * Whatever a server answers, a call ends within its deadline, with an answer or with a documented failure that shows nothing
     * secret; it leaves no socket in use, and no header of Camel's on the message but ours.
     *
     * @param mode 0: the server keeps its connection open; odd: the route reads a stream
     */
    @MethodSource("seeds")
    @FuzzTest
    void isAnAnswerOrAFailure(byte @NotNull @WithLength(max = 2048) [] answer, @InRange(min = 0, max = 63) int mode) {
        Wire api = wire();
        api.server.answer(answer, mode == 0);
        long start = System.nanoTime();
        Exchange exchange = api.template.send(mode % 2 == 1 ? "direct:stream" : "outrest:API", sent -> sent.getMessage()
                .setHeader("CamelOutrestParams", Map.of("q", SECRET)));
        Throwable failure = exchange.getException();
        if (failure == null) {
            failure = exchange.getProperty(BROKEN, Throwable.class);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Promise.holds(millis < DEADLINE + SLACK, "the call ends in time: {} ms", millis);
        if (failure != null) {
            Wire.check(failure);
        }
        if (exchange.getException() == null) {
            Wire.check(exchange);
        }
        api.checkNothingLeased();
    }

    private static @Nullable Throwable read(@Nullable Object body) {
        if (!(body instanceof InputStream stream)) {
            return null;
        }
        try (stream) {
            stream.transferTo(OutputStream.nullOutputStream());
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Made late: classes that are there before Jazzer is cannot be watched. */
    private Wire wire() {
        Wire made = wire == null ? new Wire() : wire;
        wire = made;
        return made;
    }

    @AfterEach
    @Override
    public void close() {
        if (wire != null) {
            wire.close();
        }
    }

    private static String chunked(String body) {
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    }

    private static Arguments answer(String text) {
        return arguments(text.getBytes(StandardCharsets.ISO_8859_1), 2 + Math.floorMod(text.length(), 2));
    }

    /** A connection, and the server that it calls. */
    private static final class Wire implements AutoCloseable {

        static final Set<FailureKind> KINDS = EnumSet.of(
                FailureKind.TIMEOUT,
                FailureKind.PROTOCOL,
                FailureKind.TRUNCATED,
                FailureKind.LIMIT,
                FailureKind.DECODE,
                FailureKind.PARSE);

        private final ScriptedServer server = new ScriptedServer();
        private final DefaultCamelContext context = new DefaultCamelContext();
        private final OutrestComponent component = new OutrestComponent();
        private final ProducerTemplate template;

        Wire() {
            context.addComponent("outrest", component);
            context.start();
            Connection connection = new Connection();
            connection.setBaseUrl(server.url());
            connection.setHeaders(Map.of("X-Own", SECRET));
            connection.setTimeout(DEADLINE + "ms");
            connection.setMaxResponseSize("64 KiB");
            component.getRegistry().put("API", connection);
            addStreamingRoute();
            template = context.createProducerTemplate();
        }

        /** A stream ends with its exchange: the route reads it. */
        private void addStreamingRoute() {
            try {
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:stream")
                                .toD("outrest:API?outputType=stream")
                                .process(exchange -> exchange.setProperty(
                                        BROKEN, read(exchange.getMessage().getBody())));
                    }
                });
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        void checkNothingLeased() {
            long patience = System.nanoTime() + SLACK * 1_000_000L;
            while (leased() > 0 && System.nanoTime() < patience) {
                Thread.onSpinWait();
            }
            Promise.holds(leased() == 0, "no socket is in use");
        }

        private int leased() {
            HttpTransports transports = component.transports();
            return transports == null ? 0 : transports.leased();
        }

        private static void check(Throwable failure) {
            FailureKind kind = failure instanceof OutrestException ours
                    ? ours.getKind()
                    : failure.getCause() instanceof CallFailure within ? within.kind() : null;
            if (kind == null || !KINDS.contains(kind)) {
                throw new AssertionError("a documented kind: " + failure, failure);
            }
            Promise.saysNothingUnexpected(failure);
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                Promise.holds(!String.valueOf(cause.getMessage()).contains(SECRET), "{} shows no secret", cause);
            }
        }

        private static void check(Exchange exchange) {
            int status = exchange.getMessage().getHeader("CamelHttpResponseCode", 0, Integer.class);
            Promise.holds(status >= 200 && status <= 599, "{} is a status", status);
            exchange.getMessage().getHeaders().forEach((name, value) -> {
                String lower = name.trim().toLowerCase(Locale.ROOT);
                Promise.holds(
                        !lower.startsWith("camel") || OURS.contains(lower) || lower.equals("cameloutrestparams"),
                        "{} is no header of Camel's",
                        name);
                Promise.holds(
                        String.valueOf(value).chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0),
                        "{} has a value of one line: {}",
                        name,
                        value);
            });
        }

        @Override
        public void close() {
            context.stop();
            server.close();
        }
    }
}
