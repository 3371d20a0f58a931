package io.outrest.security;

import io.outrest.request.CallFailure;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.FailureKind;
import io.outrest.request.Request;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a {@link RequestSigner} puts on, each time that a call is sent. */
final class SigningCredentials implements Credentials {

    private final String definition;
    private final RequestSigner signer;
    private final Executor executor;
    private final CredentialPlaces places;
    private final String socketOwner;

    /**
     * @param definition its name
     * @param executor where signers work, which may take their time
     * @param socketOwner as {@link Credentials#socketOwner()} says
     */
    SigningCredentials(String definition, RequestSigner signer, Executor executor, String socketOwner) {
        this.definition = definition;
        this.signer = signer;
        this.executor = executor;
        this.places = new CredentialPlaces(signer.headers());
        this.socketOwner = socketOwner;
    }

    @Override
    public CredentialPlaces places() {
        return places;
    }

    @Override
    public String socketOwner() {
        return socketOwner;
    }

    @Override
    public boolean coversRequest() {
        return true;
    }

    @Override
    public CompletionStage<Request> secure(Request request) {
        Request bare = request.with(request.headers().without(places.headers()));
        request.lifetime().fetchingToken(true);
        CompletableFuture<Request> signed = CompletableFuture.supplyAsync(() -> signed(bare), executor);
        request.lifetime().whenEnded(reason -> executor.execute(() -> signed.completeExceptionally(reason)));
        return request.lifetime().resumed(signed).whenComplete((ready, failure) -> request.lifetime()
                .fetchingToken(false));
    }

    private Request signed(Request request) {
        try {
            SignableRequest signed = signer.sign(new SignableRequest(request));
            if (signed == null || !signed.isMadeOf(request)) {
                throw failed("gave another request back than the one that it was given", null);
            }
            return signed.signed();
        } catch (Throwable e) { // also a class that cannot be loaded: it is the signer's
            CallFailure ours = ours(e);
            throw ours == null ? failed("failed: " + e.getClass().getSimpleName(), e) : ours;
        }
    }

    /** What {@link SignableRequest} refused, also where the signer has wrapped it. */
    private static @Nullable CallFailure ours(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof CallFailure failure) {
                return failure;
            }
        }
        return null;
    }

    private CallFailure failed(String how, @Nullable Throwable cause) {
        return new CallFailure(
                FailureKind.TOKEN, "the signer of the security definition '" + definition + "' " + how, cause);
    }
}
