package io.outrest.security;

import io.outrest.http.TlsSettings;
import io.outrest.request.Call;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a security definition amounts to: it puts credentials on a request. Neither method waits or throws; getting a token
 * is a stage. Thread-safe.
 */
public interface Credentials {

    /** Where in a request they stand. */
    CredentialPlaces places();

    /**
     * The request with these credentials in place of any that were there.
     *
     * @return a stage that fails with a {@link io.outrest.request.CallFailure} of kind TOKEN, where a token is needed and
     *     cannot be had
     */
    CompletionStage<Request> secure(Request request);

    /**
     * Told of a request that the API refused with 401.
     *
     * @param secured the request as it was sent
     * @param answer of the API; its body must not be read
     * @param times how often the API has refused the call, this time included
     * @return whether securing the original request again gives other credentials, so that it is worth another try
     */
    default boolean refused(Request secured, Response answer, int times) {
        return false;
    }

    /** Whether they are made of the request as it is sent, so that nothing may be put on after them. */
    default boolean coversRequest() {
        return false;
    }

    /** Whether securing may have to wait for something, such as a token. */
    default boolean mayWait() {
        return false;
    }

    /**
     * The TLS settings of a connection that uses these credentials.
     *
     * @param own the connection's; null for none
     * @throws io.outrest.settings.InvalidSetting when they contradict these credentials
     */
    default @Nullable TlsSettings tls(@Nullable TlsSettings own) {
        return own;
    }

    /**
     * Whose sockets calls with these credentials go over, where a server may take all that comes over a socket for the user's
     * who was known first; empty when sockets may be shared with calls of others.
     */
    default String socketOwner() {
        return "";
    }

    /** What they give up of their protection, and by which settings; empty for nothing. Fit for printing. */
    default List<String> insecure() {
        return List.of();
    }

    /**
     * A call that begins when all of these are at hand. A token is waited for before a place on the wire is taken, and put on
     * when it is taken: a token that was put on before could be too old when the call's turn comes.
     */
    static Call before(Call next, List<Credentials> credentials) {
        List<Credentials> slow =
                credentials.stream().filter(Credentials::mayWait).toList();
        return slow.isEmpty()
                ? next
                : request -> SecuredCall.secured(request, slow).thenCompose(next::send);
    }

    /**
     * A call that puts all of these on, in their order but for those that cover the request, and sends again where the API
     * refuses them and there are others to be had.
     */
    static Call around(Call next, List<Credentials> credentials) {
        List<Credentials> ordered = credentials.stream()
                .sorted(Comparator.comparing(Credentials::coversRequest))
                .toList();
        return ordered.isEmpty() ? next : new SecuredCall(next, ordered);
    }

    /** Credentials that are at hand. */
    static CompletionStage<Request> atOnce(Request secured) {
        return CompletableFuture.completedFuture(secured);
    }
}
