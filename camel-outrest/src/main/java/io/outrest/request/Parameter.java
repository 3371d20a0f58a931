package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that is declared beyond the path template, as OpenAPI does it (OpenAPI 3.1 section 4.8.12). Immutable.
 *
 * @param style meaningless where there is a content type, and for the query string as a whole
 * @param explode whether each element of a list or map stands for itself; meaningless for {@code deepObject}
 * @param required always true for the path
 * @param allowReserved whether reserved characters and percent-encoded triplets stay as they are, so far as that is safe
 * @param contentType the media type that the value is written in before it is encoded, or null
 * @param defaultValue sent when nothing else has a value, or null; the caller must not change what it holds
 */
public record Parameter(
        String name,
        Place place,
        Style style,
        boolean explode,
        boolean required,
        boolean allowReserved,
        @Nullable String contentType,
        @Nullable Object defaultValue) {

    /** @throws InvalidSetting that names the component which does not fit */
    public Parameter {
        if (name.isEmpty()) {
            throw new InvalidSetting("name", "must not be empty");
        }
        if (place == Place.HEADER && !Headers.isName(name)) {
            throw new InvalidSetting("name", "must be the name of a header");
        }
        if (!place.styles.contains(style)) {
            throw new InvalidSetting(
                    "style",
                    "is " + style + ", which a parameter in " + place + " cannot have; accepted are "
                            + listed(place.styles));
        }
        if (style == Style.COOKIE && !Headers.isName(name)) {
            throw new InvalidSetting("name", "must be a token (RFC 6265), because the style cookie encodes nothing");
        }
        if (contentType != null && !MediaType.isValid(contentType)) {
            throw new InvalidSetting("contentType", "must be a media type such as application/json");
        }
        required |= place == Place.PATH;
        defaultValue = unchangeable(defaultValue);
    }

    private static @Nullable Object unchangeable(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return Collections.unmodifiableList(new ArrayList<>(collection));
        }
        return value instanceof Map<?, ?> map ? Collections.unmodifiableMap(new LinkedHashMap<>(map)) : value;
    }

    private static String listed(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Where it stands, with the styles that OpenAPI gives it there; the first one is the default. */
    public enum Place {
        PATH(Style.SIMPLE, Style.LABEL, Style.MATRIX),
        QUERY(Style.FORM, Style.SPACE_DELIMITED, Style.PIPE_DELIMITED, Style.TAB_DELIMITED, Style.DEEP_OBJECT),
        HEADER(Style.SIMPLE),
        COOKIE(Style.FORM, Style.COOKIE),
        /** A field of a form or of a multipart body. */
        FORM(Style.FORM, Style.SPACE_DELIMITED, Style.PIPE_DELIMITED, Style.TAB_DELIMITED, Style.DEEP_OBJECT),
        /** The query as a whole (OpenAPI 3.2). */
        QUERYSTRING(Style.FORM);

        private final Style standard;
        private final Set<Style> styles;

        Place(Style standard, Style... others) {
            this.standard = standard;
            this.styles = EnumSet.of(standard, others);
        }

        /** The style of a parameter that names none. */
        public Style standard() {
            return standard;
        }

        /** As it is written in configuration. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How lists and maps are written. */
    public enum Style {
        SIMPLE("simple"),
        LABEL("label"),
        MATRIX("matrix"),
        FORM("form"),
        SPACE_DELIMITED("spaceDelimited"),
        PIPE_DELIMITED("pipeDelimited"),
        /** Swagger 2.0's {@code tsv}, which OpenAPI 3 has no name for. */
        TAB_DELIMITED("tabDelimited"),
        DEEP_OBJECT("deepObject"),
        /** OpenAPI 3.2: nothing is encoded. */
        COOKIE("cookie");

        private final String written;

        Style(String written) {
            this.written = written;
        }

        /**
         * Reads a style as OpenAPI writes it.
         *
         * @throws InvalidSetting that names {@code style}
         */
        public static Style parse(String text) {
            for (Style style : values()) {
                if (style.written.equals(text.trim())) {
                    return style;
                }
            }
            throw new InvalidSetting("style", "is no style; accepted are " + listed(Arrays.asList(values())));
        }

        /** Whether {@code explode} is true where nothing is said. */
        public boolean explodes() {
            return this == FORM || this == COOKIE;
        }

        /** As it is written in configuration. */
        @Override
        public String toString() {
            return written;
        }
    }

    /** Place and name, as in configuration: {@code query.tags}. */
    public String key() {
        return place + "." + name;
    }

    /**
     * This one parameter as it stands in its place: the replacement in the path, the value of the header, and elsewhere with its
     * name, without {@code ?} or {@code Cookie:}.
     *
     * @return null for what is absent: null, and an empty list or map
     * @throws CallFailure of kind PARAMETER, or BODY for the field of a form, when the value cannot be sent so
     */
    @Nullable
    String text(@Nullable Object value, JsonCodec json) {
        return contentType != null || place == Place.QUERYSTRING
                ? new ParameterContent(this, json).text(value)
                : new ParameterText(this).text(read(value));
    }

    /**
     * Reads a value as text, list or map.
     *
     * @throws CallFailure when it is none of them
     */
    @Nullable
    ParameterValue read(@Nullable Object value) {
        try {
            return ParameterValue.of(value);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** The failure of a value: {@code "parameter 'x' <problem>"}. */
    CallFailure refused(String problem) {
        return place == Place.FORM
                ? new CallFailure(FailureKind.BODY, "the form field '" + name + "' " + problem)
                : CallFailure.parameter(name, problem);
    }

    /** Without the default value. */
    @Override
    public String toString() {
        return key();
    }
}
