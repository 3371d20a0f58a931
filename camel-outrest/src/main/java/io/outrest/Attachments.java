package io.outrest;

import io.outrest.request.Body;
import io.outrest.request.Part;
import jakarta.activation.DataHandler;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.attachment.Attachment;
import org.jspecify.annotations.Nullable;

/** Camel's attachments as parts of a multipart body. Loaded only where camel-attachments is on the class path. */
final class Attachments {

    private Attachments() {}

    /** Whether a value, or an element of one, is an attachment. */
    static boolean areIn(Map<?, ?> map) {
        for (Object value : map.values()) {
            if (value instanceof Collection<?> several ? areIn(several) : isOne(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areIn(Collection<?> several) {
        for (Object value : several) {
            if (isOne(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOne(@Nullable Object value) {
        return value instanceof Attachment || value instanceof DataHandler;
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
