package io.outrest.security;

import io.outrest.request.Call;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts credentials on, the last thing before sending. After a 401 it sends once more, as long as the credentials then are
 * others and the body can be sent again; else the 401 is the answer.
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
        return send(request, 1);
    }

    /** @param attempt counts from one */
    private CompletionStage<Response> send(Request request, int attempt) {
        return secured(request, credentials).thenCompose(secured -> next.send(secured)
                .thenCompose(response -> isWorthAnotherTry(secured, response, attempt)
                        ? sendAgain(request, response, attempt + 1)
                        : CompletableFuture.completedFuture(response)));
    }

    static CompletionStage<Request> secured(Request request, List<Credentials> credentials) {
        CompletionStage<Request> secured = CompletableFuture.completedFuture(request);
        for (Credentials each : credentials) {
            secured = secured.thenCompose(each::secure);
        }
        return secured;
    }

    private boolean isWorthAnotherTry(Request secured, Response response, int attempt) {
        boolean renewed = false;
        if (response.status() == UNAUTHORIZED) {
            for (Credentials each : credentials) {
                renewed |= each.refused(secured, response, attempt);
            }
        }
        return renewed && secured.body().repeatable();
    }

    private CompletionStage<Response> sendAgain(Request request, Response refused, int attempt) {
        refused.payload().close();
        return send(request, attempt);
    }
}
