package io.outrest.request;

import java.util.Set;
import java.util.TreeSet;

/**
 * Where the credentials of a connection stand in a request, so that a message cannot put anything there.
 *
 * @param headers names, case ignored
 */
public record CredentialPlaces(Set<String> headers) {

    private static final CredentialPlaces NONE = new CredentialPlaces(Set.of());

    public CredentialPlaces {
        Set<String> ignoringCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ignoringCase.addAll(headers);
        headers = ignoringCase;
    }

    /** No credentials. */
    public static CredentialPlaces none() {
        return NONE;
    }

    /** These places and those. */
    public CredentialPlaces and(CredentialPlaces more) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(headers);
        all.addAll(more.headers);
        return new CredentialPlaces(all);
    }
}
