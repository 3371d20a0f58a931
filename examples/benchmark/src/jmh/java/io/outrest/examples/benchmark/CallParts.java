package io.outrest.examples.benchmark;

import io.outrest.request.BodyWriter;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.Headers;
import io.outrest.request.Invocation;
import io.outrest.request.JsonCodec;
import io.outrest.request.Lifetime;
import io.outrest.request.ParameterValue;
import io.outrest.request.Payload;
import io.outrest.request.Request;
import io.outrest.request.RequestFactory;
import io.outrest.request.RequestTemplate;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the parts of a call cost by themselves, without network. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallParts {

    private static final String BASE = "http://localhost:8080/orders/v2";
    private static final String PATH = "/customers/{customer_id}/orders{?status,page}";

    private static final BodyWriter BODIES = new BodyWriter(JsonCodec.standard(), value -> null);

    private final RequestTemplate fixed = RequestTemplate.of(BASE, "/customers");
    private final RequestTemplate template = RequestTemplate.of(BASE, PATH);
    private final Map<String, ParameterValue> values = Map.of(
            "customer_id", ParameterValue.of("EU/12345"),
            "status", ParameterValue.of("in transit"),
            "page", ParameterValue.of(2));

    private final RequestFactory ofFixed = factory(fixed, List.of());
    private final RequestFactory ofTemplate = factory(template, List.of());
    private final RequestFactory forwarding = factory(fixed, List.of("X-Correlation-ID", "Accept-*", "X-*"));

    private final Invocation plain = invocation("GET", Map.of(), null);
    private final Invocation filled =
            invocation("GET", Map.of("customer_id", "EU/12345", "status", "in transit", "page", 2), null);
    private final Invocation posting = invocation("POST", Map.of(), Documents.order());
    private final Invocation manyHeaders = invocation("GET", manyHeaders(), null);

    private final Headers json = new Headers(List.of(
            new Headers.Field("Content-Type", "application/json"), new Headers.Field("Content-Length", "950")));
    private final byte[] small = Documents.small();

    private static RequestFactory factory(RequestTemplate template, List<String> forwarded) {
        return new RequestFactory(
                template,
                List.of(),
                Map.of(),
                new RequestFactory.HeaderSettings(
                        "parts", Map.of("X-App-Name", "Outrest"), forwarded, "application/json", "application/json", null),
                CredentialPlaces.none(),
                BODIES);
    }

    private static Invocation invocation(String method, Map<String, ?> headers, Object body) {
        return new Invocation(
                method,
                Map.of(),
                Map.of(),
                Map.of(),
                headers,
                Map.of(),
                Map.of(),
                body,
                body != null,
                "order-4711",
                null,
                null);
    }

    private static Map<String, Object> manyHeaders() {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (int i = 0; i < 15; i++) {
            headers.put("X-Header-" + i, "value " + i);
            headers.put("internalNote" + i, "value " + i);
        }
        return headers;
    }

    @Benchmark
    public String expandTemplate() {
        return template.target(values::get, Map.of());
    }

    @Benchmark
    public String expandFixed() {
        return fixed.target(name -> null, Map.of());
    }

    @Benchmark
    public Request buildGet() {
        return ofFixed.create(plain, lifetime());
    }

    @Benchmark
    public Request buildGetOfTemplate() {
        return ofTemplate.create(filled, lifetime());
    }

    @Benchmark
    public Request buildPost() {
        return ofFixed.create(posting, lifetime());
    }

    /** Thirty headers on the message, none of which is to be sent. */
    @Benchmark
    public Request filterHeadersAway() {
        return ofFixed.create(manyHeaders, lifetime());
    }

    /** Thirty headers on the message, half of which match a pattern. */
    @Benchmark
    public Request forwardHeaders() {
        return forwarding.create(manyHeaders, lifetime());
    }

    @Benchmark
    public Object readAnswer() {
        return new Response(200, "OK", json, new Payload.Complete(small)).data();
    }

    private static Lifetime lifetime() {
        return Lifetime.start(System::nanoTime, Runnable::run, Duration.ofSeconds(30));
    }
}
