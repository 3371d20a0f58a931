package io.outrest.security;

import io.outrest.request.Body;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Headers;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.settings.InvalidSetting;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server that says itself where its token endpoint is (RFC 8414 section 3; OpenID Connect Discovery 1.0
 * section 4). What comes back is not trusted.
 *
 * @param configuration where it says so
 * @param names what it may call itself there
 * @param allowInsecure whether its token endpoint may be plain {@code http} on any host
 * @param mutualTls whether the client shows who it is by its certificate, for which there may be another token endpoint
 */
record Issuer(TokenUrl configuration, Set<String> names, boolean allowInsecure, boolean mutualTls) {

    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    /**
     * Reads the setting: the issuer's name, or the whole URL of its configuration.
     *
     * @throws InvalidSetting when it cannot be one
     */
    static Issuer parse(String setting, boolean allowInsecure, boolean mutualTls) {
        String written = setting.trim();
        Origin.locate("issuer", written); // which has no query, unlike a token URL
        boolean whole = written.endsWith(WELL_KNOWN);
        String name = whole ? written.substring(0, written.length() - WELL_KNOWN.length()) : written;
        String start = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        return new Issuer(
                TokenUrl.parse("issuer", start + WELL_KNOWN),
                whole ? Set.of(name, name + "/") : Set.of(name), // the whole URL does not tell which of the two it is
                allowInsecure,
                mutualTls);
    }

    /**
     * Asks who it is, and where its token endpoint.
     *
     * @return a stage that fails with a {@link CallFailure}
     */
    CompletionStage<AuthorizationServer> ask(Call call, Lifetime lifetime) {
        return call.send(new Request(
                        "GET",
                        configuration.origin(),
                        configuration.target(),
                        Headers.none().with("Accept", "application/json"),
                        Body.none(),
                        null,
                        lifetime))
                .thenApply(this::server);
    }

    private AuthorizationServer server(Response response) {
        if (response.status() != 200) {
            throw refused("answered with the status " + response.status());
        }
        Map<?, ?> answer = TokenEndpoint.objectOrNull(response);
        if (answer == null) {
            throw refused("gave no JSON object");
        }
        if (!(answer.get("issuer") instanceof String name) || !names.contains(name)) {
            throw refused("gave the configuration of another issuer than the one that is set");
        }
        if (!(tokenEndpoint(answer) instanceof String endpoint)) {
            throw refused("names no token_endpoint");
        }
        return new AuthorizationServer(name, checked(endpoint));
    }

    /** A client with a certificate goes to the alias, if there is one (RFC 8705 section 5). */
    private @Nullable Object tokenEndpoint(Map<?, ?> answer) {
        Object alias = mutualTls && answer.get("mtls_endpoint_aliases") instanceof Map<?, ?> aliases
                ? aliases.get("token_endpoint")
                : null;
        return alias == null ? answer.get("token_endpoint") : alias;
    }

    private TokenUrl checked(String endpoint) {
        try {
            TokenUrl url = TokenUrl.parse("token_endpoint", endpoint);
            boolean here = url.origin().loopback() && configuration.origin().loopback();
            if (url.origin().secure() || here || allowInsecure) {
                return url;
            }
            throw refused("names a token_endpoint that is plain http, which needs allowInsecure: true");
        } catch (InvalidSetting e) {
            throw refused("names a token_endpoint that cannot be used: it " + e.problem());
        }
    }

    private static CallFailure refused(String what) {
        return new CallFailure(FailureKind.TOKEN, "the issuer " + what);
    }
}
