package io.outrest.security;

/**
 * Who gives tokens.
 *
 * @param audience what an assertion calls it: its issuer identifier where that is known, else the URL of the token endpoint
 */
record AuthorizationServer(String audience, TokenUrl tokenEndpoint) {}
