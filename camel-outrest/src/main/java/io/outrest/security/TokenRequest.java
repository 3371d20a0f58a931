package io.outrest.security;

import io.outrest.request.Headers;
import io.outrest.settings.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says to the token endpoint (RFC 6749 sections 2.3, 4.3, 4.4 and 6). Fit for printing.
 *
 * @param form the fields, in order
 * @param authentication headers that say who asks, where the form does not
 */
record TokenRequest(Map<String, Secret> form, Headers authentication) {

    TokenRequest {
        form = Collections.unmodifiableMap(new LinkedHashMap<>(form));
    }

    /** The request of a definition for a token of that key. A client without a secret only says its name. */
    static TokenRequest of(SecurityDefinition definition, TokenKey key) {
        Map<String, Secret> form = new LinkedHashMap<>();
        put(form, "grant_type", key.grant());
        if (key.grant().equals(Grant.PASSWORD.written())) {
            put(form, "username", definition.getUsername());
            put(form, "password", definition.getPassword());
        }
        if (!key.scopes().isEmpty()) {
            put(form, "scope", TokenEndpoint.joined(key.scopes()));
        }
        if (!key.audience().isEmpty()) {
            put(form, "audience", key.audience());
        }
        Secret secret = definition.getClientSecret();
        boolean inForm = secret == null || "post".equals(definition.getClientAuthentication());
        if (inForm) {
            put(form, "client_id", key.clientId());
            put(form, "client_secret", secret);
        }
        if (definition.getParameters() != null) {
            definition.getParameters().forEach((name, value) -> put(form, name, value));
        }
        return new TokenRequest(
                form, inForm || secret == null ? Headers.none() : TokenEndpoint.basic(key.clientId(), secret));
    }

    private static void put(Map<String, Secret> form, String name, @Nullable String value) {
        put(form, name, value == null ? null : Secret.of(value));
    }

    private static void put(Map<String, Secret> form, String name, @Nullable Secret value) {
        if (value != null) {
            form.put(name, value);
        }
    }

    /** This request with that refresh token (RFC 6749 section 6). */
    TokenRequest with(Secret refreshToken) {
        Map<String, Secret> more = new LinkedHashMap<>(form);
        more.put("refresh_token", refreshToken);
        return new TokenRequest(more, authentication);
    }
}
