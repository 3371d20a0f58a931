package io.outrest.test;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which requests are meant: a method, a path whose braces are any one segment, and pairs that the query must have. */
record RequestPattern(String method, String written, Pattern path, List<String> query) {

    static RequestPattern of(String method, String written) {
        if (!written.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash: '" + written + "'");
        }
        int mark = written.indexOf('?');
        String path = mark < 0 ? written : written.substring(0, mark);
        String query = mark < 0 ? "" : written.substring(mark + 1);
        String expression = Arrays.stream(path.split("/", -1))
                .map(segment -> segment.startsWith("{") && segment.endsWith("}") ? "[^/]+" : Pattern.quote(segment))
                .collect(Collectors.joining("/"));
        return new RequestPattern(
                method,
                written,
                Pattern.compile(expression),
                Arrays.stream(query.split("&", -1))
                        .filter(pair -> !pair.isEmpty())
                        .toList());
    }

    boolean fits(ReceivedRequest request) {
        return request.method().equals(method)
                && path.matcher(request.path()).matches()
                && List.of(request.query().split("&", -1)).containsAll(query);
    }

    @Override
    public String toString() {
        return method + " " + written;
    }
}
