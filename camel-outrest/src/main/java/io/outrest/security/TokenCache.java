package io.outrest.security;

import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tokens of one component. Thread-safe. */
public final class TokenCache {

    private static final Duration AFTER_SECOND_REFUSAL = Duration.ofSeconds(10);

    private final LongSupplier ticker;
    private final Map<TokenKey, CachedToken> tokens = new ConcurrentHashMap<>();
    private final Map<TokenKey, RefreshToken> refreshTokens = new ConcurrentHashMap<>();
    private final Map<DefinitionKey, AuthorizationServer> discovered = new ConcurrentHashMap<>();
    private final Map<DefinitionKey, RequestSigner> signers = new ConcurrentHashMap<>();
    private final Map<DefinitionKey, Long> renewsNothingUntil = new ConcurrentHashMap<>();

    /** A definition as it was between two changes. */
    private record DefinitionKey(String name, long generation) {}

    /** @param ticker nanoseconds as {@link System#nanoTime()} counts them */
    public TokenCache(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * The token of that key, fetched when there is none that lasts; one request is in flight however many wait. The stage is
     * the caller's own: ending it early ends nobody else's.
     */
    CompletionStage<Secret> token(TokenKey key, Supplier<CompletionStage<AccessToken>> endpoint) {
        return cached(key).token(endpoint);
    }

    /**
     * Whether it is a token that the calls which waited for it may use and no others: it has no life of its own, or its
     * definition has changed meanwhile.
     */
    boolean isForWaitingCalls(TokenKey key, Secret token) {
        CachedToken present = tokens.get(key);
        return present == null || present.isForWaitingCalls(token);
    }

    /** Drops a token that the API refused; whether another one is to be had, or may be asked for. */
    boolean renew(TokenKey key, Secret refused) {
        Long until = renewsNothingUntil.get(definitionOf(key));
        return cached(key).renew(refused, until == null || ticker.getAsLong() - until >= 0);
    }

    /** Notes that the API refused a new token too: for a while nothing is renewed under that definition. */
    void refusedAgain(TokenKey key) {
        renewsNothingUntil.put(definitionOf(key), ticker.getAsLong() + AFTER_SECOND_REFUSAL.toNanos());
    }

    /**
     * The refresh token as it is now. One that was configured is the definition's, whichever connection it was used for last;
     * one that came with a token is good for the like of that token. Neither is one certificate's: whether it still holds, the
     * server says.
     *
     * @param configured null when the grant is another one
     */
    RefreshToken refreshToken(TokenKey key, @Nullable Secret configured) {
        TokenKey any = key.withoutCertificates();
        return refreshTokens.computeIfAbsent(
                configured == null ? any : any.withoutScopes(), absent -> new RefreshToken(configured));
    }

    /** What the issuer of a definition has said about itself; null when it has not been asked with success. */
    @Nullable
    AuthorizationServer discovered(TokenKey key) {
        return discovered.get(definitionOf(key));
    }

    /** Notes what the issuer of a definition has said, until the definition changes. */
    void discovered(TokenKey key, AuthorizationServer server) {
        discovered.put(definitionOf(key), server);
    }

    /**
     * What an optional part made to sign the requests of a definition, one for all its connections until it changes: it may
     * have logged in.
     */
    RequestSigner signer(String definition, long generation, Supplier<RequestSigner> part) {
        return signers.computeIfAbsent(new DefinitionKey(definition, generation), absent -> part.get());
    }

    private static DefinitionKey definitionOf(TokenKey key) {
        return new DefinitionKey(key.definition(), key.generation());
    }

    /** How the definitions fare that have asked for tokens, by name. */
    public Map<String, TokenFigures> figures() {
        Map<String, TokenFigures> figures = new TreeMap<>();
        tokens.forEach(
                (key, token) -> figures.merge(key.definition(), token.figures(key.definition()), TokenFigures::and));
        return figures;
    }

    /** Drops all tokens of a security definition, and what else came in for it. */
    public void drop(String definition) {
        tokens.keySet().removeIf(key -> key.definition().equals(definition));
        refreshTokens.keySet().removeIf(key -> key.definition().equals(definition));
        discovered.keySet().removeIf(key -> key.name().equals(definition));
        signers.keySet().removeIf(key -> key.name().equals(definition));
        renewsNothingUntil.keySet().removeIf(key -> key.name().equals(definition));
    }

    /** Drops the tokens that were had by other certificates than these. Refresh tokens stay. */
    void forgetThoseBefore(TokenKey key) {
        tokens.keySet().removeIf(key::differsInCertificatesFrom);
    }

    private CachedToken cached(TokenKey key) {
        return tokens.computeIfAbsent(key, absent -> new CachedToken(ticker));
    }
}
