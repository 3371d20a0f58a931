package io.outrest.request;

import io.outrest.request.ParameterValue.Entries;
import io.outrest.request.ParameterValue.Items;
import io.outrest.request.ParameterValue.Text;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path template (RFC 6570), parsed once and expanded for each call. Supported are simple expansion and the operators
 * {@code . / ; ? &} with lists, maps, explode and prefix, which is level 4 without {@code {+x}} and {@code {#x}}: those
 * would let a value add segments or a fragment, and are refused when the template is read.
 *
 * <p>Stricter than the RFC, because a value must never choose another resource: a variable of the path must have a value,
 * and that value is encoded as one segment and is not empty, {@code .} or {@code ..}, and has no control character. A
 * variable of the query without a value is left out.
 */
public final class UriTemplate {

    private static final Pattern EXPRESSION = Pattern.compile("([./;?&])?(.*)", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile(
            "((?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})+(?:\\.(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})+)*)(\\*|:([1-9]\\d{0,3}))?");

    private final String text;
    private final List<Part> parts;
    private final Map<String, Location> variables;

    private UriTemplate(String text, List<Part> parts, Map<String, Location> variables) {
        this.text = text;
        this.parts = parts;
        this.variables = Collections.unmodifiableMap(variables);
    }

    /** Where a variable ends up. */
    public enum Location {
        PATH,
        QUERY
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when it is malformed, or uses an operator that is not supported; the message says
     *     where and what would be accepted
     */
    public static UriTemplate parse(String text) {
        return parse(text, Map.of());
    }

    /**
     * Reads a template of which some parameters are declared: an expression that is nothing but the name of one is that one,
     * whatever characters the name has.
     *
     * @param declared parameters of the path by name
     * @throws IllegalArgumentException as {@link #parse(String)} does
     */
    static UriTemplate parse(String text, Map<String, Parameter> declared) {
        List<Part> parts = new ArrayList<>();
        Map<String, Location> variables = new LinkedHashMap<>();
        boolean query = false;
        boolean optional = false; // a query that is there only when one of its variables has a value
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            String literal = text.substring(at, open < 0 ? text.length() : open);
            if (!literal.isEmpty()) {
                checkContinues(!optional);
                parts.add(literal(literal));
                query |= literal.indexOf('?') >= 0;
            }
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("has a '{' without its '}'");
            }
            at = close + 1;
            String inside = text.substring(open + 1, close);
            Parameter parameter = declared.get(inside);
            if (parameter != null) {
                checkContinues(!optional);
                parts.add(new Declared(parameter));
                variables.putIfAbsent(inside, Location.PATH);
                continue;
            }
            Expression expression = expression(inside, query);
            checkContinues(!optional || expression.operator == Operator.CONTINUATION);
            optional |= !query && expression.operator == Operator.QUERY;
            parts.add(expression);
            query = expression.location == Location.QUERY;
            expression.variables.forEach(variable -> variables.putIfAbsent(variable.name, expression.location));
        }
        return new UriTemplate(text, List.copyOf(parts), variables);
    }

    /** The variables by name, in the order in which they stand in the template. */
    public Map<String, Location> variables() {
        return variables;
    }

    /** Where that variable ends up, or null when the template has none of that name. */
    public @Nullable Location location(String name) {
        return variables.get(name);
    }

    /**
     * Fills the template in.
     *
     * @param values gives the value of a variable, or null when it has none
     * @throws CallFailure of kind PARAMETER, when a variable of the path has no value or one that cannot be sent
     */
    public String expand(Function<String, @Nullable ParameterValue> values) {
        return expanded(Values.of(values)).toString();
    }

    /**
     * Fills the template in, for somebody who adds to it.
     *
     * @throws CallFailure of kind PARAMETER, as {@link #expand(Function)} does
     */
    StringBuilder expanded(Values values) {
        StringBuilder expanded = new StringBuilder(text.length() + 32);
        for (Part part : parts) {
            part.append(expanded, values);
        }
        return expanded;
    }

    /** What a call has for the template. */
    interface Values {

        /** The value of a variable, or null. */
        @Nullable
        ParameterValue of(String variable);

        /** The text of a declared parameter that can stand in a path, or null when it has no value. */
        @Nullable
        String of(Parameter declared);

        /** The values of variables alone. */
        static Values of(Function<String, @Nullable ParameterValue> variables) {
            return new Values() {
                @Override
                public @Nullable ParameterValue of(String variable) {
                    return variables.apply(variable);
                }

                @Override
                public @Nullable String of(Parameter declared) {
                    return null;
                }
            };
        }
    }

    /** The literal beginning, up to the first expression. */
    public String literalPrefix() {
        return parts.isEmpty() || !(parts.get(0) instanceof Literal literal) ? "" : literal.text;
    }

    /** The template as it was written. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * A name and its value, encoded, as they stand in a query.
     *
     * @throws CallFailure of kind PARAMETER, when they cannot be encoded
     */
    static String pair(String name, String value) {
        return encoded(name, name) + "=" + encoded(name, value);
    }

    private static void checkContinues(boolean continues) {
        if (!continues) {
            throw new IllegalArgumentException(
                    "has something else than {&name} behind {?name}, which would stand in the path"
                            + " when name has no value");
        }
    }

    private static Literal literal(String text) {
        if (text.indexOf('}') >= 0) {
            throw new IllegalArgumentException("has a '}' without its '{'");
        }
        if (text.indexOf('#') >= 0 || hasControl(text)) {
            throw new IllegalArgumentException("must have neither a fragment nor control characters");
        }
        try {
            return new Literal(PercentEncoding.literal(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("has half of a surrogate pair", e);
        }
    }

    private static Expression expression(String text, boolean afterQuestionMark) {
        Matcher expression = EXPRESSION.matcher(text);
        if (!expression.matches()) {
            throw new IllegalArgumentException("has an unreadable expression {" + text + "}");
        }
        Operator operator = Operator.of(expression.group(1));
        List<Variable> variables = new ArrayList<>();
        for (String variable : expression.group(2).split(",", -1)) {
            variables.add(variable(text, variable));
        }
        boolean query = afterQuestionMark || operator == Operator.QUERY || operator == Operator.CONTINUATION;
        return new Expression(operator, query ? Location.QUERY : Location.PATH, afterQuestionMark, variables);
    }

    private static Variable variable(String expression, String text) {
        Matcher variable = VARIABLE.matcher(text);
        if (!variable.matches()) {
            throw new IllegalArgumentException("has the expression {" + expression
                    + "}; supported are {name}, lists of names, the operators . / ; ? & before them, and * or :length"
                    + " behind a name, which is made of letters, digits, _ and inner dots");
        }
        boolean explode = "*".equals(variable.group(2));
        int length = variable.group(3) == null ? 0 : Integer.parseInt(variable.group(3));
        return new Variable(variable.group(1), explode, length);
    }

    private static String encoded(String name, String value) {
        try {
            return PercentEncoding.value(value);
        } catch (CharacterCodingException e) {
            throw new CallFailure(FailureKind.PARAMETER, "parameter '" + name + "' holds half of a surrogate pair", e);
        }
    }

    /** @throws CallFailure for a value that cannot be a segment of a path */
    static void checkSegment(String name, String text) {
        if (text.isEmpty()) {
            throw CallFailure.parameter(name, "is empty, which a path segment cannot be");
        }
        if (text.equals(".") || text.equals("..")) {
            throw CallFailure.parameter(name, "is a dot segment, which would lead to another path");
        }
        if (hasControl(text)) {
            throw CallFailure.parameter(name, "holds a control character");
        }
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private enum Operator {
        SIMPLE("", ",", false, ""),
        LABEL(".", ".", false, ""),
        SEGMENT("/", "/", false, ""),
        MATRIX(";", ";", true, ""),
        QUERY("?", "&", true, "="),
        CONTINUATION("&", "&", true, "=");

        private final String first;
        private final String separator;
        private final boolean named;
        private final String ifEmpty;

        Operator(String first, String separator, boolean named, String ifEmpty) {
            this.first = first;
            this.separator = separator;
            this.named = named;
            this.ifEmpty = ifEmpty;
        }

        static Operator of(@Nullable String symbol) {
            for (Operator operator : values()) {
                if (operator.first.equals(symbol)) {
                    return operator;
                }
            }
            return SIMPLE;
        }
    }

    private sealed interface Part {
        void append(StringBuilder expanded, Values values);
    }

    private record Literal(String text) implements Part {
        @Override
        public void append(StringBuilder expanded, Values values) {
            expanded.append(text);
        }
    }

    private record Declared(Parameter parameter) implements Part {
        @Override
        public void append(StringBuilder expanded, Values values) {
            String written = values.of(parameter);
            if (written == null) {
                throw parameter.refused("is missing");
            }
            expanded.append(written);
        }
    }

    private record Variable(String name, boolean explode, int length) {}

    private record Expression(Operator operator, Location location, boolean afterQuestionMark, List<Variable> variables)
            implements Part {

        @Override
        public void append(StringBuilder expanded, Values values) {
            boolean begun = false;
            for (Variable variable : variables) {
                ParameterValue value = values.of(variable.name);
                if (value != null) {
                    expanded.append(begun ? operator.separator : first(expanded));
                    append(expanded, variable, value);
                    begun = true;
                } else if (location == Location.PATH || !operator.named) {
                    throw CallFailure.parameter(variable.name, "is missing");
                }
            }
        }

        /** {@code {&c}} behind a {@code {?a}} that had no value begins the query itself. */
        private String first(StringBuilder expanded) {
            boolean begins = operator == Operator.CONTINUATION && afterQuestionMark && expanded.indexOf("?") < 0;
            return begins ? "?" : operator.first;
        }

        private void append(StringBuilder expanded, Variable variable, ParameterValue value) {
            if (value instanceof Text text) {
                appendNamed(expanded, variable.name, encode(variable, text.text()));
            } else if (variable.length > 0) {
                throw CallFailure.parameter(
                        variable.name, "must be one text, because the template takes its beginning");
            } else if (variable.explode) {
                appendExploded(expanded, variable, value);
            } else {
                appendNamed(expanded, variable.name, joined(variable, value));
            }
        }

        private String joined(Variable variable, ParameterValue value) {
            List<String> texts = new ArrayList<>();
            if (value instanceof Items items) {
                texts.addAll(items.texts());
            } else if (value instanceof Entries entries) {
                entries.texts().forEach((key, text) -> texts.addAll(List.of(key, text)));
            }
            return texts.stream().map(text -> encode(variable, text)).collect(Collectors.joining(","));
        }

        private void appendExploded(StringBuilder expanded, Variable variable, ParameterValue value) {
            if (value instanceof Entries entries) {
                expanded.append(entries.texts().entrySet().stream()
                        .map(entry -> encode(variable, entry.getKey()) + "=" + encode(variable, entry.getValue()))
                        .collect(Collectors.joining(operator.separator)));
                return;
            }
            String separator = "";
            for (String text : ((Items) value).texts()) {
                expanded.append(separator);
                appendNamed(expanded, variable.name, encode(variable, text));
                separator = operator.separator;
            }
        }

        private void appendNamed(StringBuilder expanded, String name, String encoded) {
            if (operator.named) {
                expanded.append(name).append(encoded.isEmpty() ? operator.ifEmpty : "=");
            }
            expanded.append(encoded);
        }

        private String encode(Variable variable, String text) {
            String used = variable.length > 0 ? beginning(text, variable.length) : text;
            if (location == Location.PATH) {
                checkSegment(variable.name, used);
            }
            return encoded(variable.name, used);
        }

        private static String beginning(String text, int length) {
            return text.codePointCount(0, text.length()) <= length
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, length));
        }
    }
}
