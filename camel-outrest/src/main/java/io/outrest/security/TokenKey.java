package io.outrest.security;

import java.util.List;

/**
 * What decides that two calls may use one token. Everything that the answer of the token endpoint depends on is in it.
 *
 * @param definition the name of the security definition
 * @param generation counts the definition's changes
 * @param tokenUrl or the issuer that names it
 * @param audience empty for none
 * @param certificates a fingerprint of the files that TLS to the token endpoint is made of: a token may be bound to the
 *     client's certificate (RFC 8705 section 3)
 */
record TokenKey(
        String definition,
        long generation,
        String tokenUrl,
        String clientId,
        List<String> scopes,
        String audience,
        String grant,
        String certificates) {

    /** Whether it is the same but for the certificates. */
    boolean differsInCertificatesFrom(TokenKey other) {
        return !certificates.equals(other.certificates)
                && equals(new TokenKey(
                        other.definition,
                        other.generation,
                        other.tokenUrl,
                        other.clientId,
                        other.scopes,
                        other.audience,
                        other.grant,
                        certificates));
    }

    /** The same for any scopes. */
    TokenKey withoutScopes() {
        return new TokenKey(definition, generation, tokenUrl, clientId, List.of(), audience, grant, certificates);
    }

    /** The same for any certificates. */
    TokenKey withoutCertificates() {
        return new TokenKey(definition, generation, tokenUrl, clientId, scopes, audience, grant, "");
    }

    /** The definition alone: a URL may hold a key. */
    @Override
    public String toString() {
        return definition;
    }
}
