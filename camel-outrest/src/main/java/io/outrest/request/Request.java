package io.outrest.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What goes out: everything that the wire needs, and the call's lifetime. Immutable but for that. Prints neither values nor
 * path, as both may hold what must not be seen.
 *
 * @param target path and query as they stand in the request line
 * @param elsewhere where it could go instead, in the order of the connection's base URLs; empty where that has one
 * @param wanted what the answer will be read as, once; null where that is decided when it is there
 */
public record Request(
        String method,
        Origin origin,
        String target,
        List<Destination> elsewhere,
        Headers headers,
        Body body,
        @Nullable AnswerType wanted,
        Lifetime lifetime) {

    public Request {
        elsewhere = List.copyOf(elsewhere);
    }

    /** A request that can go to one place alone. */
    public Request(
            String method,
            Origin origin,
            String target,
            Headers headers,
            Body body,
            @Nullable AnswerType wanted,
            Lifetime lifetime) {
        this(method, origin, target, List.of(), headers, body, wanted, lifetime);
    }

    /** Whether the body of the answer is wanted as it comes in. */
    public boolean streamed() {
        return wanted != null && wanted.isStream();
    }

    /** This request with other headers. */
    public Request with(Headers changed) {
        return new Request(method, origin, target, elsewhere, changed, body, wanted, lifetime);
    }

    /** This request to one of its places, and to that alone: the first is where it goes anyway. */
    public Request at(int place) {
        Destination there = place == 0 ? destination() : elsewhere.get(place - 1);
        return new Request(method, there.origin(), there.target(), headers, body, wanted, lifetime);
    }

    /** This request for another resource of the same origin, which is that resource's only place. */
    public Request to(String otherMethod, String otherTarget, Body otherBody) {
        return new Request(otherMethod, origin, otherTarget, headers, otherBody, wanted, lifetime);
    }

    /** This request with one query parameter of that name, in the place of any that were there. */
    public Request withQuery(String name, String value) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String others = mark < 0
                ? ""
                : Arrays.stream(target.substring(mark + 1).split("&", -1))
                        .filter(pair -> !pair.isEmpty() && !nameOf(pair).equals(name))
                        .map(pair -> pair + "&")
                        .collect(Collectors.joining());
        return to(method, path + "?" + others + UriTemplate.pair(name, value), body);
    }

    /** This request with a cookie in front of the others (RFC 6265 section 5.4), in the place of any of its name. */
    public Request withCookie(String name, String value) {
        String own = name + "=" + value;
        String others = headers.all("Cookie").stream()
                .flatMap(cookies -> Arrays.stream(cookies.split(";", -1)))
                .map(String::trim)
                .filter(cookie -> !cookie.isEmpty() && !cookie.startsWith(name + "="))
                .map(cookie -> "; " + cookie)
                .collect(Collectors.joining());
        return with(headers.with("Cookie", own + others));
    }

    /** Where it goes. */
    Destination destination() {
        return new Destination(origin, target);
    }

    /** Where it goes, without the query. */
    public String uriWithoutQuery() {
        return destination().uriWithoutQuery();
    }

    /** Whether sending it twice does no more than sending it once (RFC 9110 section 9.2.2), and its body can be. */
    public boolean idempotent() {
        return Methods.areIdempotent(method) && body.repeatable();
    }

    private static String nameOf(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    @Override
    public String toString() {
        return method + " " + origin;
    }
}
