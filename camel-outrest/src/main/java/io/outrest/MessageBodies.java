package io.outrest;

import io.outrest.request.Body;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.transform.Source;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/** Knows Camel's own kinds of bodies, and turns them into those that a request can have. */
final class MessageBodies {

    private static final boolean ATTACHMENTS = isThere("org.apache.camel.attachment.Attachment");

    private final CamelContext context;

    MessageBodies(CamelContext context) {
        this.context = context;
    }

    /** The body of a message, as a request can send it; null for none. */
    @Nullable
    Object of(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof StreamCache cache && !cache.inMemory()
                ? spooled(exchange, cache)
                : of(exchange.getMessage().getBody());
    }

    /** Each attempt reads a copy of its own: an earlier one may still be at it when the API answers early. */
    private static Object spooled(Exchange exchange, StreamCache cache) {
        long length = cache.length();
        return new Body.Streamed(
                () -> {
                    if (cache.copy(exchange) instanceof InputStream copy) {
                        return copy;
                    }
                    throw new IOException("the cached stream has no copy that is a stream");
                },
                length > 0 ? length : -1,
                true,
                "");
    }

    /** A body, as a request can send it; null for none. */
    @Nullable
    Object of(@Nullable Object body) {
        if (body instanceof StreamCache cache) {
            return cached(cache);
        }
        if (body instanceof WrappedFile<?> wrapped) {
            return wrapped.getFile() instanceof File file ? file : of(wrapped.getBody());
        }
        if (body instanceof Reader || body instanceof Node || body instanceof Source) {
            return text(body);
        }
        return body instanceof Map<?, ?> map && ATTACHMENTS && Attachments.areIn(map) ? withAttachments(map) : body;
    }

    private Object cached(StreamCache cache) {
        try {
            cache.reset();
            if (cache instanceof InputStream stream && !cache.inMemory()) {
                return stream;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            cache.writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new CallFailure(FailureKind.BODY, "the cached stream of the body cannot be read", e);
        }
    }

    private String text(Object body) {
        String text = context.getTypeConverter().tryConvertTo(String.class, body);
        if (text == null) {
            throw new CallFailure(FailureKind.BODY, "a " + body.getClass().getName() + " cannot be read as text");
        }
        return text;
    }

    private static Map<String, Object> withAttachments(Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) -> plain.put(String.valueOf(name), attachmentOrItself(value)));
        return plain;
    }

    private static @Nullable Object attachmentOrItself(@Nullable Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().map(Attachments::partOrItself).toList();
        }
        return value == null ? null : Attachments.partOrItself(value);
    }

    /**
     * An object as XML, by a type converter: one that the application has for its class, or JAXB when camel-jaxb is there.
     *
     * @return null when nothing knows how
     */
    byte @Nullable [] xml(Object value) {
        boolean known = isAnnotatedForJaxb(value)
                || context.getTypeConverterRegistry().lookup(InputStream.class, value.getClass()) != null;
        if (!known) {
            return null;
        }
        InputStream written = context.getTypeConverter().tryConvertTo(InputStream.class, value);
        try (InputStream xml = written) {
            return xml == null ? null : xml.readAllBytes();
        } catch (IOException e) {
            throw new CallFailure(FailureKind.BODY, "the XML of the body cannot be read", e);
        }
    }

    private static boolean isAnnotatedForJaxb(Object value) {
        return Arrays.stream(value.getClass().getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getName().startsWith("jakarta.xml.bind.annotation."));
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, MessageBodies.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
