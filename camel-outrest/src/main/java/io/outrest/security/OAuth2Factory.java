package io.outrest.security;

import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.http.TransportSettings;
import io.outrest.request.Call;
import io.outrest.request.ContentCoding;
import io.outrest.resilience.Resilience;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes credentials from definitions of the type {@code oauth2}. */
final class OAuth2Factory {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER = 1024 * 1024;

    private final TokenCache tokens;
    private final HttpTransports transports;
    private final Function<String, @Nullable SSLContext> sslContexts;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final LongSupplier ticker;

    OAuth2Factory(
            TokenCache tokens,
            HttpTransports transports,
            Function<String, @Nullable SSLContext> sslContexts,
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier ticker) {
        this.tokens = tokens;
        this.transports = transports;
        this.sslContexts = sslContexts;
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
        if (url(definition).insecure() && !Boolean.TRUE.equals(definition.getAllowInsecure())) {
            throw new InvalidSetting(
                    "tokenUrl",
                    "is plain http, which would show the client's secret to everybody on the way; use https, or set"
                            + " allowInsecure: true");
        }
        ProxySettings.transport(definition.getProxy());
    }

    /** @throws InvalidSetting that names the setting which cannot be used */
    CredentialsFactory.Made create(String name, long generation, SecurityDefinition definition) {
        TokenUrl url = url(definition);
        HttpTransports.Lease lease = transports.lease(transport(definition), url.origin());
        TokenKey key = new TokenKey(
                name,
                generation,
                String.valueOf(definition.getTokenUrl()),
                String.valueOf(definition.getClientId()),
                definition.getScopes() == null ? List.of() : definition.getScopes(),
                definition.getAudience() == null ? "" : definition.getAudience(),
                Grant.of(definition).written());
        TokenEndpoint endpoint = new TokenEndpoint(call(lease), url.origin(), url.target(), ticker);
        return new CredentialsFactory.Made(
                new TokenCredentials(tokens, key, asking(endpoint, definition, key), executor), lease::close);
    }

    private Supplier<CompletionStage<AccessToken>> asking(
            TokenEndpoint endpoint, SecurityDefinition definition, TokenKey key) {
        TokenRequest request = TokenRequest.of(definition, key);
        Secret configured = definition.getRefreshToken();
        return configured == null
                ? () -> endpoint.request(request)
                : () -> tokens.refreshToken(key, configured)
                        .exchange(current -> endpoint.request(request.with(current)));
    }

    private TransportSettings transport(SecurityDefinition definition) {
        return new TransportSettings(
                TlsSettings.transport(definition.getTls(), this::namedContext),
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

    /** The context's global SSL parameters are for connections, not for token endpoints. */
    private @Nullable SSLContext namedContext(String bean) {
        return bean.isEmpty() ? null : sslContexts.apply(bean);
    }

    private static TokenUrl url(SecurityDefinition definition) {
        return TokenUrl.parse("tokenUrl", definition.getTokenUrl() == null ? "" : definition.getTokenUrl());
    }
}
