package io.outrest.security;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.time.Clock;
import java.util.Set;

/**
 * What a definition says to the token endpoint (RFC 6749 sections 2.3, 4.3, 4.4 and 6, RFC 7523 section 2). What is signed is
 * made for each request.
 */
final class TokenRequests {

    /** Fields that have settings of their own, or none: they say who asks, and by what right. */
    private static final Set<String> OUR_FIELDS = Set.of(
            "grant_type",
            "client_id",
            "client_secret",
            "client_assertion",
            "client_assertion_type",
            "assertion",
            "username",
            "password",
            "refresh_token");

    private static final String JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final SecurityDefinition definition;
    private final TokenKey key;
    private final Grant grant;
    private final ClientAuthentication authentication;
    private final Clock clock;

    TokenRequests(SecurityDefinition definition, TokenKey key, Clock clock) {
        this.definition = definition;
        this.key = key;
        this.grant = Grant.of(definition);
        this.authentication = ClientAuthentication.of(definition);
        this.clock = clock;
    }

    /** @throws InvalidSetting when {@code parameters} name what is not theirs */
    static void check(SecurityDefinition definition) {
        if (definition.getParameters() != null) {
            for (String name : definition.getParameters().keySet()) {
                if (OUR_FIELDS.contains(name)) {
                    throw new InvalidSetting(
                            "parameters." + name,
                            "cannot be set: the other settings say who asks for a token, and how");
                }
            }
        }
    }

    /** Whether something is signed for each request. */
    static boolean sign(SecurityDefinition definition) {
        return Grant.of(definition) == Grant.JWT_BEARER
                || ClientAuthentication.of(definition) == ClientAuthentication.PRIVATE_KEY_JWT;
    }

    /**
     * Asks by the grant as it is configured.
     *
     * @param server what an assertion calls it
     * @throws CallFailure when something has to be signed, and the key cannot be read now
     */
    TokenRequest anew(String server) {
        TokenRequest request = TokenRequest.of(grant.type());
        request = switch (grant) {
            case CLIENT_CREDENTIALS -> request;
            case PASSWORD ->
                request.with("username", definition.getUsername()).with("password", definition.getPassword());
            case REFRESH_TOKEN -> request.with("refresh_token", definition.getRefreshToken());
            case JWT_BEARER -> request.with("assertion", grantAssertion(server).signed(key()));
        };
        boolean anonymous = grant == Grant.JWT_BEARER && definition.getClientAuthentication() == null;
        return withRest(request.with("scope", scope()), server, anonymous);
    }

    /**
     * Asks by a refresh token that came with a token. One that came with another grant has the scopes of that token.
     *
     * @param server what an assertion calls it
     * @throws CallFailure when something has to be signed, and the key cannot be read now
     */
    TokenRequest renewing(Secret refreshToken, String server) {
        TokenRequest request = TokenRequest.of(Grant.REFRESH_TOKEN.type()).with("refresh_token", refreshToken);
        return withRest(grant == Grant.REFRESH_TOKEN ? request.with("scope", scope()) : request, server, false);
    }

    /** @param anonymous whether a client without a secret does not say who it is (RFC 7521 section 4.1) */
    private TokenRequest withRest(TokenRequest request, String server, boolean anonymous) {
        boolean claimed = grant == Grant.JWT_BEARER; // and says in the assertion for whom that is
        TokenRequest rest =
                authenticated(claimed ? request : request.with("audience", key.audience()), server, anonymous);
        if (definition.getParameters() != null) {
            for (var parameter : definition.getParameters().entrySet()) {
                rest = rest.with(parameter.getKey(), parameter.getValue());
            }
        }
        return rest;
    }

    private TokenRequest authenticated(TokenRequest request, String server, boolean anonymous) {
        Secret secret = definition.getClientSecret();
        if (authentication == ClientAuthentication.BASIC && secret != null) {
            return request.with(TokenEndpoint.basic(key.clientId(), secret));
        }
        if (anonymous && secret == null) {
            return request;
        }
        TokenRequest named = request.with("client_id", key.clientId());
        return switch (authentication) {
            case BASIC, TLS_CLIENT_AUTH -> named;
            case POST -> named.with("client_secret", secret);
            case PRIVATE_KEY_JWT ->
                named.with("client_assertion_type", JWT)
                        .with("client_assertion", clientAssertion(server).signed(key()));
        };
    }

    /** Says who the client is. */
    Assertion clientAssertion(String server) {
        return Assertion.by(key.clientId(), server, clock.instant()).with("sub", key.clientId());
    }

    /** Says in whose name the client asks, and what for. */
    Assertion grantAssertion(String server) {
        String user = definition.getUsername();
        return Assertion.by(key.clientId(), key.audience().isEmpty() ? server : key.audience(), clock.instant())
                .with("sub", user == null ? key.clientId() : user)
                .with("scope", scope());
    }

    private String scope() {
        return TokenEndpoint.joined(key.scopes());
    }

    /** Read each time: the file may hold another one by now. */
    private SigningKey key() {
        try {
            return SigningKey.of(definition);
        } catch (InvalidSetting e) {
            throw new CallFailure(FailureKind.TOKEN, "no token could be asked for: " + e.getMessage(), e);
        }
    }
}
