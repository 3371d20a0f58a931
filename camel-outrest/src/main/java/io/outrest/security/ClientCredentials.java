package io.outrest.security;

import io.outrest.request.CredentialPlaces;
import io.outrest.request.Headers;
import io.outrest.request.Request;
import io.outrest.settings.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A bearer token that the client gets in its own name (RFC 6749 section 4.4), put on as RFC 6750 section 2.1 says. */
final class ClientCredentials implements Credentials {

    private static final String HEADER = "Authorization";
    private static final String PREFIX = "Bearer ";

    private final TokenCache tokens;
    private final Executor executor;
    private final TokenKey key;
    private final TokenEndpoint endpoint;
    private final Map<String, String> form;
    private final Headers authentication;

    /**
     * @param parameters further fields of the token request
     * @param inBody whether client id and secret go into the form, instead of a header
     * @param executor where a call goes on that gives up waiting for the token
     */
    ClientCredentials(
            TokenCache tokens,
            TokenKey key,
            TokenEndpoint endpoint,
            Secret clientSecret,
            Map<String, String> parameters,
            boolean inBody,
            Executor executor) {
        this.tokens = tokens;
        this.executor = executor;
        this.key = key;
        this.endpoint = endpoint;
        this.authentication = inBody ? Headers.none() : TokenEndpoint.basic(key.clientId(), clientSecret);
        this.form = new LinkedHashMap<>();
        form.put("grant_type", key.grant());
        if (!key.scopes().isEmpty()) {
            form.put("scope", TokenEndpoint.joined(key.scopes()));
        }
        if (!key.audience().isEmpty()) {
            form.put("audience", key.audience());
        }
        if (inBody) {
            form.put("client_id", key.clientId());
            form.put("client_secret", clientSecret.reveal());
        }
        form.putAll(parameters);
    }

    @Override
    public CredentialPlaces places() {
        return new CredentialPlaces(Set.of(HEADER));
    }

    @Override
    public CompletionStage<Request> secure(Request request) {
        Secret sent = tokenOf(request);
        if (sent != null && tokens.isForWaitingCalls(key, sent)) {
            return Credentials.atOnce(request); // this call has waited for it, and then for its place on the wire
        }
        request.lifetime().fetchingToken(true);
        CompletableFuture<Secret> awaited =
                tokens.token(key, () -> endpoint.request(form, authentication)).toCompletableFuture();
        request.lifetime().whenEnded(reason -> executor.execute(() -> awaited.completeExceptionally(reason)));
        return awaited.thenApply(token -> {
            request.lifetime().fetchingToken(false);
            return request.with(request.headers().with(HEADER, PREFIX + token.reveal()));
        });
    }

    @Override
    public boolean mayWait() {
        return true;
    }

    @Override
    public boolean renew(Request secured) {
        Secret sent = tokenOf(secured);
        return sent != null && tokens.renew(key, sent);
    }

    private static @Nullable Secret tokenOf(Request request) {
        String value = request.headers().first(HEADER);
        return value != null && value.startsWith(PREFIX) ? Secret.of(value.substring(PREFIX.length())) : null;
    }

    @Override
    public void refusedAgain() {
        tokens.refusedAgain(key);
    }
}
