package io.outrest.request;

import io.outrest.settings.InvalidSetting;
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
    private final Map<String, ParameterValue> defaults;
    private final HeaderRules headerRules;
    private final HeaderSettings settings;
    private final BodyWriter bodyWriter;

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
            @Nullable String correlation) {}

    /**
     * @param defaults default values of parameters; those that the template does not have go to the query
     * @throws InvalidSetting for a header or parameter that could never be sent
     */
    public RequestFactory(
            RequestTemplate template,
            Map<String, ?> defaults,
            HeaderSettings settings,
            CredentialPlaces credentials,
            BodyWriter bodyWriter) {
        this.template = template;
        this.defaults = read(defaults);
        this.headerRules = new HeaderRules(settings.connection, settings.fixed, settings.forwarded, credentials);
        this.settings = settings;
        this.bodyWriter = bodyWriter;
    }

    private static Map<String, ParameterValue> read(Map<String, ?> defaults) {
        Map<String, ParameterValue> values = new LinkedHashMap<>();
        try {
            defaults.forEach((name, value) -> putUnlessAbsent(values, name, value));
        } catch (CallFailure e) {
            throw new InvalidSetting("parameters", "has the " + e.getMessage());
        }
        return values;
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
        Body body = body(invocation);
        return new Request(
                invocation.method(),
                template.origin(),
                template.target(name -> declared(name, invocation), undeclared(invocation)),
                body instanceof Body.None ? headers : headers.with("Content-Type", body.contentType()),
                body,
                invocation.streamed(),
                lifetime);
    }

    /** The value of a variable of the template: the first source that has one. */
    private @Nullable ParameterValue declared(String name, Invocation invocation) {
        for (Map<String, ?> source :
                List.of(invocation.parameters(), invocation.options(), invocation.messageHeaders())) {
            ParameterValue value = value(name, source.get(name));
            if (value != null) {
                return value;
            }
        }
        return defaults.get(name);
    }

    /** What the template does not have goes to the query; what the call says wins. */
    private Map<String, ParameterValue> undeclared(Invocation invocation) {
        Map<String, ParameterValue> values = new LinkedHashMap<>(defaults);
        invocation.options().forEach((name, value) -> putUnlessAbsent(values, name, value));
        invocation.parameters().forEach((name, value) -> putUnlessAbsent(values, name, value));
        values.keySet().removeAll(template.uri().variables().keySet());
        return values;
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
        Map<String, Object> base = new LinkedHashMap<>();
        base.put("Accept", settings.accept);
        base.put("Accept-Encoding", ContentCoding.ACCEPTED);
        Set<String> always = Headers.names(Set.of());
        if (settings.correlation != null) {
            base.put(settings.correlation, invocation.correlationId());
            always.add(settings.correlation);
        }
        Set<String> parameters = Headers.names(template.uri().variables().keySet());
        return headerRules.of(invocation, base, always, parameters);
    }

    private Body body(Invocation invocation) {
        Object value = invocation.body();
        if (value == null || !invocation.sendsBody()) {
            return Body.none();
        }
        return bodyWriter.write(value, headerRules.contentType(invocation, settings.contentType));
    }
}
