package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.util.Arrays;
import java.util.List;

/**
 * How a client comes to a token (RFC 6749 sections 4.3, 4.4 and 6, RFC 7523 section 2.1), and which settings that takes
 * besides its name.
 */
enum Grant {
    CLIENT_CREDENTIALS("client_credentials", "client_credentials", List.of(), List.of()),
    PASSWORD("password", "password", List.of("username", "password"), List.of()),
    REFRESH_TOKEN("refresh_token", "refresh_token", List.of("refreshToken"), List.of()),
    JWT_BEARER(
            "jwt_bearer",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            List.of("privateKey"),
            List.of("username", "keyId", "algorithm"));

    private final String written;
    private final String type;
    private final List<String> required;
    private final List<String> optional;

    Grant(String written, String type, List<String> required, List<String> optional) {
        this.written = written;
        this.type = type;
        this.required = required;
        this.optional = optional;
    }

    /**
     * The grant of a definition.
     *
     * @throws InvalidSetting when it is not known
     */
    static Grant of(SecurityDefinition definition) {
        String name = definition.getGrant();
        return name == null
                ? CLIENT_CREDENTIALS
                : Arrays.stream(values())
                        .filter(grant -> grant.written.equals(name))
                        .findFirst()
                        .orElseThrow(() -> new InvalidSetting(
                                "grant", "must be client_credentials, password, refresh_token or jwt_bearer"));
    }

    /** As it is written in configuration. */
    String written() {
        return written;
    }

    /** The value of {@code grant_type}. */
    String type() {
        return type;
    }

    /** Names of the settings that it needs and other grants do not. */
    List<String> required() {
        return required;
    }

    /** Names of the settings that it may have and other grants may not. */
    List<String> optional() {
        return optional;
    }

    /**
     * Whether a refresh token that comes with a token is used for the next one. What client credentials bring along is not:
     * it should not be there (RFC 6749 section 4.4.3), and they are at hand.
     */
    boolean isRenewed() {
        return this != CLIENT_CREDENTIALS;
    }
}
