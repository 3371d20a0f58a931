package io.outrest.request;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@code multipart/form-data} body, for when its file name or type should be other than they would be.
 *
 * @param content a file or path, bytes, a stream, a {@link Body.Source}, text, or an object that is written as JSON
 * @param filename sent as the file's name, or null for none
 * @param contentType the part's own type, or null for the one that its content suggests
 */
public record Part(Object content, @Nullable String filename, @Nullable String contentType) {

    public Part {
        Objects.requireNonNull(content, "content");
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "part " + filename;
    }
}
