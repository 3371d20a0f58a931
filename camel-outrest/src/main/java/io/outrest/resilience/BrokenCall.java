package io.outrest.resilience;

import io.outrest.request.Call;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Outcome;
import io.outrest.request.Request;
import io.outrest.request.Response;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends unless the API has failed too often of late, and tells the circuit breaker how it went. */
final class BrokenCall implements Call {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final Set<FailureKind> FAILURES = EnumSet.of(
            FailureKind.CONNECT,
            FailureKind.DNS,
            FailureKind.TLS,
            FailureKind.PROXY,
            FailureKind.TIMEOUT,
            FailureKind.PROTOCOL,
            FailureKind.TRUNCATED,
            FailureKind.LIMIT,
            FailureKind.DECODE);

    private final Call next;
    private final Breaker breaker;

    BrokenCall(Call next, Breaker breaker) {
        this.next = next;
        this.breaker = breaker;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        Breaker.Permit permit = breaker.permit();
        if (permit == null) {
            return CompletableFuture.failedFuture(
                    new CallFailure(FailureKind.REJECTED, "turned away by the circuit breaker: " + breaker.reason()));
        }
        int before = request.lifetime().attempts();
        return Resilience.sent(next, request)
                .whenComplete((answer, thrown) ->
                        tell(permit, request.lifetime().attempts() > before, Outcome.of(answer, thrown)));
    }

    /** What ended before anything was tried says nothing about the API. */
    private static void tell(Breaker.Permit permit, boolean tried, Outcome outcome) {
        Response answer = outcome.answer();
        CallFailure failure = outcome.failure();
        if (answer != null) {
            permit.ended(answer);
        } else if (failure != null && tried && FAILURES.contains(failure.kind())) {
            permit.failed(failure);
        } else {
            permit.giveBack();
        }
    }

    /** Whether an answer counts as a failure of the API. */
    static boolean isFailure(Object answer) {
        return answer instanceof Response response
                && (response.status() == TOO_MANY_REQUESTS || response.status() >= SERVER_ERRORS);
    }
}
