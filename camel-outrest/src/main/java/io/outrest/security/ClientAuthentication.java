package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a client shows the token endpoint who it is: by its secret (RFC 6749 section 2.3.1), by what it signs (RFC 7523 section
 * 2.2) or by its certificate in the TLS handshake (RFC 8705 section 2).
 */
enum ClientAuthentication {
    BASIC("basic", "clientSecret"),
    POST("post", "clientSecret"),
    PRIVATE_KEY_JWT("private_key_jwt", "privateKey"),
    TLS_CLIENT_AUTH("tls_client_auth", null);

    private final String written;
    private final @Nullable String proof;

    ClientAuthentication(String written, @Nullable String proof) {
        this.written = written;
        this.proof = proof;
    }

    /**
     * That of a definition.
     *
     * @throws InvalidSetting when it is not known
     */
    static ClientAuthentication of(SecurityDefinition definition) {
        String name = definition.getClientAuthentication();
        return name == null
                ? BASIC
                : Arrays.stream(values())
                        .filter(one -> one.written.equals(name))
                        .findFirst()
                        .orElseThrow(() -> new InvalidSetting(
                                "clientAuthentication", "must be basic, post, private_key_jwt or tls_client_auth"));
    }

    /** As it is written in configuration. */
    String written() {
        return written;
    }

    /** The setting that it takes; null for none besides {@code tls}. */
    @Nullable
    String proof() {
        return proof;
    }

    /** Whether it takes a secret, and a client may do without. */
    boolean bySecret() {
        return this == BASIC || this == POST;
    }
}
