package io.outrest.security;

import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsMaterials;
import io.outrest.http.TlsSettings;
import io.outrest.http.TransportSettings;
import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.ContentCoding;
import io.outrest.request.FailureKind;
import io.outrest.request.Lifetime;
import io.outrest.request.Origin;
import io.outrest.resilience.Deadlines;
import io.outrest.resilience.Resilience;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Pem;
import io.outrest.settings.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes credentials from definitions of the type {@code oauth2}. */
final class OAuth2Factory {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER = 1024 * 1024;

    /** A token request ends after that, whoever waits for it and how long. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TokenCache tokens;
    private final HttpTransports transports;
    private final TlsMaterials tls;
    private final Deadlines deadlines;
    private final Executor executor;
    private final LongSupplier ticker;
    private final Set<Lifetime> ongoing = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OAuth2Factory(
            TokenCache tokens,
            HttpTransports transports,
            TlsMaterials tls,
            Deadlines deadlines,
            Executor executor,
            LongSupplier ticker) {
        this.tokens = tokens;
        this.transports = transports;
        this.tls = tls;
        this.deadlines = deadlines;
        this.executor = executor;
        this.ticker = ticker;
    }

    /** @throws InvalidSetting when a setting cannot be used */
    static void check(SecurityDefinition definition) {
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
        TokenRequests.check(definition);
        checkProof(definition);
    }

    /** A key in a file is read when a connection is called, like every file. */
    private static void checkProof(SecurityDefinition definition) {
        SigningAlgorithm.named(definition.getAlgorithm());
        Secret privateKey = definition.getPrivateKey();
        if (privateKey != null && Pem.isText(privateKey.reveal())) {
            SigningKey.of(definition);
        }
        TlsSettings tls = definition.getTls() == null ? new TlsSettings() : definition.getTls();
        if (ClientAuthentication.of(definition) == ClientAuthentication.TLS_CLIENT_AUTH
                && tls.getClientCertificate() == null
                && tls.getSslContextParameters() == null) {
            throw new InvalidSetting(
                    "tls.clientCertificate", "is missing, by which clientAuthentication tls_client_auth goes");
        }
    }

    /** @throws InvalidSetting that names the setting which cannot be used */
    CredentialsFactory.Made create(String name, long generation, SecurityDefinition definition) {
        if (TokenRequests.sign(definition)) {
            SigningKey.of(definition);
        }
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
                text(issuer == null ? definition.getTokenUrl() : definition.getIssuer())
                        .trim(),
                text(definition.getClientId()),
                definition.getScopes() == null ? List.of() : definition.getScopes(),
                text(definition.getAudience()),
                Grant.of(definition).written(),
                use.fingerprint());
        tokens.forgetThoseBefore(key);
        Call call = leasing(settings, first.origin());
        Located located = issuer == null
                ? lifetime -> CompletableFuture.completedFuture(
                        new TokenEndpoint(call, new AuthorizationServer(key.tokenUrl(), first)))
                : lifetime -> discovered(key, issuer, call, lifetime)
                        .thenApply(server -> new TokenEndpoint(
                                leasing(settings, server.tokenEndpoint().origin()), server));
        return new CredentialsFactory.Made(
                new TokenCredentials(
                        tokens, key, asking(located, definition, key), insecure(name, first, settings.tls())),
                () -> {
                    lease.close();
                    use.close();
                },
                use::isOutdated);
    }

    private static List<String> insecure(String definition, TokenUrl url, TransportSettings.Tls tls) {
        List<String> settings =
                url.insecure() ? List.of("allowInsecure (insecure:dev)") : url.secure() ? tls.insecure() : List.of();
        return settings.stream()
                .map(setting -> setting + " of the security definition '" + definition + "'")
                .toList();
    }

    /** Finds the token endpoint. */
    @FunctionalInterface
    private interface Located {
        CompletionStage<TokenEndpoint> endpoint(Lifetime lifetime);
    }

    private CompletionStage<AuthorizationServer> discovered(TokenKey key, Issuer issuer, Call call, Lifetime lifetime) {
        AuthorizationServer known = tokens.discovered(key);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : issuer.ask(call, lifetime).thenApply(server -> {
                    tokens.discovered(key, server);
                    return server;
                });
    }

    private Supplier<CompletionStage<AccessToken>> asking(
            Located located, SecurityDefinition definition, TokenKey key) {
        TokenRequests requests = new TokenRequests(definition, key, Clock.systemUTC());
        Executor signing = TokenRequests.sign(definition) ? executor : Runnable::run;
        Supplier<CompletionStage<TokenAnswer>> anew = () -> ask(located, requests::anew, signing);
        Function<Secret, CompletionStage<TokenAnswer>> renewing =
                token -> ask(located, server -> requests.renewing(token, server), signing);
        return Grant.of(definition).isRenewed()
                ? () -> tokens.refreshToken(key, definition.getRefreshToken())
                        .exchange(renewing, anew)
                        .thenApply(OAuth2Factory::token)
                : () -> anew.get().thenApply(OAuth2Factory::token);
    }

    /**
     * Asks once.
     *
     * @param request makes it, for a server of that name
     * @param signing where it is made
     */
    private CompletionStage<TokenAnswer> ask(
            Located located, Function<String, TokenRequest> request, Executor signing) {
        Lifetime lifetime = Lifetime.start(ticker, executor, TIMEOUT);
        ongoing.add(lifetime);
        if (closed) {
            end(lifetime);
        }
        return located.endpoint(lifetime)
                .thenComposeAsync(endpoint -> endpoint.request(request.apply(endpoint.audience()), lifetime), signing)
                .whenComplete((answer, failure) -> ongoing.remove(lifetime));
    }

    /** Ends the requests that are under way: when nobody counts their time any more, they would be waited for for ever. */
    void close() {
        closed = true;
        ongoing.forEach(OAuth2Factory::end);
    }

    private static void end(Lifetime lifetime) {
        lifetime.end(new CallFailure(FailureKind.CANCELLED, "the Camel context was stopped"));
    }

    private static AccessToken token(TokenAnswer answer) {
        if (answer instanceof TokenRefusal refusal) {
            throw refusal.failure();
        }
        return (AccessToken) answer;
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
                request -> wire.send(request).thenApply(answer -> ContentCoding.removed(answer, ANSWER)), deadlines);
    }

    /**
     * Each request holds its sockets itself: it may go on when the connection is there no longer that began it, and others wait
     * for the token. What an issuer names is used by nobody else.
     */
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
        return definition.getIssuer() == null
                ? null
                : Issuer.parse(
                        definition.getIssuer(),
                        allowsInsecure(definition),
                        ClientAuthentication.of(definition) == ClientAuthentication.TLS_CLIENT_AUTH);
    }

    private static boolean allowsInsecure(SecurityDefinition definition) {
        return Boolean.TRUE.equals(definition.getAllowInsecure());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
