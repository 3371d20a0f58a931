package io.outrest;

import io.outrest.request.Body;
import io.outrest.request.Part;
import jakarta.activation.DataHandler;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.attachment.Attachment;

/** Camel's attachments as parts of a multipart body. Loaded only where camel-attachments is on the class path. */
final class Attachments {

    private Attachments() {}

    /** Whether a value, or an element of one, is an attachment. */
    static boolean areIn(Map<?, ?> map) {
        return map.values().stream()
                .flatMap(value -> value instanceof Collection<?> several ? several.stream() : Stream.of(value))
                .anyMatch(value -> value instanceof Attachment || value instanceof DataHandler);
    }

    static Object partOrItself(Object value) {
        if (value instanceof Attachment attachment) {
            return part(attachment.getDataHandler());
        }
        return value instanceof DataHandler handler ? part(handler) : value;
    }

    private static Part part(DataHandler handler) {
        Body.Source source = handler::getInputStream;
        return new Part(source, handler.getName(), handler.getContentType());
    }
}
