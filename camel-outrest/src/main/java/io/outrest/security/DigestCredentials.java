package io.outrest.security;

import io.outrest.request.CredentialPlaces;
import io.outrest.request.Origin;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.settings.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code Digest} challenges (RFC 7616). The first request goes out without an answer; later ones use the nonce of
 * the last challenge without waiting to be asked, until the server gives another one.
 */
final class DigestCredentials implements Credentials {

    private static final String HEADER = "Authorization";
    private static final int NONCE = 16;

    private final String username;
    private final Secret password;
    private final SecureRandom random;
    private final Map<Origin, DigestSession> sessions = new ConcurrentHashMap<>();

    DigestCredentials(String username, Secret password, SecureRandom random) {
        this.username = username;
        this.password = password;
        this.random = random;
    }

    @Override
    public CredentialPlaces places() {
        return new CredentialPlaces(Set.of(HEADER));
    }

    /** Method and target of the request are part of the answer. */
    @Override
    public boolean coversRequest() {
        return true;
    }

    @Override
    public CompletionStage<Request> secure(Request request) {
        DigestSession session = sessions.get(request.origin());
        return Credentials.atOnce(request.with(
                session == null
                        ? request.headers().without(HEADER)
                        : request.headers()
                                .with(HEADER, session.authorization(request).reveal())));
    }

    /** A challenge is answered once, and once more when only its nonce was too old; what is refused then is wrong. */
    @Override
    public boolean refused(Request secured, Response answer, int times) {
        DigestChallenge challenge = DigestChallenge.best(answer.fields().all("WWW-Authenticate"));
        boolean isAnswered = challenge != null && (times == 1 || times == 2 && challenge.stale());
        if (challenge != null && isAnswered) {
            sessions.put(secured.origin(), new DigestSession(challenge, username, password, nonce()));
        } else {
            forget(secured.origin(), secured.headers().first(HEADER));
        }
        return isAnswered;
    }

    private void forget(Origin origin, @Nullable String refused) {
        sessions.computeIfPresent(origin, (same, session) -> session.made(refused) ? null : session);
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
