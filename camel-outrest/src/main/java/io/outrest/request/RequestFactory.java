package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests from invocations. Made once for a connection; per call there is only filling in. Nothing that a message
 * holds can change where a request goes. Thread-safe.
 */
public final class RequestFactory {

    private final RequestTemplate template;
    private final List<RequestTemplate> elsewhere;
    private final Map<String, ParameterValue> defaults;
    private final Map<String, ParameterValue> defaultsOfQuery;
    private final HeaderRules headerRules;
    private final HeaderSettings settings;
    private final BodyWriter bodyWriter;
    private final @Nullable DeclaredParameters declared;

    /**
     * What a connection says about headers.
     *
     * @param connection its name, for the log
     * @param fixed headers of every request
     * @param forwarded names and patterns of message headers that are sent on
     * @param contentType of bodies, unless the call says otherwise
     * @param accept unless the call says otherwise
     * @param correlation the name of the header that carries the correlation id, or null for none
     */
    public record HeaderSettings(
            String connection,
            Map<String, ?> fixed,
            List<String> forwarded,
            String contentType,
            String accept,
            @Nullable String correlation) {

        /** No value: fixed headers may hold a key. */
        @Override
        public String toString() {
            return "headers of " + connection;
        }
    }

    /**
     * Where there is one base URL.
     *
     * @param declared parameters beyond the template, in their order
     * @param defaults default values of parameters; those that neither the template nor {@code declared} has go to the query
     * @throws InvalidSetting for a header or parameter that could never be sent
     */
    public RequestFactory(
            RequestTemplate template,
            List<Parameter> declared,
            Map<String, ?> defaults,
            HeaderSettings settings,
            CredentialPlaces credentials,
            BodyWriter bodyWriter) {
        this(List.of(template), declared, defaults, settings, credentials, bodyWriter);
    }

    /**
     * The same with a template for each base URL, in their order; all have the same variables.
     *
     * @param templates at least one
     * @throws InvalidSetting for a header or parameter that could never be sent
     */
    public RequestFactory(
            List<RequestTemplate> templates,
            List<Parameter> declared,
            Map<String, ?> defaults,
            HeaderSettings settings,
            CredentialPlaces credentials,
            BodyWriter bodyWriter) {
        this.template = templates.get(0);
        this.elsewhere = List.copyOf(templates.subList(1, templates.size()));
        this.declared =
                declared.isEmpty() ? null : new DeclaredParameters(declared, credentials, defaults, bodyWriter.json());
        this.defaults = read(defaults);
        this.defaultsOfQuery = withoutVariables(this.defaults);
        this.headerRules = new HeaderRules(settings, parametersInHeaders(), credentials);
        this.settings = settings;
        this.bodyWriter = bodyWriter;
    }

    private Map<String, ParameterValue> read(Map<String, ?> all) {
        Map<String, ParameterValue> values = new LinkedHashMap<>();
        try {
            all.forEach((name, value) -> {
                if (declared == null || !declared.names().contains(name)) {
                    putUnlessAbsent(values, name, value);
                }
            });
        } catch (CallFailure e) {
            throw new InvalidSetting("parameters", "has the " + e.getMessage());
        }
        return values;
    }

    private Map<String, ParameterValue> withoutVariables(Map<String, ParameterValue> values) {
        Map<String, ParameterValue> others = new LinkedHashMap<>(values);
        others.keySet().removeAll(template.uri().variables().keySet());
        return Collections.unmodifiableMap(others);
    }

    /** Names of message headers that are parameters. */
    private Set<String> parametersInHeaders() {
        Set<String> names = Headers.names(template.uri().variables().keySet());
        if (declared != null) {
            names.addAll(declared.namesOfMessageHeaders());
        }
        return names;
    }

    /** Names of declared parameters that {@code path.} and {@code query.} options fill. */
    public Set<String> declaredForOptions() {
        return declared == null ? Set.of() : declared.namesForOptions();
    }

    /** The template that requests are made from. */
    public RequestTemplate template() {
        return template;
    }

    /**
     * Makes the request of one call.
     *
     * @throws CallFailure of kind PARAMETER or BODY
     */
    public Request create(Invocation invocation, Lifetime lifetime) {
        Headers headers = headers(invocation);
        Values values = new Values(invocation);
        List<String> declaredQuery = declared == null ? List.of() : declared.query(invocation);
        Map<String, ParameterValue> more = undeclared(invocation);
        String target = template.target(values, declaredQuery, more);
        Body body = body(invocation);
        return new Request(
                invocation.method(),
                template.origin(),
                target,
                elsewhere.isEmpty() ? List.of() : destinations(values, declaredQuery, more),
                body instanceof Body.None ? headers : headers.with("Content-Type", body.contentType()),
                body,
                invocation.wanted(),
                lifetime);
    }

    private List<Destination> destinations(
            Values values, List<String> declaredQuery, Map<String, ParameterValue> more) {
        return elsewhere.stream()
                .map(other -> new Destination(other.origin(), other.target(values, declaredQuery, more)))
                .toList();
    }

    /** What one call has for the template. */
    private final class Values implements UriTemplate.Values {

        private final Invocation invocation;

        Values(Invocation invocation) {
            this.invocation = invocation;
        }

        /** The value of a variable: the first source that has one. */
        @Override
        public @Nullable ParameterValue of(String name) {
            ParameterValue value = value(name, invocation.parameters().get(name));
            if (value == null) {
                value = value(name, invocation.pathOptions().get(name));
            }
            if (value == null) {
                value = value(name, invocation.queryOptions().get(name));
            }
            if (value == null) {
                value = value(name, invocation.messageHeaders().get(name));
            }
            return value == null ? defaults.get(name) : value;
        }

        @Override
        public @Nullable String of(Parameter parameter) {
            return declared == null ? null : declared.path(parameter, invocation);
        }
    }

    /** What the template does not have goes to the query; what the call says wins. */
    private Map<String, ParameterValue> undeclared(Invocation invocation) {
        if (invocation.queryOptions().isEmpty()
                && invocation.pathOptions().isEmpty()
                && invocation.parameters().isEmpty()) {
            return defaultsOfQuery;
        }
        Map<String, ParameterValue> values = new LinkedHashMap<>(defaults);
        Set<String> filled = declaredForOptions();
        putUnlessAbsent(values, invocation.queryOptions(), filled);
        putUnlessAbsent(values, invocation.pathOptions(), filled);
        putUnlessAbsent(values, invocation.parameters(), declared == null ? Set.of() : declared.names());
        values.keySet().removeAll(template.uri().variables().keySet());
        return values;
    }

    private static void putUnlessAbsent(
            Map<String, ParameterValue> values, Map<String, ?> given, Set<String> declared) {
        given.forEach((name, value) -> {
            if (!declared.contains(name)) {
                putUnlessAbsent(values, name, value);
            }
        });
    }

    private static void putUnlessAbsent(Map<String, ParameterValue> values, String name, @Nullable Object given) {
        ParameterValue value = value(name, given);
        if (value != null) {
            values.put(name, value);
        }
    }

    private static @Nullable ParameterValue value(String name, @Nullable Object given) {
        try {
            return ParameterValue.of(given);
        } catch (IllegalArgumentException e) {
            throw CallFailure.parameter(name, String.valueOf(e.getMessage()));
        }
    }

    private Headers headers(Invocation invocation) {
        return declared == null
                ? headerRules.of(invocation, invocation.headerOptions())
                : declared.withCookies(headerRules.of(invocation, declared.headers(invocation)), invocation);
    }

    private Body body(Invocation invocation) {
        Object value = invocation.body();
        if (!invocation.sendsBody() || value == null && declared == null) {
            return Body.none();
        }
        String contentType = headerRules.contentType(invocation, settings.contentType);
        MediaType type = MediaType.of(contentType);
        if (declared != null && (type.isForm() || type.isMultipart())) {
            return form(declared, invocation, contentType);
        }
        return value == null ? Body.none() : bodyWriter.write(value, contentType);
    }

    /** A call without body has one when there are fields. */
    private Body form(DeclaredParameters parameters, Invocation invocation, String contentType) {
        Object value = invocation.body();
        Map<String, Object> own = value == null ? Map.of() : bodyWriter.fields(value);
        if (value != null && own == null) {
            return bodyWriter.write(value, contentType);
        }
        Map<String, Object> fields = parameters.fields(own == null ? Map.of() : own, invocation);
        return value == null && fields.isEmpty()
                ? Body.none()
                : bodyWriter.write(fields, contentType, parameters.form());
    }
}
