package io.outrest.security;

import io.outrest.request.CredentialPlaces;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.settings.Secret;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bearer token from a token endpoint, put on as RFC 6750 section 2.1 says. */
final class TokenCredentials implements Credentials {

    private static final String HEADER = "Authorization";
    private static final String PREFIX = "Bearer ";

    private final TokenCache tokens;
    private final TokenKey key;
    private final Supplier<CompletionStage<AccessToken>> endpoint;
    private final List<String> insecure;

    /**
     * @param endpoint asks for a new token
     * @param insecure as {@link Credentials#insecure()} says
     */
    TokenCredentials(
            TokenCache tokens, TokenKey key, Supplier<CompletionStage<AccessToken>> endpoint, List<String> insecure) {
        this.tokens = tokens;
        this.key = key;
        this.endpoint = endpoint;
        this.insecure = List.copyOf(insecure);
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
        CompletableFuture<Secret> awaited = tokens.token(key, endpoint).toCompletableFuture();
        request.lifetime()
                .whenEnded(
                        reason -> request.lifetime().executor().execute(() -> awaited.completeExceptionally(reason)));
        return request.lifetime().resumed(awaited).thenApply(token -> {
            request.lifetime().fetchingToken(false);
            return request.with(request.headers().with(HEADER, PREFIX + token.reveal()));
        });
    }

    @Override
    public List<String> insecure() {
        return insecure;
    }

    @Override
    public boolean mayWait() {
        return true;
    }

    @Override
    public boolean refused(Request secured, Response answer, int times) {
        if (times > 1) {
            tokens.refusedAgain(key);
            return false;
        }
        Secret sent = tokenOf(secured);
        return sent != null && tokens.renew(key, sent);
    }

    private static @Nullable Secret tokenOf(Request request) {
        String value = request.headers().first(HEADER);
        return value != null && value.startsWith(PREFIX) ? Secret.of(value.substring(PREFIX.length())) : null;
    }
}
