package io.outrest.observe;

import io.outrest.request.Body;
import io.outrest.request.JsonCodec;
import io.outrest.request.MediaType;
import io.outrest.request.Payload;
import io.outrest.request.Response;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The beginning of a body, masked, for people; what is no text is described. Never reads a stream, never fails. */
final class Excerpt {

    private static final int MOST = 4096;

    private Excerpt() {}

    static String of(Body body) {
        if (body instanceof Body.Bytes bytes) {
            return text(bytes.content(), bytes.contentType());
        }
        return body instanceof Body.Streamed streamed
                ? "(a stream" + (streamed.length() < 0 ? "" : " of " + streamed.length() + " bytes") + ")"
                : "";
    }

    /** @param json writes what was parsed while it came in */
    static String of(Response response, Supplier<JsonCodec> json) {
        if (response.payload() instanceof Payload.Complete complete) {
            return text(complete.bytes(), response.fields().first("Content-Type"));
        }
        return response.payload() instanceof Payload.Read read ? read(read, json) : "(a stream)";
    }

    private static String read(Payload.Read read, Supplier<JsonCodec> json) {
        if (read.unreadable() != null) {
            return "(" + read.unreadable().getMessage() + ")";
        }
        Object value = read.value();
        try {
            return value == null ? "" : text(json.get().write(value), "application/json");
        } catch (RuntimeException e) {
            return "(an object)";
        }
    }

    private static String text(byte[] bytes, @Nullable String contentType) {
        MediaType type = MediaType.of(contentType);
        boolean readable = type.isJson() || type.isText() || type.isXml() || type.isForm();
        if (!readable || bytes.length == 0) {
            return bytes.length == 0 ? "" : "(" + bytes.length + " bytes of " + type.essence() + ")";
        }
        Charset charset = type.charset(StandardCharsets.UTF_8);
        String beginning = new String(bytes, 0, Math.min(bytes.length, MOST), charset);
        String masked = Masking.text(beginning);
        return bytes.length > MOST ? masked + "... (" + bytes.length + " bytes)" : masked;
    }
}
