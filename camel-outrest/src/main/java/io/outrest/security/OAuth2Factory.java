package io.outrest.security;

import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsMaterials;
import io.outrest.http.TransportSettings;
import io.outrest.request.Call;
import io.outrest.request.ContentCoding;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.resilience.Resilience;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes credentials from definitions of the type {@code oauth2}. */
final class OAuth2Factory {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER = 1024 * 1024;

    /** Getting a token ends after that, whoever waits for it and how long. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TokenCache tokens;
    private final HttpTransports transports;
    private final TlsMaterials tls;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final LongSupplier ticker;

    OAuth2Factory(
            TokenCache tokens,
            HttpTransports transports,
            TlsMaterials tls,
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier ticker) {
        this.tokens = tokens;
        this.transports = transports;
        this.tls = tls;
        this.timer = timer;
        this.executor = executor;
        this.ticker = ticker;
    }

    /** @throws InvalidSetting when a setting cannot be used */
    static void check(SecurityDefinition definition) {
        String authentication = definition.getClientAuthentication();
        if (authentication != null && !Set.of("basic", "post").contains(authentication)) {
            throw new InvalidSetting("clientAuthentication", "must be basic or post");
        }
        if (definition.getIssuer() != null && definition.getTokenUrl() != null) {
            throw new InvalidSetting("issuer", "cannot stand beside tokenUrl: it names the token endpoint itself");
        }
        Issuer issuer = issuer(definition);
        TokenUrl first = issuer == null ? tokenUrl(definition) : issuer.configuration();
        if (first.insecure() && !allowsInsecure(definition)) {
            throw new InvalidSetting(
                    issuer == null ? "tokenUrl" : "issuer",
                    "is plain http, which would show the credentials to everybody on the way; use https, or set"
                            + " allowInsecure: true");
        }
        ProxySettings.transport(definition.getProxy());
    }

    /** @throws InvalidSetting that names the setting which cannot be used */
    CredentialsFactory.Made create(String name, long generation, SecurityDefinition definition) {
        TlsMaterials.Use use = tls.use(definition.getTls(), false);
        try {
            return create(name, generation, definition, use);
        } catch (RuntimeException e) {
            use.close();
            throw e;
        }
    }

    private CredentialsFactory.Made create(
            String name, long generation, SecurityDefinition definition, TlsMaterials.Use use) {
        Issuer issuer = issuer(definition);
        TransportSettings settings = transport(definition, use.tls());
        TokenUrl first = issuer == null ? tokenUrl(definition) : issuer.configuration();
        HttpTransports.Lease lease = transports.lease(settings, first.origin());
        TokenKey key = new TokenKey(
                name,
                generation,
                text(issuer == null ? definition.getTokenUrl() : definition.getIssuer()),
                text(definition.getClientId()),
                definition.getScopes() == null ? List.of() : definition.getScopes(),
                text(definition.getAudience()),
                Grant.of(definition).written(),
                use.fingerprint());
        tokens.forgetThoseBefore(key);
        Call call = call(lease);
        Located located = issuer == null
                ? lifetime -> CompletableFuture.completedFuture(new TokenEndpoint(call, first))
                : lifetime -> discovered(key, issuer, call, lifetime)
                        .thenApply(url -> new TokenEndpoint(leasing(settings, url.origin()), url));
        return new CredentialsFactory.Made(
                new TokenCredentials(tokens, key, asking(located, definition, key), executor),
                () -> {
                    lease.close();
                    use.close();
                },
                use::isOutdated);
    }

    /** Finds the token endpoint. */
    @FunctionalInterface
    private interface Located {
        CompletionStage<TokenEndpoint> endpoint(Lifetime lifetime);
    }

    private CompletionStage<TokenUrl> discovered(TokenKey key, Issuer issuer, Call call, Lifetime lifetime) {
        TokenUrl known = tokens.discovered(key);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : issuer.tokenEndpoint(call, lifetime).thenApply(url -> {
                    tokens.discovered(key, url);
                    return url;
                });
    }

    private Supplier<CompletionStage<AccessToken>> asking(
            Located located, SecurityDefinition definition, TokenKey key) {
        TokenRequest request = TokenRequest.of(definition, key);
        Secret configured = definition.getRefreshToken();
        return configured == null
                ? () -> ask(located, request)
                : () -> tokens.refreshToken(key, configured).exchange(current -> ask(located, request.with(current)));
    }

    private CompletionStage<AccessToken> ask(Located located, TokenRequest request) {
        Lifetime lifetime = Lifetime.start(ticker, TIMEOUT);
        return located.endpoint(lifetime).thenCompose(endpoint -> endpoint.request(request, lifetime));
    }

    private static TransportSettings transport(SecurityDefinition definition, TransportSettings.Tls tls) {
        return new TransportSettings(
                tls,
                ProxySettings.transport(definition.getProxy()),
                TransportSettings.Version.AUTO,
                CONNECT_TIMEOUT,
                TransportSettings.Addresses.ANY);
    }

    private Call call(HttpTransports.Lease lease) {
        Call wire = lease.transport().call(null, ANSWER, ANSWER);
        return Resilience.timed(
                request -> wire.send(request).thenApply(answer -> ContentCoding.removed(answer, ANSWER)),
                timer,
                executor);
    }

    /** Where an issuer may send us: its sockets are kept no longer than a request takes, unless others use it too. */
    private Call leasing(TransportSettings settings, Origin origin) {
        return request -> {
            HttpTransports.Lease lease = transports.lease(settings, origin);
            return call(lease).send(request).whenComplete((answer, failure) -> lease.close());
        };
    }

    private static TokenUrl tokenUrl(SecurityDefinition definition) {
        return TokenUrl.parse("tokenUrl", text(definition.getTokenUrl()));
    }

    private static @Nullable Issuer issuer(SecurityDefinition definition) {
        return definition.getIssuer() == null ? null : Issuer.parse(definition.getIssuer(), allowsInsecure(definition));
    }

    private static boolean allowsInsecure(SecurityDefinition definition) {
        return Boolean.TRUE.equals(definition.getAllowInsecure());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
