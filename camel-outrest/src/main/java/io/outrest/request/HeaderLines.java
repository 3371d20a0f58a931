package io.outrest.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request as they come together: a later value takes the place of an earlier one of its name, case ignored.
 * For one thread.
 */
final class HeaderLines {

    private static final int LONGEST_VALUE = 64 * 1024;

    /** So many are searched one by one; more through an index, as nobody says how many headers a message has. */
    private static final int FEW = 32;

    private static final String CONTENT_TYPE = "Content-Type";
    private static final Set<String> SINGLE = Headers.names(
            List.of("Authorization", "Proxy-Authorization", CONTENT_TYPE, "Content-Encoding", "User-Agent"));

    private final List<Line> lines;
    private @Nullable Map<String, Integer> index;

    /**
     * One name and what is sent under it.
     *
     * @param fields none where a source took away what was there
     */
    private record Line(String name, List<Headers.Field> fields) {}

    HeaderLines() {
        this.lines = new ArrayList<>();
    }

    /** These lines, to go on with. */
    HeaderLines(HeaderLines begun) {
        this.lines = new ArrayList<>(begun.lines);
    }

    /** The same as {@link #set}, but for a name that is no token: that sets nothing. */
    void setIfToken(String name, Object value) {
        if (Headers.isName(name)) {
            set(name, value);
        }
    }

    /**
     * Sets a header, unless it is one that is never sent.
     *
     * @param value a list for several fields; null and an empty list for none
     * @throws CallFailure of kind PARAMETER, for what no header can be
     */
    void set(String name, @Nullable Object value) {
        if (Headers.isNeverSent(name)) {
            return;
        }
        if (!Headers.isName(name)) {
            throw new CallFailure(FailureKind.PARAMETER, "a header has a name that is no token (RFC 9110)");
        }
        Line line = new Line(name, fields(name, value));
        int present = find(name);
        if (present >= 0) {
            lines.set(present, line);
        } else {
            add(line);
        }
    }

    /** Sets all of them, as {@link #set} does. */
    void setAll(Map<String, ?> headers) {
        if (!headers.isEmpty()) {
            headers.forEach(this::set);
        }
    }

    private void add(Line line) {
        lines.add(line);
        if (index != null) {
            index.put(line.name, lines.size() - 1);
        } else if (lines.size() > FEW) {
            index = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < lines.size(); i++) {
                index.put(lines.get(i).name, i);
            }
        }
    }

    private int find(String name) {
        if (index != null) {
            return index.getOrDefault(name, -1);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name.equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** All of them in the order in which their names came; but for {@code Content-Type}, which is the body's. */
    Headers headers() {
        List<Headers.Field> fields = new ArrayList<>(lines.size());
        for (Line line : lines) {
            if (!line.name.equalsIgnoreCase(CONTENT_TYPE)) {
                for (int i = 0; i < line.fields.size(); i++) {
                    fields.add(line.fields.get(i));
                }
            }
        }
        return new Headers(fields);
    }

    /**
     * A type that a source gives for the body.
     *
     * @return null when there is none
     * @throws CallFailure of kind PARAMETER, as {@link #set} does
     */
    static @Nullable String contentType(Object value) {
        List<Headers.Field> fields = fields(CONTENT_TYPE, value);
        return fields.isEmpty() || fields.get(0).value().isBlank()
                ? null
                : fields.get(0).value();
    }

    private static List<Headers.Field> fields(String name, @Nullable Object value) {
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
            return fields(name, items.texts());
        }
        return read instanceof ParameterValue.Text text ? List.of(field(name, text.text())) : List.of();
    }

    private static List<Headers.Field> fields(String name, List<String> texts) {
        if (texts.size() > 1 && SINGLE.contains(name)) {
            throw CallFailure.header(name, "takes one value, not a list");
        }
        return texts.stream().map(text -> field(name, text)).toList();
    }

    private static Headers.Field field(String name, String value) {
        if (value.length() > LONGEST_VALUE) {
            throw CallFailure.header(name, "is longer than " + LONGEST_VALUE + " characters");
        }
        if (!HeaderRules.isValue(value)) {
            throw CallFailure.header(
                    name, "holds a line break, another control character, or one that is not in ISO-8859-1");
        }
        return new Headers.Field(name, value);
    }
}
