package io.outrest.security;

import io.outrest.request.Headers;
import io.outrest.settings.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to the token endpoint. Fit for printing.
 *
 * @param form the fields, in order
 * @param authentication headers that say who asks, where the form does not
 */
record TokenRequest(Map<String, Secret> form, Headers authentication) {

    TokenRequest {
        form = Collections.unmodifiableMap(new LinkedHashMap<>(form));
    }

    /** One with a {@code grant_type} and nothing else. */
    static TokenRequest of(String grantType) {
        return new TokenRequest(Map.of("grant_type", Secret.of(grantType)), Headers.none());
    }

    /** This request with those headers. */
    TokenRequest with(Headers headers) {
        return new TokenRequest(form, headers);
    }

    /** This request with one field more, unless it is empty. */
    TokenRequest with(String field, @Nullable String value) {
        return value == null || value.isEmpty() ? this : with(field, Secret.of(value));
    }

    /** This request with one field more; null for none. */
    TokenRequest with(String field, @Nullable Secret value) {
        if (value == null) {
            return this;
        }
        Map<String, Secret> more = new LinkedHashMap<>(form);
        more.put(field, value);
        return new TokenRequest(more, authentication);
    }
}
