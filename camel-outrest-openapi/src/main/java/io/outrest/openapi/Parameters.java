package io.outrest.openapi;

import io.outrest.connection.ParameterSettings;
import io.outrest.imports.ImportReport.ParameterRow;
import io.outrest.request.Headers;
import io.outrest.request.Parameter.Style;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Encoding;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of one operation as the setting {@code declared} writes them, and as rows of the report. */
final class Parameters {

    private static final Pattern EXPRESSION = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");
    private static final Set<String> SAID_OTHERWISE = Headers.names(List.of("Accept", "Content-Type", "Authorization"));
    private final Shared shared;
    private final String path;
    private final Map<String, ParameterSettings> declared = new LinkedHashMap<>();
    private final List<ParameterRow> rows = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Parameters(Shared shared, String path) {
        this.shared = shared;
        this.path = path;
    }

    /**
     * Reads them.
     *
     * @param form whether the body is a form or multipart, whose fields may be declared too
     * @throws Unusable when one is needed that cannot be sent
     */
    static Parameters of(Operation operation, String path, @Nullable Map<String, Encoding> form, Shared shared) {
        Parameters parameters = new Parameters(shared, path);
        Set<String> inPath = parameters.expressions();
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> parameters.add(parameter, inPath));
        }
        inPath.stream().filter(name -> !parameters.declaresInPath(name)).forEach(parameters::addUndeclared);
        if (form != null) {
            form.forEach(parameters::addField);
        }
        return parameters;
    }

    /** By place and name; null when the path template says all. */
    @Nullable
    Map<String, ParameterSettings> declared() {
        return declared.isEmpty() ? null : declared;
    }

    List<ParameterRow> rows() {
        return rows;
    }

    List<String> warnings() {
        return warnings;
    }

    private Set<String> expressions() {
        Set<String> names = new LinkedHashSet<>();
        Matcher expression = EXPRESSION.matcher(path);
        while (expression.find()) {
            if (expression.group(1).isEmpty()) {
                throw new Unusable("its path has an expression {} without a name");
            }
            names.add(expression.group(1));
        }
        return names;
    }

    private boolean declaresInPath(String name) {
        return rows.stream()
                .anyMatch(row -> row.in().equals("path") && row.name().equals(name));
    }

    private void add(Parameter parameter, Set<String> inPath) {
        String name = parameter.getName();
        String place = place(parameter);
        boolean required = Boolean.TRUE.equals(parameter.getRequired()) || place.equals("path");
        if (place.equals("header") && SAID_OTHERWISE.contains(name)) {
            warnings.add("the header parameter " + name + " is left out, as OpenAPI says: it is sent by other means");
            return;
        }
        if (place.equals("path") && !inPath.contains(name)) {
            warnings.add("the path parameter " + Quoted.quoted(name, 100) + " is not in the path");
            return;
        }
        try {
            ParameterSettings settings = settings(parameter);
            check(name, place, settings);
            rows.add(row(name, place, required, settings));
            boolean saidByPath =
                    place.equals("path") && PLAIN_NAME.matcher(name).matches() && isPlain(settings);
            if (!saidByPath) {
                settings.setRequired(required && !place.equals("path") ? true : null);
                declared.put(shared.text(place + "." + name), shared.settings(settings));
            }
        } catch (Unusable e) {
            if (required) {
                throw e;
            }
            warnings.add(e.getMessage() + "; it is left out");
        }
    }

    private static String place(Parameter parameter) {
        Object other = extension(parameter.getExtensions(), OperationBuilder.PLACE);
        return other == null ? String.valueOf(parameter.getIn()) : other.toString();
    }

    private static void check(String name, String place, ParameterSettings settings) {
        String type = settings.getContentType();
        boolean odd = name.contains("{{") || name.isEmpty() || type != null && type.contains("{{");
        boolean never = place.equals("header") && Headers.isNeverSent(name);
        if (odd || never || place.equals("header") && !Headers.isName(name)) {
            throw new Unusable("the " + place + " parameter " + Quoted.quoted(name, 100) + " cannot be sent");
        }
        try {
            ParameterSettings.check(place + "." + name, settings);
        } catch (IllegalArgumentException e) {
            throw new Unusable("the " + place + " parameter " + Quoted.quoted(name, 100) + " cannot be sent: "
                    + Quoted.visible(String.valueOf(e.getMessage()), 300));
        }
    }

    private ParameterSettings settings(Parameter parameter) {
        ParameterSettings settings = new ParameterSettings();
        if (parameter.getContent() != null && !parameter.getContent().isEmpty()) {
            settings.setContentType(
                    shared.text(parameter.getContent().keySet().iterator().next()));
        } else {
            style(parameter, settings);
        }
        settings.setAllowReserved(Boolean.TRUE.equals(parameter.getAllowReserved()) ? true : null);
        settings.setDefault(standard(extension(parameter.getExtensions(), OperationBuilder.DEFAULT)));
        return settings;
    }

    private static void style(Parameter parameter, ParameterSettings settings) {
        String place = place(parameter);
        Style standard = place.equals("path") || place.equals("header") ? Style.SIMPLE : Style.FORM;
        Object other = extension(parameter.getExtensions(), OperationBuilder.STYLE);
        String written = other != null
                ? other.toString()
                : parameter.getStyle() == null
                        ? standard.toString()
                        : parameter.getStyle().toString();
        Style style = styleOf(written);
        settings.setStyle(style == standard ? null : style);
        Boolean explode = parameter.getExplode();
        settings.setExplode(explode == null || explode == style.explodes() ? null : explode);
    }

    private static Style styleOf(String written) {
        try {
            return Style.parse(written);
        } catch (IllegalArgumentException e) {
            throw new Unusable("the style " + Quoted.quoted(written, 40) + " of a parameter is not known");
        }
    }

    /** Text or a list of texts; what could be taken for a placeholder is none of it. */
    private static @Nullable Object standard(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<String> texts = list.stream().map(String::valueOf).toList();
            return texts.isEmpty() || texts.stream().anyMatch(text -> text.contains("{{")) ? null : texts;
        }
        String text = value == null ? null : value.toString();
        return text == null || text.contains("{{") ? null : text;
    }

    private static @Nullable Object extension(@Nullable Map<String, Object> extensions, String name) {
        return extensions == null ? null : extensions.get(name);
    }

    private static boolean isPlain(ParameterSettings settings) {
        return settings.getStyle() == null
                && settings.getExplode() == null
                && settings.getAllowReserved() == null
                && settings.getContentType() == null
                && settings.getDefault() == null;
    }

    private ParameterRow row(String name, String place, boolean required, ParameterSettings settings) {
        if (settings.getContentType() != null) {
            return new ParameterRow(shared.text(name), place, required, null, null, false, settings.getContentType());
        }
        Style standard = place.equals("path") || place.equals("header") ? Style.SIMPLE : Style.FORM;
        Style style = settings.getStyle() == null ? standard : settings.getStyle();
        boolean explode = settings.getExplode() == null ? style.explodes() : settings.getExplode();
        return new ParameterRow(
                shared.text(name),
                place,
                required,
                style == Style.TAB_DELIMITED ? "tsv" : style.toString(),
                explode,
                Boolean.TRUE.equals(settings.getAllowReserved()),
                null);
    }

    /** An expression of the path that nothing declares takes one value, as if it were declared. */
    private void addUndeclared(String name) {
        if (name.contains("{{")) {
            throw new Unusable("its path has an expression that cannot be used");
        }
        if (!PLAIN_NAME.matcher(name).matches()) {
            declared.put(shared.text("path." + name), shared.settings(new ParameterSettings()));
        }
        warnings.add("the path has " + Quoted.quoted("{" + name + "}", 100) + ", which no parameter declares");
    }

    private void addField(String name, Encoding encoding) {
        ParameterSettings settings = new ParameterSettings();
        Map<String, Object> extensions = encoding.getExtensions();
        Object other = extension(extensions, OperationBuilder.STYLE);
        if (other != null || encoding.getStyle() != null) {
            Style style = styleOf(
                    other != null ? other.toString() : encoding.getStyle().toString());
            settings.setStyle(style == Style.FORM ? null : style);
        }
        Style style = settings.getStyle() == null ? Style.FORM : settings.getStyle();
        Boolean explode = encoding.getExplode();
        settings.setExplode(explode == null || explode == style.explodes() ? null : explode);
        settings.setAllowReserved(Boolean.TRUE.equals(encoding.getAllowReserved()) ? true : null);
        settings.setContentType(contentType(encoding.getContentType()));
        settings.setRequired(extension(extensions, OperationBuilder.REQUIRED) == null ? null : true);
        settings.setDefault(standard(extension(extensions, OperationBuilder.DEFAULT)));
        if (!isPlain(settings) || settings.getRequired() != null) {
            try {
                check(name, "form", settings);
                declared.put(shared.text("form." + name), shared.settings(settings));
            } catch (Unusable e) {
                warnings.add(e.getMessage() + "; it is written as any other field");
            }
        }
    }

    /** The first of several that an encoding may name. */
    private @Nullable String contentType(@Nullable String written) {
        if (written == null) {
            return null;
        }
        String first = written.split(",", -1)[0].trim();
        return first.isEmpty() || first.contains("*") ? null : shared.text(first);
    }
}
