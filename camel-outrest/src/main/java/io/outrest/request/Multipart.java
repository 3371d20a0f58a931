package io.outrest.request;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code multipart/form-data} (RFC 7578). Files and streams are read while they are sent. Quotes and line breaks in
 * names are percent-encoded, as browsers do, so that no name can end its header.
 */
final class Multipart {

    private static final String BINARY = "application/octet-stream";

    private final JsonCodec json;
    private final Map<String, Parameter> declared;
    private final String boundary = "outrest-" + UUID.randomUUID();

    /** @param declared fields by name, of which the content type counts */
    Multipart(JsonCodec json, Map<String, Parameter> declared) {
        this.json = json;
        this.declared = declared;
    }

    /** @throws CallFailure of kind BODY, when a value cannot be a part */
    Body write(Map<String, Object> fields) {
        List<Piece> pieces = new ArrayList<>();
        fields.forEach((name, value) -> {
            for (Object one : value instanceof Collection<?> several ? several : List.of(value)) {
                if (one != null) {
                    addPart(pieces, name, one instanceof Part part ? part : new Part(one, null, null));
                }
            }
        });
        pieces.add(Piece.of("--" + boundary + "--\r\n"));
        return new Body.Streamed(
                () -> open(pieces),
                length(pieces),
                pieces.stream().allMatch(Piece::repeatable),
                "multipart/form-data; boundary=" + boundary);
    }

    private void addPart(List<Piece> pieces, String name, Part part) {
        Content content = content(name, part.content());
        String filename = part.filename() != null ? part.filename() : content.filename;
        String type = part.contentType() != null ? part.contentType() : typeOf(name, content.type);
        if (type.chars().anyMatch(Character::isISOControl)) {
            throw new CallFailure(FailureKind.BODY, "the content type of a part holds a control character");
        }
        pieces.add(Piece.of("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\""
                + (filename == null ? "" : "; filename=\"" + quoted(filename) + "\"")
                + "\r\nContent-Type: " + type + "\r\n\r\n"));
        pieces.add(content.piece);
        pieces.add(Piece.of("\r\n"));
    }

    private Content content(String name, Object value) {
        if (value instanceof byte[] bytes) {
            return new Content(Piece.of(bytes), name, BINARY);
        }
        if (value instanceof InputStream stream) {
            return new Content(new Piece(() -> stream, -1, false), name, BINARY);
        }
        if (value instanceof Body.Source source) {
            return new Content(new Piece(source, -1, true), name, BINARY);
        }
        Path file = BodyWriter.file(value);
        if (file != null) {
            Piece piece = new Piece(() -> Files.newInputStream(file), BodyWriter.size(file), true);
            return new Content(piece, String.valueOf(file.getFileName()), BINARY);
        }
        Parameter field = declared.get(name);
        if (field != null && field.contentType() != null) {
            return new Content(Piece.of(new ParameterContent(field, json).written(value)), null, field.contentType());
        }
        if (value instanceof Map<?, ?> || !isText(value)) {
            return new Content(Piece.of(json.write(value)), null, "application/json");
        }
        return new Content(Piece.of(text(value)), null, "text/plain; charset=UTF-8");
    }

    private String typeOf(String name, String suggested) {
        Parameter field = declared.get(name);
        return field == null || field.contentType() == null ? suggested : field.contentType();
    }

    private static boolean isText(Object value) {
        try {
            return ParameterValue.of(value) instanceof ParameterValue.Text;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String text(Object value) {
        return ParameterValue.of(value) instanceof ParameterValue.Text text ? text.text() : "";
    }

    private static String quoted(String name) {
        return name.replace("\"", "%22")
                .replace("\r", "%0D")
                .replace("\n", "%0A")
                .replace("\0", "%00");
    }

    private static InputStream open(List<Piece> pieces) throws IOException {
        List<InputStream> streams = new ArrayList<>();
        for (Piece piece : pieces) {
            streams.add(piece.source.open());
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    private static long length(List<Piece> pieces) {
        boolean known = pieces.stream().allMatch(piece -> piece.length >= 0);
        return known ? pieces.stream().mapToLong(Piece::length).sum() : -1;
    }

    private record Content(Piece piece, @Nullable String filename, String type) {}

    private record Piece(Body.Source source, long length, boolean repeatable) {

        static Piece of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }

        static Piece of(byte[] bytes) {
            return new Piece(() -> new ByteArrayInputStream(bytes), bytes.length, true);
        }
    }
}
