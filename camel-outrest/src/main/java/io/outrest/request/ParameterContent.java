package io.outrest.request;

import io.outrest.request.Parameter.Place;
import java.lang.reflect.Array;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a parameter in a media type, and encodes what comes out once, as its place demands. */
final class ParameterContent {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Parameter parameter;
    private final MediaType type;
    private final JsonCodec json;

    ParameterContent(Parameter parameter, JsonCodec json) {
        this.parameter = parameter;
        this.type = MediaType.of(parameter.contentType() == null ? FORM : parameter.contentType());
        this.json = json;
    }

    @Nullable
    String text(@Nullable Object given) {
        Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
        if (value == null || isEmpty(value)) {
            return null;
        }
        ParameterEncoding encoding = new ParameterEncoding(parameter);
        if (parameter.place() == Place.QUERYSTRING && type.isForm()) {
            return value instanceof CharSequence text ? asItIs(text) : form(value);
        }
        String encoded = encoding.value(written(value));
        return switch (parameter.place()) {
            case PATH, HEADER, QUERYSTRING -> encoded;
            case QUERY, COOKIE, FORM -> encoding.name(parameter.name()) + "=" + encoded;
        };
    }

    static boolean isEmpty(Object value) {
        return value instanceof Collection<?> collection && collection.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value.getClass().isArray() && !(value instanceof byte[]) && Array.getLength(value) == 0;
    }

    /** The value in the media type, not yet encoded. */
    String written(Object value) {
        if (type.isJson()) {
            return new String(json(value), StandardCharsets.UTF_8);
        }
        if (type.isForm() && !(value instanceof CharSequence)) {
            return form(value);
        }
        if (parameter.read(value) instanceof ParameterValue.Text text) {
            return text.text();
        }
        throw parameter.refused("must be one text, because it is written as " + type);
    }

    private byte[] json(Object value) {
        try {
            return json.write(value);
        } catch (CallFailure e) {
            throw parameter.refused("cannot be sent: " + e.getMessage());
        }
    }

    private String form(Object value) {
        try {
            return BodyWriter.form(BodyWriter.entries(value, json));
        } catch (CallFailure e) {
            throw parameter.refused("cannot be sent: " + e.getMessage());
        }
    }

    /** A whole query that the caller has encoded; what would end it is encoded here. */
    private String asItIs(CharSequence text) {
        try {
            return PercentEncoding.literal(text.toString()).replace("#", "%23");
        } catch (CharacterCodingException e) {
            throw parameter.refused("holds half of a surrogate pair");
        }
    }
}
