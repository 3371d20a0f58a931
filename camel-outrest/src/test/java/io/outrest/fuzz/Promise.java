package io.outrest.fuzz;

import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import java.util.Set;

/** Checks that cost little: a fuzzer makes thousands of them a second. */
public final class Promise {

    private Promise() {}

    /** @param promise what must be so, {@code {}} stands for what it is about */
    public static void holds(boolean kept, String promise, Object... about) {
        if (!kept) {
            throw new AssertionError("not kept: " + filledIn(promise, about));
        }
    }

    private static String filledIn(String promise, Object... about) {
        StringBuilder text = new StringBuilder(promise);
        for (Object each : about) {
            int place = text.indexOf("{}");
            text.replace(place, place + 2, String.valueOf(each));
        }
        return text.toString();
    }

    /** A failure is of one of these kinds, and nothing that nobody expected. */
    public static void isOneOf(CallFailure failure, FailureKind... kinds) {
        holds(Set.of(kinds).contains(failure.kind()), "{} is {}", Set.of(kinds), failure.kind());
        saysNothingUnexpected(failure);
    }

    /** What no code of ours has foreseen is wrapped as unexpected. */
    public static void saysNothingUnexpected(Throwable failure) {
        if (String.valueOf(failure.getMessage()).contains("unexpected ")) {
            throw new AssertionError("not foreseen: " + failure.getMessage(), failure);
        }
    }
}
