package io.outrest.security;

import io.outrest.request.Call;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts credentials on, the last thing before sending. After a 401 it has them renewed and sends once more, where that makes
 * sense and the body can be sent again; a second 401 is the answer.
 */
final class SecuredCall implements Call {

    private static final int UNAUTHORIZED = 401;

    private final Call next;
    private final List<Credentials> credentials;

    SecuredCall(Call next, List<Credentials> credentials) {
        this.next = next;
        this.credentials = List.copyOf(credentials);
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        return secured(request, credentials).thenCompose(secured -> next.send(secured)
                .thenCompose(response -> isWorthASecondTry(secured, response)
                        ? sendAgain(request, response)
                        : CompletableFuture.completedFuture(response)));
    }

    static CompletionStage<Request> secured(Request request, List<Credentials> credentials) {
        CompletionStage<Request> secured = CompletableFuture.completedFuture(request);
        for (Credentials each : credentials) {
            secured = secured.thenCompose(each::secure);
        }
        return secured;
    }

    private boolean isWorthASecondTry(Request secured, Response response) {
        boolean renewed = false;
        if (response.status() == UNAUTHORIZED) {
            for (Credentials each : credentials) {
                renewed |= each.renew(secured);
            }
        }
        return renewed && secured.body().repeatable();
    }

    private CompletionStage<Response> sendAgain(Request request, Response refused) {
        refused.payload().close();
        return secured(request, credentials).thenCompose(next::send).thenApply(response -> {
            if (response.status() == UNAUTHORIZED) {
                credentials.forEach(Credentials::refusedAgain);
            }
            return response;
        });
    }
}
