package io.outrest.request;

import java.util.Set;

/**
 * Where the credentials of a connection stand in a request, so that a message cannot put anything there.
 *
 * @param headers names, case ignored
 */
public record CredentialPlaces(Set<String> headers) {

    private static final CredentialPlaces NONE = new CredentialPlaces(Set.of());

    public CredentialPlaces {
        headers = Headers.names(headers);
    }

    /** No credentials. */
    public static CredentialPlaces none() {
        return NONE;
    }

    /** These places and those. */
    public CredentialPlaces and(CredentialPlaces more) {
        Set<String> all = Headers.names(headers);
        all.addAll(more.headers);
        return new CredentialPlaces(all);
    }
}
