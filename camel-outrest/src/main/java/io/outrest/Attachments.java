package io.outrest;

import io.outrest.request.Body;
import io.outrest.request.Part;
import jakarta.activation.DataHandler;
import org.apache.camel.attachment.Attachment;

/** Camel's attachments as parts of a multipart body. Loaded only where camel-attachments is on the class path. */
final class Attachments {

    private Attachments() {}

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
