package io.outrest.observe;

import io.outrest.request.CredentialPlaces;
import io.outrest.request.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The request that a call would send, masked: nothing was sent, no token was fetched. Values of credentials, and of everything whose
 * name speaks of a secret, are {@code ******}.
 *
 * @param connection its name
 * @param method in capital letters
 * @param url where it would go first, with the query
 * @param headers by name, case ignored; with those that credentials add
 * @param body the first 4096 bytes of a text; a stream is only said to be one; empty for none
 * @param security the definitions whose credentials are added
 * @param timeout the total deadline; null for none
 */
public record Explanation(
        String connection,
        String method,
        String url,
        Map<String, String> headers,
        String body,
        List<String> security,
        @Nullable Duration timeout) {

    public Explanation {
        security = List.copyOf(security);
    }

    /** The explanation of a request to which credentials are still to be added. */
    public static Explanation of(
            String connection, Request request, CredentialPlaces credentials, List<String> security) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Masking.headers(request.headers()));
        credentials.headers().forEach(name -> headers.put(name, Masking.MASK));
        if (!credentials.cookies().isEmpty()) {
            headers.put("Cookie", pairs(credentials.cookies(), "; "));
        }
        String target = Masking.target(request.target());
        String separator = target.indexOf('?') < 0 ? "?" : "&";
        return new Explanation(
                connection,
                request.method(),
                request.origin()
                        + target
                        + (credentials.queries().isEmpty() ? "" : separator + pairs(credentials.queries(), "&")),
                headers,
                Excerpt.of(request.body()),
                security,
                request.lifetime().remaining());
    }

    private static String pairs(Set<String> names, String separator) {
        return names.stream().sorted().map(name -> name + "=" + Masking.MASK).collect(Collectors.joining(separator));
    }

    /** As it would go out, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method).append(' ').append(url).append('\n');
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return body.isEmpty()
                ? text.toString()
                : text.append('\n').append(body).append('\n').toString();
    }
}
