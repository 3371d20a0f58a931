package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.util.Arrays;
import java.util.List;

/** How a client comes to a token (RFC 6749 sections 4.3, 4.4 and 6), and which settings that takes besides its name. */
enum Grant {
    CLIENT_CREDENTIALS("client_credentials", List.of("clientSecret")),
    PASSWORD("password", List.of("username", "password")),
    REFRESH_TOKEN("refresh_token", List.of("refreshToken"));

    private final String written;
    private final List<String> required;

    Grant(String written, List<String> required) {
        this.written = written;
        this.required = required;
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
                        .orElseThrow(() ->
                                new InvalidSetting("grant", "must be client_credentials, password or refresh_token"));
    }

    /** The value of {@code grant_type}. */
    String written() {
        return written;
    }

    /** Names of the settings that it needs and other grants do not. */
    List<String> required() {
        return required;
    }
}
