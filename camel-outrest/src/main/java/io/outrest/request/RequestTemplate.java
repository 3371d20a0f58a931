package io.outrest.request;

import io.outrest.request.Parameter.Place;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the calls of a connection go: an origin that nothing can change, and a template for path and query.
 *
 * @param origin scheme, host and port
 * @param uri the template, the base URL's path prefix included
 */
public record RequestTemplate(Origin origin, UriTemplate uri) {

    private static final Pattern EXPRESSION = Pattern.compile("\\{([/;?&]?)[^}]*\\}");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(^|/)(\\.|%2e){1,2}([/;?&]|$)");

    /**
     * Puts a base URL and a path together; exactly one slash stands between them.
     *
     * @throws InvalidSetting when one of them cannot be used
     */
    public static RequestTemplate of(String baseUrl, String path) {
        return of(baseUrl, path, List.of());
    }

    /**
     * The same with declared parameters; those of the path must stand in it.
     *
     * @param declared of any place
     * @throws InvalidSetting when one of them cannot be used
     */
    public static RequestTemplate of(String baseUrl, String path, List<Parameter> declared) {
        Map<String, Parameter> ofPath = declared.isEmpty() ? Map.of() : ofPath(declared);
        Origin.Located base = Origin.locate("baseUrl", baseUrl);
        UriTemplate own = parse("path", path, ofPath); // on its own first, so that the error names the right setting
        parse("baseUrl", base.path(), ofPath);
        UriTemplate whole = parse("path", joined(base.path(), own.toString()), ofPath);
        checkStandIn(whole, declared);
        if (whole.toString().contains("{&")
                && !whole.toString().replaceAll("\\{&.*", "").contains("?")) {
            throw new InvalidSetting("path", "has {&name} without a query before it; write {?name}");
        }
        return new RequestTemplate(base.origin(), whole);
    }

    private static Map<String, Parameter> ofPath(List<Parameter> declared) {
        return declared.stream()
                .filter(parameter -> parameter.place() == Place.PATH)
                .collect(Collectors.toMap(Parameter::name, Function.identity()));
    }

    private static void checkStandIn(UriTemplate template, List<Parameter> declared) {
        for (Parameter parameter : declared) {
            boolean inPath = parameter.place() == Place.PATH;
            if (inPath && !template.toString().contains("{" + parameter.name() + "}")) {
                throw new InvalidSetting(
                        "declared." + parameter.key(),
                        "names no parameter of the path " + template
                                + NearestNames.hint(
                                        parameter.name(), template.variables().keySet()));
            }
            if (parameter.place() == Place.QUERY && template.location(parameter.name()) == UriTemplate.Location.QUERY) {
                throw new InvalidSetting(
                        "declared." + parameter.key(), "stands in the path " + template + " too; one of them must go");
            }
        }
    }

    private static UriTemplate parse(String setting, String text, Map<String, Parameter> declared) {
        try {
            if (hasDotSegment(text)) {
                throw new IllegalArgumentException("must not have the segments '.' and '..'");
            }
            return UriTemplate.parse(text, declared);
        } catch (IllegalArgumentException e) {
            throw e instanceof InvalidSetting invalid
                    ? invalid
                    : new InvalidSetting(setting, String.valueOf(e.getMessage()));
        }
    }

    private static boolean hasDotSegment(String text) {
        boolean mayHave = text.indexOf('.') >= 0 || text.indexOf('%') >= 0;
        return mayHave
                && DOT_SEGMENT
                        .matcher(EXPRESSION.matcher(text).replaceAll("$1x"))
                        .find();
    }

    private static String joined(String prefix, String path) {
        if (path.isEmpty() || path.startsWith("?") || path.startsWith("{?") || path.startsWith("{&")) {
            return prefix + path;
        }
        String start = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return path.startsWith("/") || path.startsWith("{/") ? start + path : start + "/" + path;
    }

    /**
     * Path and query of one call, as they stand in the request line.
     *
     * @param values gives the value of a variable of the template, or null
     * @param more further query parameters; a list is repeated, a map is refused
     * @throws CallFailure of kind PARAMETER
     */
    public String target(Function<String, @Nullable ParameterValue> values, Map<String, ParameterValue> more) {
        return target(uri.expanded(UriTemplate.Values.of(values)), List.of(), more);
    }

    /**
     * The same with declared parameters.
     *
     * @param declared query parameters as they are written
     * @throws CallFailure of kind PARAMETER
     */
    String target(UriTemplate.Values values, List<String> declared, Map<String, ParameterValue> more) {
        return target(uri.expanded(values), declared, more);
    }

    private static String target(StringBuilder target, List<String> declared, Map<String, ParameterValue> more) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            target.insert(0, '/');
        }
        for (String text : declared) {
            append(target, text);
        }
        more.forEach((name, value) -> append(target, name, value));
        return target.toString();
    }

    private static void append(StringBuilder target, String name, ParameterValue value) {
        if (value instanceof ParameterValue.Text text) {
            append(target, UriTemplate.pair(name, text.text()));
        } else if (value instanceof ParameterValue.Items items) {
            items.texts().forEach(text -> append(target, UriTemplate.pair(name, text)));
        } else {
            throw CallFailure.parameter(name, "is a map, which a query parameter that nothing declares cannot be");
        }
    }

    private static void append(StringBuilder target, String pair) {
        target.append(target.indexOf("?") < 0 ? '?' : '&').append(pair);
    }
}
