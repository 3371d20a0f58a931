package io.outrest.request;

import java.lang.reflect.Array;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The value of a parameter or header as text, a list of texts, or a map of texts: the three kinds that RFC 6570 knows. */
public sealed interface ParameterValue {

    /** One text, possibly empty. */
    record Text(String text) implements ParameterValue {

        /** Not the text. */
        @Override
        public String toString() {
            return "text";
        }
    }

    /** At least one text. */
    record Items(List<String> texts) implements ParameterValue {
        public Items {
            texts = List.copyOf(texts);
        }

        /** How many there are. */
        @Override
        public String toString() {
            return texts.size() + " items";
        }
    }

    /** At least one entry. */
    record Entries(Map<String, String> texts) implements ParameterValue {

        /** How many there are. */
        @Override
        public String toString() {
            return texts.size() + " entries";
        }
    }

    /**
     * Reads a value.
     *
     * @param value text, bytes of UTF-8 text, a number, a truth value, a date, or a collection, array or map of those; null is absent
     * @return null for null and for an empty collection, array or map: the next source of the parameter speaks then
     * @throws IllegalArgumentException for a value of another type; the message says which type, not which value
     */
    static @Nullable ParameterValue of(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null));
        }
        if (value instanceof Map<?, ?> map) {
            return entries(map);
        }
        if (value instanceof Collection<?> collection) {
            return items(collection);
        }
        if (value instanceof byte[] bytes) {
            return new Text(new String(bytes, StandardCharsets.UTF_8)); // as Kafka's headers come
        }
        if (value != null && value.getClass().isArray()) {
            return items(elements(value));
        }
        return value == null ? null : new Text(text(value));
    }

    private static @Nullable ParameterValue items(Collection<?> collection) {
        List<String> texts = new ArrayList<>(collection.size());
        for (Object element : collection) {
            if (element != null) {
                texts.add(text(element));
            }
        }
        return texts.isEmpty() ? null : new Items(texts);
    }

    private static @Nullable ParameterValue entries(Map<?, ?> map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key != null && value != null) {
                texts.put(text(key), text(value));
            }
        });
        return texts.isEmpty() ? null : new Entries(texts);
    }

    private static List<Object> elements(Object array) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static String text(Object value) {
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        boolean plain = value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof UUID
                || value instanceof TemporalAccessor
                || value instanceof URI
                || value instanceof URL
                || value instanceof Locale;
        if (!plain) {
            throw new IllegalArgumentException("is a " + value.getClass().getName()
                    + "; accepted are text, numbers, truth values, dates, and lists or maps of them");
        }
        return value.toString();
    }
}
