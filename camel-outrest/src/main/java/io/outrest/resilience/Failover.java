package io.outrest.resilience;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.request.Outcome;
import io.outrest.request.Request;
import io.outrest.request.Response;

/** When what failed at one base URL is worth being sent to another. */
final class Failover {

    private Failover() {}

    /** Whether a gateway says that there is nobody behind it, or a server that it cannot serve just now. */
    static boolean isGatewayError(Response answer) {
        return answer.status() >= 502 && answer.status() <= 504;
    }

    /**
     * Whether it may help, and does no harm: the rules of trying again, and after an answer or a certificate that is bad only where
     * the request may arrive twice. What an answer like 429 says holds for the API, wherever it is.
     */
    static boolean isWorthIt(Request request, Outcome outcome) {
        Response answer = outcome.answer();
        CallFailure failure = outcome.failure();
        boolean mayHelp = answer != null
                ? isGatewayError(answer) && RetryPolicy.mayArriveTwice(request)
                : failure != null && isWorthIt(request, failure);
        return mayHelp && outcome.leavesWhole(request.body());
    }

    private static boolean isWorthIt(Request request, CallFailure failure) {
        return RetryPolicy.isWorthAnother(request, failure)
                || failure.kind() == FailureKind.TLS && RetryPolicy.mayArriveTwice(request);
    }
}
