package io.outrest.request;

import io.outrest.request.Parameter.Place;
import io.outrest.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a connection declares beyond its template: where each takes its value from, and how it is put into the
 * request. Made once for a connection; thread-safe.
 */
final class DeclaredParameters {

    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(\\.|%2e){1,2}(;.*)?");
    private static final Pattern CONTROL = Pattern.compile("(?i).*%([01][0-9a-f]|7f|c2%[89][0-9a-f]).*");
    private static final Set<String> NOT_FROM_MESSAGES =
            Headers.names(List.of("Authorization", "Proxy-Authorization", "Cookie"));

    private final List<Parameter> ofQuery;
    private final List<Parameter> ofHeaders;
    private final List<Parameter> ofCookies;
    private final List<Parameter> ofForm;
    private final Set<String> names;
    private final Set<String> namesForOptions;
    private final Set<String> namesOfCookies;
    private final Set<String> namesOfMessageHeaders;
    private final Map<String, Parameter> form;
    private final Map<String, ?> defaults;
    private final JsonCodec json;

    /**
     * @param all in the order in which they are declared
     * @param credentials what stands there is left to them
     * @param defaults the connection's default values by name, of these parameters and others
     * @throws InvalidSetting when a default value cannot be sent
     */
    DeclaredParameters(List<Parameter> all, CredentialPlaces credentials, Map<String, ?> defaults, JsonCodec json) {
        List<Parameter> ours = all.stream()
                .filter(parameter -> !credentials.contain(parameter))
                .filter(parameter -> parameter.place() != Place.HEADER || !HeaderRules.isNeverSent(parameter.name()))
                .toList();
        this.ofQuery = Stream.concat(of(Place.QUERY, ours).stream(), of(Place.QUERYSTRING, ours).stream())
                .toList();
        this.ofHeaders = of(Place.HEADER, ours);
        this.ofCookies = of(Place.COOKIE, ours);
        this.ofForm = of(Place.FORM, ours);
        this.names = names(all, place -> true);
        this.namesForOptions = names(all, place -> place != Place.HEADER);
        this.namesOfCookies = names(all, place -> place == Place.COOKIE);
        this.namesOfMessageHeaders =
                names.stream().filter(DeclaredParameters::comesFromMessages).collect(Collectors.toUnmodifiableSet());
        this.form = ofForm.stream().collect(Collectors.toUnmodifiableMap(Parameter::name, Function.identity()));
        this.defaults = defaults;
        this.json = json;
        ours.forEach(this::checkDefaults);
    }

    private static List<Parameter> of(Place place, List<Parameter> all) {
        return all.stream().filter(parameter -> parameter.place() == place).toList();
    }

    private static Set<String> names(List<Parameter> all, Predicate<Place> places) {
        return all.stream()
                .filter(parameter -> places.test(parameter.place()))
                .map(Parameter::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void checkDefaults(Parameter parameter) {
        if (parameter.place() == Place.FORM) {
            return; // how it is written depends on the type of the body
        }
        checkDefault(parameter, "parameters", "has the ", defaults.get(parameter.name()));
        checkDefault(
                parameter, "declared." + parameter.key() + ".default", "cannot be used: ", parameter.defaultValue());
    }

    private void checkDefault(Parameter parameter, String setting, String problem, @Nullable Object value) {
        try {
            text(parameter, value);
        } catch (CallFailure e) {
            throw new InvalidSetting(setting, problem + e.getMessage());
        }
    }

    /** Names of all of them. */
    Set<String> names() {
        return names;
    }

    /** Names of those that the endpoint's options {@code path.} and {@code query.} fill: all but headers. */
    Set<String> namesForOptions() {
        return namesForOptions;
    }

    /** Names of message headers that are parameters and not sent on. */
    Set<String> namesOfMessageHeaders() {
        return namesOfMessageHeaders;
    }

    /** A parameter of the path, or null when it has no value. */
    @Nullable
    String path(Parameter parameter, Invocation invocation) {
        return first(parameter, invocation, value -> text(parameter, value));
    }

    /** The query parameters that have a value, as they are written. */
    List<String> query(Invocation invocation) {
        List<String> texts = new ArrayList<>(ofQuery.size());
        for (Parameter parameter : ofQuery) {
            String text = required(parameter, invocation);
            if (text != null && !text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The endpoint's header options, without those that fill a parameter, and with the headers that are declared. */
    Map<String, ?> headers(Invocation invocation) {
        if (ofHeaders.isEmpty() && invocation.headerOptions().isEmpty()) {
            return Map.of();
        }
        Map<String, Object> headers = new LinkedHashMap<>(invocation.headerOptions());
        headers.keySet().removeAll(namesOfCookies);
        ofHeaders.forEach(parameter -> {
            headers.keySet().removeIf(name -> name.equalsIgnoreCase(parameter.name()));
            String text = path(parameter, invocation);
            if (text != null) {
                headers.put(parameter.name(), text);
            }
        });
        return headers;
    }

    /** The request's headers with the cookies that are declared in front of those that the route has set. */
    Headers withCookies(Headers headers, Invocation invocation) {
        for (Parameter parameter : ofHeaders) {
            if (parameter.required() && headers.first(parameter.name()) == null) {
                throw parameter.refused("is missing");
            }
        }
        if (ofCookies.isEmpty()) {
            return headers;
        }
        List<String> declared = ofCookies.stream()
                .flatMap(parameter -> Stream.ofNullable(required(parameter, invocation)))
                .flatMap(DeclaredParameters::cookies)
                .toList();
        if (declared.isEmpty()) {
            return headers;
        }
        Set<String> ours = declared.stream().map(DeclaredParameters::nameOf).collect(Collectors.toSet());
        Stream<String> others = headers.all("Cookie").stream()
                .flatMap(DeclaredParameters::cookies)
                .filter(cookie -> !ours.contains(nameOf(cookie)));
        return headers.with("Cookie", Stream.concat(declared.stream(), others).collect(Collectors.joining("; ")));
    }

    private static Stream<String> cookies(String header) {
        return Arrays.stream(header.split(";", -1)).map(String::trim).filter(cookie -> !cookie.isEmpty());
    }

    private static String nameOf(String cookie) {
        int equals = cookie.indexOf('=');
        return equals < 0 ? cookie : cookie.substring(0, equals);
    }

    /**
     * The fields of a form: what the body has, and where it has none what the call or a default says.
     *
     * @throws CallFailure of kind BODY, for a required field without value
     */
    Map<String, Object> fields(Map<String, Object> body, Invocation invocation) {
        Map<String, Object> fields = new LinkedHashMap<>(body);
        ofForm.forEach(parameter -> {
            Object value = present(fields.get(parameter.name()));
            Object chosen = value != null ? value : first(parameter, invocation, DeclaredParameters::present);
            if (chosen != null) {
                fields.put(parameter.name(), chosen);
            } else if (parameter.required()) {
                throw parameter.refused("is missing");
            }
        });
        return fields;
    }

    /** The declared fields of forms by name. */
    Map<String, Parameter> form() {
        return form;
    }

    private static @Nullable Object present(@Nullable Object value) {
        return value == null || ParameterContent.isEmpty(value) ? null : value;
    }

    private @Nullable String required(Parameter parameter, Invocation invocation) {
        String text = first(parameter, invocation, value -> text(parameter, value));
        if (text == null && parameter.required()) {
            throw parameter.refused("is missing");
        }
        return text;
    }

    /** What the first source has that has something. */
    private <T> @Nullable T first(
            Parameter parameter, Invocation invocation, Function<@Nullable Object, @Nullable T> read) {
        for (Object value : given(parameter, invocation)) {
            T found = read.apply(value);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private List<Object> given(Parameter parameter, Invocation invocation) {
        String name = parameter.name();
        List<Object> given = new ArrayList<>(0);
        addIfPresent(given, invocation.parameters().get(name));
        addOptions(given, parameter, invocation);
        if (comesFromMessages(name)) {
            addIfPresent(given, invocation.messageHeaders().get(name));
        }
        addIfPresent(given, defaults.get(name));
        addIfPresent(given, parameter.defaultValue());
        return given;
    }

    private static void addOptions(List<Object> given, Parameter parameter, Invocation invocation) {
        String name = parameter.name();
        switch (parameter.place()) {
            case HEADER ->
                invocation.headerOptions().forEach((option, value) -> {
                    if (option.equalsIgnoreCase(name)) {
                        addIfPresent(given, value);
                    }
                });
            case PATH -> {
                addIfPresent(given, invocation.pathOptions().get(name));
                addIfPresent(given, invocation.queryOptions().get(name));
            }
            default -> {
                if (parameter.place() == Place.COOKIE) {
                    addIfPresent(given, invocation.headerOptions().get(name));
                }
                addIfPresent(given, invocation.queryOptions().get(name));
                addIfPresent(given, invocation.pathOptions().get(name));
            }
        }
    }

    /** Whoever declares parameters gets neither credentials nor what is said to Camel and to us. */
    private static boolean comesFromMessages(String name) {
        return !NOT_FROM_MESSAGES.contains(name) && !name.regionMatches(true, 0, "Camel", 0, 5);
    }

    private static void addIfPresent(List<Object> given, @Nullable Object value) {
        if (value != null) {
            given.add(value);
        }
    }

    /** The text of a parameter, if what it holds can stand in its place. */
    private @Nullable String text(Parameter parameter, @Nullable Object value) {
        boolean inPath = parameter.place() == Place.PATH;
        if (inPath && parameter.contentType() == null) {
            checkValue(parameter, parameter.read(value));
        } else if (parameter.place() == Place.COOKIE && parameter.allowReserved()) {
            checkCookie(parameter, parameter.read(value));
        }
        String text = parameter.text(value, json);
        if (inPath && text != null) {
            checkSegment(parameter, text);
        }
        return text;
    }

    private static void checkValue(Parameter parameter, @Nullable ParameterValue value) {
        if (value instanceof ParameterValue.Text text) {
            UriTemplate.checkSegment(parameter.name(), text.text());
        } else if (texts(value).anyMatch(text -> text.chars().anyMatch(Character::isISOControl))) {
            throw parameter.refused("holds a control character");
        }
    }

    private static void checkSegment(Parameter parameter, String text) {
        if (text.isEmpty()) {
            throw parameter.refused("is empty, which a path segment cannot be");
        }
        if ((text.startsWith(".") || text.startsWith("%"))
                && DOT_SEGMENT.matcher(text).matches()) {
            throw parameter.refused("is a dot segment, which would lead to another path");
        }
        if (text.contains("%") && CONTROL.matcher(text).matches()) {
            throw parameter.refused("holds a control character");
        }
    }

    private static void checkCookie(Parameter parameter, @Nullable ParameterValue value) {
        if (texts(value).anyMatch(text -> text.indexOf(';') >= 0)) {
            throw parameter.refused("holds a ';', which would begin another cookie");
        }
    }

    private static Stream<String> texts(@Nullable ParameterValue value) {
        if (value instanceof ParameterValue.Text text) {
            return Stream.of(text.text());
        }
        if (value instanceof ParameterValue.Items items) {
            return items.texts().stream();
        }
        return value instanceof ParameterValue.Entries entries
                ? entries.texts().entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                : Stream.empty();
    }
}
