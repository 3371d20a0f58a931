package io.outrest.security;

/**
 * Who gives tokens.
 *
 * @param audience what an assertion calls it: its issuer identifier where that is known, else the URL of the token endpoint
 */
record AuthorizationServer(String audience, TokenUrl tokenEndpoint) {

    /** The origin alone: a URL may hold a key. */
    @Override
    public String toString() {
        return tokenEndpoint.toString();
    }
}
