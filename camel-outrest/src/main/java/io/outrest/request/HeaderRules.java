package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which headers a request has. Made once for a connection, which is when its own are read and checked; thread-safe.
 *
 * <p>The later one wins: the connection's own, message headers that {@code forwardHeaders} lets pass, those of the endpoint,
 * those of the call. Credentials come after all of them and not here.
 */
final class HeaderRules {

    private final Map<String, ?> fixed;
    private final HeaderLines prepared;
    private final boolean correlationIsFixed;
    private final @Nullable String correlation;
    private final ForwardedHeaders forwarded;

    /**
     * @param parameters names of message headers that are parameters, and not sent on for that
     * @throws InvalidSetting for a header that cannot be sent
     */
    HeaderRules(RequestFactory.HeaderSettings settings, Set<String> parameters, CredentialPlaces credentials) {
        this.fixed = Map.copyOf(settings.fixed());
        this.correlation = settings.correlation();
        this.correlationIsFixed =
                correlation != null && fixed.keySet().stream().anyMatch(correlation::equalsIgnoreCase);
        this.prepared = prepared(settings, fixed);
        this.forwarded = new ForwardedHeaders(
                settings.connection(),
                settings.forwarded(),
                correlation == null ? Set.of() : Set.of(correlation),
                parameters,
                credentials);
    }

    private static HeaderLines prepared(RequestFactory.HeaderSettings settings, Map<String, ?> fixed) {
        HeaderLines lines = new HeaderLines();
        set(lines, "accept", "Accept", settings.accept());
        set(lines, "accept", "Accept-Encoding", ContentCoding.ACCEPTED);
        if (settings.correlation() != null) {
            lines.set(settings.correlation(), null); // its place; the value is the call's
        }
        fixed.forEach((name, value) -> set(lines, "headers", name, value));
        return lines;
    }

    private static void set(HeaderLines lines, String setting, String name, Object value) {
        try {
            lines.set(name, value);
        } catch (CallFailure e) {
            throw new InvalidSetting(setting, "has the " + e.getMessage());
        }
    }

    /**
     * The headers of one call, without credentials and without {@code Content-Type}.
     *
     * @param options the endpoint's, with declared parameters in their place
     * @throws CallFailure of kind PARAMETER, for a header that cannot be sent
     */
    Headers of(Invocation invocation, Map<String, ?> options) {
        HeaderLines lines = new HeaderLines(prepared);
        if (correlation != null && !correlationIsFixed) {
            lines.set(correlation, invocation.correlationId());
        }
        invocation.messageHeaders().forEach((name, value) -> {
            if (value != null && forwarded.contain(name)) {
                lines.setIfToken(name, value);
            }
        });
        lines.setAll(options);
        lines.setAll(invocation.headers());
        return lines.headers();
    }

    /**
     * The type of the body: the call's, the endpoint's, the message's, the connection's fixed header, or else the setting.
     */
    String contentType(Invocation invocation, String setting) {
        for (Map<String, ?> source :
                List.of(invocation.headers(), invocation.headerOptions(), invocation.messageHeaders(), fixed)) {
            Object value = ignoringCase(source, "Content-Type");
            String contentType = value == null ? null : HeaderLines.contentType(value);
            if (contentType != null) {
                return contentType;
            }
        }
        return setting;
    }

    /** Whether no source may set that header, or only the body does. */
    static boolean isNeverSent(String name) {
        return Headers.isNeverSent(name) || name.equalsIgnoreCase("Content-Type");
    }

    /** Whether a header can have that value: neither control characters nor what is not in ISO-8859-1. */
    static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean sendable = c == '\t' || c >= ' ' && c < 0x7F || c >= 0xA0 && c <= 0xFF;
            if (!sendable) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object ignoringCase(Map<String, ?> map, String name) {
        if (map.isEmpty()) {
            return null;
        }
        Object exact = map.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, ?> entry : map.entrySet()) {
            if (name.equalsIgnoreCase(entry.getKey()) && entry.getValue() != null) {
                return entry.getValue();
            }
        }
        return null;
    }
}
