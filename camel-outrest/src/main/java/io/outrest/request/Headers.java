package io.outrest.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order in which they are sent or came, repeated ones as often as they are there. Names ignore case
 * (RFC 9110 section 5.1). Immutable. Not printed: values may be credentials.
 *
 * @param fields names and values
 */
public record Headers(List<Field> fields) {

    private static final String OURS = "camel";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final Set<String> NEVER = Headers.names(List.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "HTTP2-Settings",
            "Content-Length",
            "Expect",
            "Host"));

    private static final Headers NONE = new Headers(List.of());

    public Headers {
        fields = List.copyOf(fields);
    }

    /** No field at all. */
    public static Headers none() {
        return NONE;
    }

    /** Whether a header of that name is never sent, whoever asks for it: it belongs to the connection, or to Camel. */
    public static boolean isNeverSent(String name) {
        return isOurs(name) || NEVER.contains(name);
    }

    /** Whether a name says something to Camel or to HTTP itself (RFC 9113 section 8.3), and is no header for that. */
    static boolean isOurs(String name) {
        return name.startsWith(":") || name.regionMatches(true, 0, OURS, 0, OURS.length());
    }

    /** Whether a header can be called so: a token (RFC 9110 section 5.6.2). */
    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isOfToken(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isOfToken(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN_MARKS.indexOf(c) >= 0;
    }

    /** Names of headers as a set of its own, in which case does not count. */
    public static Set<String> names(Collection<String> names) {
        Set<String> ignoringCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.addAll(names);
        return ignoringCase;
    }

    /** The first value of a name, or null when there is none. */
    public @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.isCalled(name)) {
                return field.value;
            }
        }
        return null;
    }

    /** All values of a name, in order; empty when there is none. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(0);
        for (Field field : fields) {
            if (field.isCalled(name)) {
                values.add(field.value);
            }
        }
        return List.copyOf(values);
    }

    /** These fields with one value under that name, in the place of any that were there. */
    public Headers with(String name, String value) {
        List<Field> changed = new ArrayList<>(fields.size() + 1);
        for (Field field : fields) {
            if (!field.isCalled(name)) {
                changed.add(field);
            }
        }
        changed.add(new Field(name, value));
        return new Headers(changed);
    }

    /** These fields without any of that name. */
    public Headers without(String name) {
        return without(Set.of(name));
    }

    /** These fields without any of those names. */
    public Headers without(Set<String> names) {
        Set<String> ignoringCase = names(names);
        return new Headers(fields.stream()
                .filter(field -> !ignoringCase.contains(field.name))
                .toList());
    }

    /** The values by name; looking a name up ignores case. */
    public Map<String, List<String>> asMap() {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Field field : fields) {
            map.computeIfAbsent(field.name, name -> new ArrayList<>(1)).add(field.value);
        }
        map.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(map);
    }

    @Override
    public String toString() {
        return asMap().keySet().toString();
    }

    /** One header field. */
    public record Field(String name, String value) {

        /** Whether that is its name; case does not count. */
        public boolean isCalled(String other) {
            return name.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
