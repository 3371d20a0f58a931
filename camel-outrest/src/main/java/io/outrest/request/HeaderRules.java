package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which headers a request has. Made once for a connection; thread-safe.
 *
 * <p>The later one wins: the connection's own, message headers that {@code forwardHeaders} lets pass, those of the endpoint,
 * those of the call. Credentials come after all of them and not here.
 */
final class HeaderRules {

    private static final Logger LOG = LoggerFactory.getLogger(HeaderRules.class);

    private static final int LONGEST_VALUE = 64 * 1024;
    private static final int NAMES_SAID = 100;
    private static final Pattern SENSITIVE = Pattern.compile("(?i).*(auth|token|secret|key|cookie|session|csrf).*");
    private static final Pattern ORIGIN_OF_CALL = Pattern.compile("(?i)x-forwarded-.*|x-real-ip");
    private static final Set<String> SINGLE = Headers.names(
            List.of("Authorization", "Proxy-Authorization", "Content-Type", "Content-Encoding", "User-Agent"));

    private final String connection;
    private final Map<String, ?> fixed;
    private final Set<String> inFull;
    private final List<Pattern> patterns;
    private final CredentialPlaces credentials;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /**
     * @param connection its name, for the log
     * @param fixed headers of every request
     * @param forwarded names of message headers and patterns of them, {@code *} stands for any characters
     */
    HeaderRules(String connection, Map<String, ?> fixed, List<String> forwarded, CredentialPlaces credentials) {
        this.connection = connection;
        this.fixed = Map.copyOf(fixed);
        this.inFull = Headers.names(
                forwarded.stream().filter(name -> !name.contains("*")).toList());
        this.patterns = forwarded.stream()
                .filter(name -> name.contains("*"))
                .map(HeaderRules::pattern)
                .toList();
        this.credentials = credentials;
        checkFixed();
    }

    private void checkFixed() {
        try {
            Lines lines = new Lines();
            fixed.forEach(lines::set);
        } catch (CallFailure e) {
            throw new InvalidSetting("headers", "has the " + e.getMessage());
        }
    }

    /**
     * The headers of one call, without credentials and without {@code Content-Type}.
     *
     * @param base sent unless anything else says otherwise
     * @param always message headers that are sent whatever the patterns say
     * @param notForwarded names of message headers that are parameters
     * @param options the endpoint's, with declared parameters in their place
     * @throws CallFailure of kind PARAMETER, for a header that cannot be sent
     */
    Headers of(
            Invocation invocation,
            Map<String, ?> base,
            Set<String> always,
            Set<String> notForwarded,
            Map<String, ?> options) {
        Lines lines = new Lines();
        base.forEach(lines::set);
        fixed.forEach(lines::set);
        invocation.messageHeaders().forEach((name, value) -> {
            if (value != null && (always.contains(name) || passes(name) && !notForwarded.contains(name))) {
                lines.setIfToken(name, value);
            }
        });
        options.forEach(lines::set);
        invocation.headers().forEach(lines::set);
        return lines.headers();
    }

    /**
     * The type of the body: the call's, the endpoint's, the message's, the connection's fixed header, or else the setting.
     */
    String contentType(Invocation invocation, String setting) {
        for (Map<String, ?> source :
                List.of(invocation.headers(), invocation.headerOptions(), invocation.messageHeaders(), fixed)) {
            Object value = ignoringCase(source, "Content-Type");
            if (value != null) {
                Lines lines = new Lines();
                lines.set("Content-Type", value);
                String contentType = lines.contentType();
                if (contentType != null && !contentType.isBlank()) {
                    return contentType;
                }
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
        return value.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 0x7F || c >= 0xA0 && c <= 0xFF);
    }

    private boolean passes(String name) {
        if (credentials.headers().contains(name)) {
            return false;
        }
        if (inFull.contains(name)) {
            return true;
        }
        if (patterns.stream().noneMatch(pattern -> pattern.matcher(name).matches())) {
            return false;
        }
        boolean heldBack = SENSITIVE.matcher(name).matches()
                || ORIGIN_OF_CALL.matcher(name).matches();
        if (heldBack && !Headers.isNeverSent(name)) {
            say(name);
        }
        return !heldBack;
    }

    private void say(String name) {
        if (Headers.isName(name) && said.size() < NAMES_SAID && said.add(name.toLowerCase(Locale.ROOT))) {
            LOG.info(
                    "Connection '{}' does not forward the message header {}: a pattern is not enough for such a name,"
                            + " list it in full in forwardHeaders if it should be sent",
                    connection,
                    name);
        }
    }

    private static @Nullable Object ignoringCase(Map<String, ?> map, String name) {
        Object exact = map.get(name);
        if (exact != null) {
            return exact;
        }
        return map.entrySet().stream()
                .filter(entry -> name.equalsIgnoreCase(entry.getKey()) && entry.getValue() != null)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static Pattern pattern(String wildcard) {
        StringBuilder regex = new StringBuilder("(?i)");
        for (String literal : wildcard.split("\\*", -1)) {
            regex.append(regex.length() > 4 ? ".*" : "").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }

    /** The lines as they come together, later values in the place of earlier ones. */
    private static final class Lines {

        private final Map<String, List<Headers.Field>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, List<Headers.Field>> inOrder = new LinkedHashMap<>();

        void setIfToken(String name, Object value) {
            if (Headers.isName(name)) {
                set(name, value);
            }
        }

        void set(String name, @Nullable Object value) {
            if (Headers.isNeverSent(name)) {
                return;
            }
            if (!Headers.isName(name)) {
                throw new CallFailure(FailureKind.PARAMETER, "a header has a name that is no token (RFC 9110)");
            }
            replace(name, fields(name, value));
        }

        private void replace(String name, List<Headers.Field> fields) {
            List<Headers.Field> present = lines.get(name);
            if (present == null) {
                List<Headers.Field> line = new ArrayList<>(fields);
                lines.put(name, line);
                inOrder.put(name, line);
            } else {
                present.clear();
                present.addAll(fields);
            }
        }

        @Nullable
        String contentType() {
            List<Headers.Field> fields = lines.get("Content-Type");
            return fields == null || fields.isEmpty() ? null : fields.get(0).value();
        }

        Headers headers() {
            lines.computeIfPresent("Content-Type", (name, fields) -> {
                fields.clear();
                return fields;
            });
            return new Headers(inOrder.values().stream().flatMap(List::stream).toList());
        }

        private static List<Headers.Field> fields(String name, @Nullable Object value) {
            List<String> texts = texts(name, value);
            if (texts.size() > 1 && SINGLE.contains(name)) {
                throw CallFailure.header(name, "takes one value, not a list");
            }
            texts.forEach(text -> check(name, text));
            return texts.stream().map(text -> new Headers.Field(name, text)).toList();
        }

        private static List<String> texts(String name, @Nullable Object value) {
            ParameterValue read;
            try {
                read = ParameterValue.of(value);
            } catch (IllegalArgumentException e) {
                throw CallFailure.header(name, String.valueOf(e.getMessage()));
            }
            if (read instanceof ParameterValue.Entries) {
                throw CallFailure.header(name, "is a map, which a header cannot be");
            }
            if (read instanceof ParameterValue.Items items) {
                return items.texts();
            }
            return read instanceof ParameterValue.Text text ? List.of(text.text()) : List.of();
        }

        private static void check(String name, String value) {
            if (value.length() > LONGEST_VALUE) {
                throw CallFailure.header(name, "is longer than " + LONGEST_VALUE + " characters");
            }
            if (!isValue(value)) {
                throw CallFailure.header(
                        name, "holds a line break, another control character, or one that is not in ISO-8859-1");
            }
        }
    }
}
