package io.outrest.resilience;

import io.outrest.request.CallFailure;
import io.outrest.request.Methods;
import io.outrest.request.Request;
import io.outrest.request.Response;
import io.outrest.settings.StatusRanges;
import java.time.Duration;
import java.util.UUID;

/**
 * When it is tried again, and how soon.
 *
 * @param attempts in all, the first included
 * @param backoff bound of the first random pause
 * @param maxBackoff what that bound grows to
 * @param statuses after which it is tried again
 * @param idempotencyKey whether a request that is not idempotent gets a key that makes it so
 * @param budget how often it may be tried again while nothing succeeds
 */
public record RetryPolicy(
        int attempts,
        Duration backoff,
        Duration maxBackoff,
        StatusRanges statuses,
        boolean idempotencyKey,
        int budget) {

    private static final String KEY = "Idempotency-Key";

    /** The request as all attempts send it. */
    Request prepared(Request request) {
        boolean needsKey = idempotencyKey && !mayArriveTwice(request);
        return needsKey
                ? request.with(request.headers().with(KEY, UUID.randomUUID().toString()))
                : request;
    }

    /** Whether another attempt may help after such an answer, and does no harm. */
    boolean isWorthAnother(Request request, Response answer) {
        return statuses.contain(answer.status()) && mayArriveTwice(request);
    }

    /** Whether another attempt may help after such a failure, and does no harm. */
    static boolean isWorthAnother(Request request, CallFailure failure) {
        return failure.unsent()
                || switch (failure.kind()) {
                    case TIMEOUT, TRUNCATED -> mayArriveTwice(request);
                    default -> false;
                };
    }

    /** Whether it does no harm when it arrives twice; its body is not looked at. */
    static boolean mayArriveTwice(Request request) {
        return Methods.areIdempotent(request.method()) || hasKey(request);
    }

    private static boolean hasKey(Request request) {
        String key = request.headers().first(KEY);
        return key != null && !key.isBlank();
    }

    /**
     * The pause before another attempt: full jitter.
     *
     * @param made attempts so far
     * @param random from 0, which is included, to 1
     */
    Duration pause(int made, double random) {
        double bound = Math.min((double) maxBackoff.toNanos(), (double) backoff.toNanos() * Math.pow(2, made - 1.0));
        return Duration.ofNanos((long) (bound * random));
    }
}
