package io.outrest.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
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
import java.util.concurrent.TimeUnit;

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
    private final CircuitBreaker breaker;

    BrokenCall(Call next, CircuitBreaker breaker) {
        this.next = next;
        this.breaker = breaker;
    }

    @Override
    public CompletionStage<Response> send(Request request) {
        if (!breaker.tryAcquirePermission()) {
            return CompletableFuture.failedFuture(new CallFailure(
                    FailureKind.REJECTED,
                    "turned away by the circuit breaker: too many calls have failed, and it is "
                            + (breaker.getState() == CircuitBreaker.State.HALF_OPEN
                                    ? "being tried whether they do still"
                                    : "open")));
        }
        int before = request.lifetime().attempts();
        return Resilience.sent(next, request)
                .whenComplete(
                        (answer, thrown) -> tell(request.lifetime().attempts() > before, Outcome.of(answer, thrown)));
    }

    /** What ended before anything was tried says nothing about the API. */
    private void tell(boolean tried, Outcome outcome) {
        Response answer = outcome.answer();
        CallFailure failure = outcome.failure();
        if (answer != null) {
            breaker.onResult(0, TimeUnit.NANOSECONDS, answer);
        } else if (failure != null && tried && FAILURES.contains(failure.kind())) {
            breaker.onError(0, TimeUnit.NANOSECONDS, failure);
        } else {
            breaker.releasePermission();
        }
    }

    /** Whether an answer counts as a failure of the API. */
    static boolean isFailure(Object answer) {
        return answer instanceof Response response
                && (response.status() == TOO_MANY_REQUESTS || response.status() >= SERVER_ERRORS);
    }
}
