package io.outrest.security;

import java.util.List;

/**
 * What decides that two calls may use one token. Everything that the answer of the token endpoint depends on is in it.
 *
 * @param definition the name of the security definition
 * @param generation counts the definition's changes
 * @param tokenUrl or the issuer that names it
 * @param audience empty for none
 */
record TokenKey(
        String definition,
        long generation,
        String tokenUrl,
        String clientId,
        List<String> scopes,
        String audience,
        String grant) {}
