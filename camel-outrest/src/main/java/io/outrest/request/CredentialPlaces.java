package io.outrest.request;

import java.util.Set;
import java.util.TreeSet;

/**
 * Where the credentials of a connection stand in a request, so that a message cannot put anything there.
 *
 * @param headers names, case ignored
 * @param queries names of query parameters
 * @param cookies names
 */
public record CredentialPlaces(Set<String> headers, Set<String> queries, Set<String> cookies) {

    private static final CredentialPlaces NONE = new CredentialPlaces(Set.of());

    public CredentialPlaces {
        headers = Headers.names(headers);
        queries = Set.copyOf(queries);
        cookies = Set.copyOf(cookies);
    }

    /** Headers alone. */
    public CredentialPlaces(Set<String> headers) {
        this(headers, Set.of(), Set.of());
    }

    /** No credentials. */
    public static CredentialPlaces none() {
        return NONE;
    }

    /** One query parameter. */
    public static CredentialPlaces query(String name) {
        return new CredentialPlaces(Set.of(), Set.of(name), Set.of());
    }

    /** One cookie; the header {@code Cookie} of a message is not sent then. */
    public static CredentialPlaces cookie(String name) {
        return new CredentialPlaces(Set.of("Cookie"), Set.of(), Set.of(name));
    }

    /** These places and those. */
    public CredentialPlaces and(CredentialPlaces more) {
        Set<String> allHeaders = Headers.names(headers);
        allHeaders.addAll(more.headers);
        return new CredentialPlaces(allHeaders, both(queries, more.queries), both(cookies, more.cookies));
    }

    private static Set<String> both(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    /** Whether they stand where that parameter would. */
    boolean contain(Parameter parameter) {
        return switch (parameter.place()) {
            case HEADER -> headers.contains(parameter.name());
            case QUERY -> queries.contains(parameter.name());
            case COOKIE -> cookies.contains(parameter.name());
            default -> false;
        };
    }
}
