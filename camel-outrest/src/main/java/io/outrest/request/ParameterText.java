package io.outrest.request;

import io.outrest.request.Parameter.Place;
import io.outrest.request.Parameter.Style;
import io.outrest.request.ParameterValue.Entries;
import io.outrest.request.ParameterValue.Items;
import io.outrest.request.ParameterValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a parameter in its style, as RFC 6570 and the style tables of OpenAPI 3.0.4, 3.1.2 and 3.2 have it. */
final class ParameterText {

    private final Parameter parameter;
    private final ParameterEncoding encoding;

    ParameterText(Parameter parameter) {
        this.parameter = parameter;
        this.encoding = new ParameterEncoding(parameter);
    }

    /** @throws CallFailure for a value that the style is not defined for */
    @Nullable
    String text(@Nullable ParameterValue value) {
        if (value == null) {
            return null;
        }
        return switch (parameter.style()) {
            case SIMPLE -> written(value, ",");
            case LABEL -> "." + written(value, ".");
            case MATRIX -> ";" + written(value, ";");
            case FORM -> written(value, parameter.place() == Place.COOKIE ? "; " : "&");
            case COOKIE -> written(value, "; ");
            case SPACE_DELIMITED -> delimited(value, "%20");
            case PIPE_DELIMITED -> delimited(value, "%7C");
            case TAB_DELIMITED -> delimited(value, "%09");
            case DEEP_OBJECT -> deep(value);
        };
    }

    /** @param separator between exploded elements */
    private String written(ParameterValue value, String separator) {
        if (value instanceof Text text) {
            return named(encoding.value(text.text()));
        }
        if (!parameter.explode()) {
            return named(joined(value, ","));
        }
        Stream<String> exploded = value instanceof Entries entries
                ? entries.texts().entrySet().stream()
                        .map(entry -> pair(encoding.key(entry.getKey()), encoding.value(entry.getValue())))
                : ((Items) value).texts().stream().map(text -> named(encoding.value(text)));
        return exploded.collect(Collectors.joining(separator));
    }

    private String named(String encoded) {
        boolean bare = parameter.style() == Style.SIMPLE || parameter.style() == Style.LABEL;
        return bare ? encoded : pair(encoding.name(parameter.name()), encoded);
    }

    private String pair(String name, String encoded) {
        return encoded.isEmpty() && parameter.style() == Style.MATRIX ? name : name + "=" + encoded;
    }

    private String joined(ParameterValue value, String delimiter) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Items items) {
            texts.addAll(items.texts());
        } else if (value instanceof Entries entries) {
            entries.texts().forEach((key, text) -> texts.addAll(List.of(key, text)));
        }
        return texts.stream().map(encoding::value).collect(Collectors.joining(delimiter));
    }

    private String delimited(ParameterValue value, String delimiter) {
        if (value instanceof Text || parameter.explode()) {
            throw parameter.refused("is not defined in the style " + parameter.style()
                    + (value instanceof Text ? ", which takes a list or a map" : " with explode"));
        }
        return encoding.name(parameter.name()) + "=" + joined(value, delimiter);
    }

    private String deep(ParameterValue value) {
        if (!(value instanceof Entries entries)) {
            throw parameter.refused("is not defined in the style " + parameter.style() + ", which takes a map");
        }
        String name = encoding.name(parameter.name());
        return entries.texts().entrySet().stream()
                .map(entry -> name + "%5B" + encoding.key(entry.getKey()) + "%5D=" + encoding.value(entry.getValue()))
                .collect(Collectors.joining("&"));
    }
}
