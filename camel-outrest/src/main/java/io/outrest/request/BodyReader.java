package io.outrest.request;

import io.outrest.settings.StatusRanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of an answer. Thread-safe. */
public final class BodyReader {

    private static final Pattern XML_ENCODING =
            Pattern.compile("^<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");
    private static final int DECLARATION = 200;
    private static final BodyReader STANDARD = new BodyReader(
            JsonCodec.standard(), new StatusRanges(List.of(new StatusRanges.Range(200, 299))), (text, type) -> null);

    private final JsonCodec json;
    private final StatusRanges success;
    private final TextConversion conversion;

    /**
     * @param success where a class that was asked for holds
     * @param conversion for a class that was asked for when the answer is text or XML
     */
    public BodyReader(JsonCodec json, StatusRanges success, TextConversion conversion) {
        this.json = json;
        this.success = success;
        this.conversion = conversion;
    }

    static BodyReader standard() {
        return STANDARD;
    }

    /** Turns text into an object; null when it does not know how. */
    @FunctionalInterface
    public interface TextConversion {
        @Nullable
        Object convert(String text, Class<?> type) throws Exception;
    }

    /**
     * Reads a body.
     *
     * @return null when there is none
     * @throws CallFailure of kind PARSE or DECODE
     */
    public @Nullable Object read(Response response, AnswerType wanted) {
        if (response.payload().isEmpty()) {
            return null;
        }
        if (response.payload() instanceof Payload.Read read) {
            return read.get();
        }
        Class<?> type = wanted.type();
        if (type == null || !wanted.holdsForErrors() && !success.contain(response.status())) {
            return byContent(response);
        }
        return readAs(response, type);
    }

    /**
     * Takes a body in that still comes in, on the thread that runs: JSON becomes what is wanted without being kept, anything else
     * is collected. What cannot be read is a failure only when somebody reads it.
     *
     * @throws CallFailure where the body does not come to its end
     */
    public Response takenIn(Response response, AnswerType wanted) {
        if (!(response.payload() instanceof Payload.Incoming)) {
            return response;
        }
        Class<?> type = jsonType(response, wanted);
        return response.with(
                response.fields(), type == null ? new Payload.Complete(response.bytes()) : read(response, type));
    }

    /** What JSON is read as where nothing but the object will be asked for; null for all else. */
    private @Nullable Class<?> jsonType(Response response, AnswerType wanted) {
        if (response.status() / 100 != 2 || !success.contain(response.status()) || wanted.holdsForErrors()) {
            return null;
        }
        MediaType content = typeOf(response);
        if (wanted.type() == null) {
            return content.isJson() ? Object.class : null;
        }
        return mayBeJson(content) ? wanted.type() : null;
    }

    private Payload read(Response response, Class<?> type) {
        try (InputStream body = response.payload().stream()) {
            return read(body, type);
        } catch (IOException e) {
            throw Response.broken(e);
        }
    }

    /** A body that breaks is that, whatever else is wrong with it: after a failure it is read to its end. */
    private Payload read(InputStream body, Class<?> type) throws IOException {
        try {
            return new Payload.Read(json.read(body, type), null);
        } catch (RuntimeException | Error e) { // a class that cannot be loaded, too, is a failure of the call
            body.transferTo(OutputStream.nullOutputStream());
            return new Payload.Read(null, CallFailure.of(e));
        }
    }

    /**
     * Reads a body as that class, whatever the status.
     *
     * @return null when there is none
     * @throws CallFailure of kind PARSE or DECODE
     */
    @Nullable
    Object readAs(Response response, Class<?> type) {
        if (response.payload().isEmpty()) {
            return null;
        }
        if (type == InputStream.class) {
            return response.payload().stream();
        }
        if (type == byte[].class) {
            return response.bytes();
        }
        return type == String.class ? text(response) : typed(response, type);
    }

    /** The body as text; empty when there is none. */
    String text(Response response) {
        MediaType type = typeOf(response);
        byte[] bytes = response.bytes();
        try {
            String text = new String(bytes, charset(type, bytes));
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IllegalArgumentException e) {
            if (response.status() >= 400) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            throw new CallFailure(FailureKind.DECODE, "the charset of the answer is not known here");
        }
    }

    private Object byContent(Response response) {
        MediaType type = typeOf(response);
        if (type.isJson()) {
            return json(response);
        }
        return type.isText() || type.isXml() ? text(response) : response.bytes();
    }

    @SuppressWarnings("NullAway") // the JSON value null is a value
    private Object json(Response response) {
        try {
            return json.read(response.bytes(), Object.class);
        } catch (CallFailure e) {
            if (e.kind() == FailureKind.PARSE && response.status() / 100 != 2) {
                return text(response);
            }
            throw e;
        }
    }

    private @Nullable Object typed(Response response, Class<?> type) {
        MediaType content = typeOf(response);
        if (mayBeJson(content)) {
            return json.read(response.bytes(), type);
        }
        Object converted;
        try {
            converted = content.isText() || content.isXml() ? conversion.convert(text(response), type) : null;
        } catch (CallFailure e) {
            throw e;
        } catch (Exception e) {
            throw new CallFailure(
                    FailureKind.PARSE,
                    "the answer, " + content + ", is no " + type.getName() + ": "
                            + e.getClass().getSimpleName());
        }
        if (converted == null) {
            throw new CallFailure(
                    FailureKind.PARSE, "the answer is " + content + ", which cannot be read as " + type.getName());
        }
        return converted;
    }

    /** Where a class was asked for, what says no type is read as JSON. */
    private static boolean mayBeJson(MediaType content) {
        return content.isJson() || content.essence().isEmpty();
    }

    private static MediaType typeOf(Response response) {
        return MediaType.of(response.fields().first("Content-Type"));
    }

    /** RFC 7303 section 3: a byte order mark comes first, then the type's parameter, then XML's own declaration. */
    private static Charset charset(MediaType type, byte[] bytes) {
        if (!type.isXml()) {
            return type.charset(StandardCharsets.UTF_8);
        }
        Charset marked = byteOrderMark(bytes);
        if (marked != null || type.charset() != null) {
            return marked != null ? marked : type.charset(StandardCharsets.UTF_8);
        }
        String start = new String(bytes, 0, Math.min(bytes.length, DECLARATION), StandardCharsets.ISO_8859_1);
        Matcher declared = XML_ENCODING.matcher(start);
        return declared.find() ? Charset.forName(declared.group(1).toUpperCase(Locale.ROOT)) : StandardCharsets.UTF_8;
    }

    private static @Nullable Charset byteOrderMark(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        return switch (first) {
            case 0xFEFF, 0xFFFE -> StandardCharsets.UTF_16;
            case 0xEFBB -> StandardCharsets.UTF_8;
            default -> null;
        };
    }
}
