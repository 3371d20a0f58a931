package io.outrest.request;

import java.io.File;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of a request. Text, bytes, files and streams go out as they are; everything else is written in the content
 * type. Thread-safe.
 */
public final class BodyWriter {

    private final JsonCodec json;
    private final XmlWriter xml;

    public BodyWriter(JsonCodec json, XmlWriter xml) {
        this.json = json;
        this.xml = xml;
    }

    /** Turns an object into XML text or bytes; null when it does not know how. */
    @FunctionalInterface
    public interface XmlWriter {
        byte @Nullable [] write(Object value) throws Exception;
    }

    /**
     * Writes a body.
     *
     * @param value text, bytes, a file or path, a stream, a {@link Body.Streamed}, or an object
     * @param contentType as it will be sent
     * @throws CallFailure of kind BODY, when the value cannot be written in that type
     */
    Body write(Object value, String contentType) {
        return write(value, contentType, Map.of());
    }

    /**
     * The same for a form of which some fields are declared.
     *
     * @param fields by name
     */
    Body write(Object value, String contentType, Map<String, Parameter> fields) {
        MediaType type = MediaType.of(contentType);
        if (value instanceof CharSequence text) {
            return new Body.Bytes(encode(text, charset(type)), contentType);
        }
        Body asItIs = asItIs(value, contentType);
        return asItIs != null ? asItIs : structured(value, type, contentType, fields);
    }

    /** The fields of a form that this value makes, or null where it is sent as it is. */
    @Nullable
    Map<String, Object> fields(Object value) {
        boolean asItIs = value instanceof CharSequence || asItIs(value, "") != null;
        return asItIs ? null : entries(value, json);
    }

    JsonCodec json() {
        return json;
    }

    private static @Nullable Body asItIs(Object value, String contentType) {
        if (value instanceof byte[] bytes) {
            return new Body.Bytes(bytes, contentType);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return new Body.Bytes(bytes, contentType);
        }
        if (value instanceof Body.Streamed streamed) {
            return new Body.Streamed(streamed.source(), streamed.length(), streamed.repeatable(), contentType);
        }
        if (value instanceof InputStream stream) {
            return new Body.Streamed(() -> stream, -1, false, contentType);
        }
        Path file = file(value);
        return file == null ? null : new Body.Streamed(() -> Files.newInputStream(file), size(file), true, contentType);
    }

    private Body structured(Object value, MediaType type, String contentType, Map<String, Parameter> fields) {
        if (type.isJson()) {
            return new Body.Bytes(json.write(value), contentType);
        }
        if (type.isForm()) {
            return new Body.Bytes(form(entries(value, json), fields).getBytes(StandardCharsets.US_ASCII), contentType);
        }
        if (type.isMultipart()) {
            return new Multipart(json, fields).write(entries(value, json));
        }
        if (type.isXml()) {
            return new Body.Bytes(xml(value), contentType);
        }
        throw new CallFailure(
                FailureKind.BODY,
                "a " + value.getClass().getName() + " cannot be written as " + type
                        + "; accepted for objects are JSON, XML, application/x-www-form-urlencoded and"
                        + " multipart/form-data, for any type text, bytes, files and streams");
    }

    private byte[] xml(Object value) {
        byte[] written;
        try {
            written = xml.write(value);
        } catch (Exception e) {
            throw new CallFailure(
                    FailureKind.BODY,
                    "a " + value.getClass().getName() + " cannot be written as XML: "
                            + e.getClass().getSimpleName());
        }
        if (written == null) {
            throw new CallFailure(
                    FailureKind.BODY,
                    "a " + value.getClass().getName()
                            + " cannot be written as XML: no type converter knows it; is camel-jaxb there?");
        }
        return written;
    }

    /** What a form is made of: the entries of a map, or the properties of an object. */
    static Map<String, Object> entries(Object value, JsonCodec json) {
        Map<?, ?> properties = value instanceof Map<?, ?> map ? map : json.properties(value);
        Map<String, Object> entries = new LinkedHashMap<>();
        properties.forEach((name, entry) -> {
            if (name != null && entry != null) {
                entries.put(name.toString(), entry);
            }
        });
        return entries;
    }

    private String form(Map<String, Object> entries, Map<String, Parameter> fields) {
        return entries.entrySet().stream()
                .flatMap(entry -> {
                    Parameter declared = fields.get(entry.getKey());
                    return declared == null
                            ? pairs(entry.getKey(), entry.getValue())
                            : Stream.ofNullable(declared.text(entry.getValue(), json));
                })
                .collect(Collectors.joining("&"));
    }

    /** A form of which nothing is declared. */
    static String form(Map<String, Object> entries) {
        return entries.entrySet().stream()
                .flatMap(entry -> pairs(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static Stream<String> pairs(String name, Object value) {
        try {
            ParameterValue read = ParameterValue.of(value);
            List<String> texts = read instanceof ParameterValue.Text text
                    ? List.of(text.text())
                    : read instanceof ParameterValue.Items items ? items.texts() : List.of();
            if (read instanceof ParameterValue.Entries) {
                throw new IllegalArgumentException("is a map, which a form has no place for");
            }
            return texts.stream().map(text -> pair(name, text));
        } catch (IllegalArgumentException e) {
            throw new CallFailure(FailureKind.BODY, "the form field '" + name + "' " + e.getMessage());
        }
    }

    private static String pair(String name, String value) {
        try {
            return PercentEncoding.form(name) + "=" + PercentEncoding.form(value);
        } catch (CharacterCodingException e) {
            throw new CallFailure(FailureKind.BODY, "the form field '" + name + "' holds half of a surrogate pair");
        }
    }

    private static byte[] encode(CharSequence text, Charset charset) {
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new CallFailure(FailureKind.BODY, "the text of the body cannot be written in " + charset.name());
        }
    }

    private static Charset charset(MediaType type) {
        try {
            return type.charset(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CallFailure(FailureKind.BODY, "the charset of the content type of the body is not known here");
        }
    }

    static @Nullable Path file(Object value) {
        Path path = value instanceof File file ? file.toPath() : value instanceof Path given ? given : null;
        if (path != null && !Files.isReadable(path)) {
            throw new CallFailure(FailureKind.BODY, "the file of the body cannot be read");
        }
        return path;
    }

    static long size(Path file) {
        return file.toFile().length();
    }
}
