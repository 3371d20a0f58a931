package io.outrest.request;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an API, of whatever status. Its body is parsed when it is asked for. Immutable; {@link #toString()} shows the
 * status alone.
 */
public final class Response {

    private final int status;
    private final String reason;
    private final Headers headers;
    private final Payload payload;
    private final BodyReader reader;
    private final @Nullable Destination asked;
    private final Function<CallFailure, ? extends RuntimeException> failing;

    /**
     * @param status 100 to 599
     * @param reason the text behind the status, possibly empty
     */
    public Response(int status, String reason, Headers headers, Payload payload) {
        this(status, reason, headers, payload, BodyReader.standard(), null, failure -> failure);
    }

    private Response(
            int status,
            String reason,
            Headers headers,
            Payload payload,
            BodyReader reader,
            @Nullable Destination asked,
            Function<CallFailure, ? extends RuntimeException> failing) {
        this.status = status;
        this.reason = reason;
        this.headers = headers;
        this.payload = payload;
        this.reader = reader;
        this.asked = asked;
        this.failing = failing;
    }

    /** The same answer, read by another reader, and told where it comes from unless it knows. */
    public Response of(Request request, BodyReader other) {
        Destination known = asked == null ? request.destination() : asked;
        return new Response(status, reason, headers, payload, other, known, failing);
    }

    /** The same answer, told where it comes from. */
    public Response from(Request request) {
        return new Response(status, reason, headers, payload, reader, request.destination(), failing);
    }

    /** The same answer with other headers and another body. */
    public Response with(Headers otherHeaders, Payload otherPayload) {
        return new Response(status, reason, otherHeaders, otherPayload, reader, asked, failing);
    }

    /** The same answer, whose body tells what is wrong with it by another exception than {@link CallFailure}. */
    public Response failingWith(Function<CallFailure, ? extends RuntimeException> other) {
        return new Response(status, reason, headers, payload, reader, asked, other);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The reason phrase, empty where the API gave none. */
    public String reason() {
        return reason;
    }

    /** What was asked for, without the query. */
    public String uri() {
        return asked == null ? "" : asked.uriWithoutQuery();
    }

    /** The header fields by name, case ignored; several values where a field was repeated. */
    public Map<String, List<String>> headers() {
        return headers.asMap();
    }

    /** The header fields as they came. */
    public Headers fields() {
        return headers;
    }

    /** The body as it came, content coding removed. */
    public Payload payload() {
        return payload;
    }

    /**
     * The body by its content type: JSON as {@code Map}, {@code List} or scalar, text and XML as {@code String}, others as
     * {@code byte[]}; null when there is none. What does not parse stays text, unless the status is 2xx.
     *
     * @throws CallFailure of kind PARSE or DECODE
     */
    public @Nullable Object data() {
        return read(() -> reader.read(this, AnswerType.byContent()));
    }

    /**
     * The body in another form; null when there is none.
     *
     * @throws CallFailure of kind PARSE or DECODE
     */
    public @Nullable Object as(AnswerType type) {
        return read(() -> reader.read(this, type));
    }

    /**
     * The body as an object of that class, whatever the status; null when there is none.
     *
     * @throws CallFailure of kind PARSE or DECODE
     */
    public <T> @Nullable T as(Class<T> type) {
        return type.cast(read(() -> reader.readAs(this, type)));
    }

    /** The body as text, in the charset that its type names, else UTF-8; empty when there is none. */
    public String text() {
        return read(() -> reader.text(this));
    }

    /** The beginning of the body as text, for an error; what comes behind it is not read. Never fails. */
    public String excerpt(int most) {
        try (InputStream stream = payload.stream()) {
            byte[] beginning = stream.readNBytes(most);
            String text = reader.text(with(headers, new Payload.Complete(beginning)));
            return beginning.length < most ? text : text.replaceAll("\uFFFD+$", ""); // a character cut in two
        } catch (IOException | CallFailure e) {
            return "";
        }
    }

    /** The body as bytes; empty when there is none. */
    public byte[] bytes() {
        if (payload instanceof Payload.Complete complete) {
            return complete.bytes();
        }
        try (InputStream stream = payload.stream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** What it means that a body cannot be read to its end. */
    static CallFailure broken(IOException e) {
        return e.getCause() instanceof CallFailure failure
                ? failure
                : new CallFailure(FailureKind.TRUNCATED, "the answer could not be read to its end", e);
    }

    private <T extends @Nullable Object> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException | Error e) { // a class that cannot be loaded, too, is a failure of the call
            throw failing.apply(CallFailure.of(e));
        }
    }

    @Override
    public String toString() {
        return Integer.toString(status);
    }
}
