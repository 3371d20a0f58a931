package io.outrest.resilience;

import io.outrest.request.CallFailure;
import io.outrest.request.Outcome;
import io.outrest.request.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which base URLs of a connection are left out, since when, and whose turn it is. One where nothing could be sent is left out at
 * once, any other that fails after three failures in a row; it is asked for after a while, and comes back when it answers.
 * Thread-safe.
 */
final class Ejections {

    private static final Logger LOG = LoggerFactory.getLogger(Ejections.class);
    private static final int TOLERATED = 2;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String connection;
    private final BaseUrlsPolicy policy;
    private final LongSupplier ticker;
    private final List<Place> places;
    private int turn;

    /**
     * @param connection its name, for the log
     * @param ticker nanoseconds as {@link System#nanoTime()} counts them
     */
    Ejections(String connection, BaseUrlsPolicy policy, LongSupplier ticker) {
        this.connection = connection;
        this.policy = policy;
        this.ticker = ticker;
        this.places =
                IntStream.range(0, policy.urls().size()).mapToObj(Place::new).toList();
    }

    /** What is known of one base URL. */
    private static final class Place {

        private final int index;
        private int failures;
        private boolean ejected;
        private boolean asked;
        private long since;
        private long askAt;
        private Duration pause = Duration.ZERO;

        /** Counts ejections and returns: what began before the last of them tells nothing new. */
        private int era;

        Place(int index) {
            this.index = index;
        }
    }

    /** What an end says about the place where it happened. */
    private enum Verdict {
        UP,
        FAILING,
        DOWN,
        NONE;

        static Verdict of(Outcome outcome) {
            Response answer = outcome.answer();
            CallFailure failure = outcome.failure();
            if (answer != null) {
                return Failover.isGatewayError(answer) ? FAILING : UP;
            }
            return failure == null ? NONE : of(failure);
        }

        private static Verdict of(CallFailure failure) {
            if (failure.unsent()) {
                return DOWN;
            }
            return switch (failure.kind()) {
                case TLS -> DOWN;
                case TIMEOUT, TRUNCATED, PROTOCOL -> FAILING;
                default -> NONE;
            };
        }
    }

    /** Where a call may go, in its order: what is not left out, or where everything is, what is so for the longest time. */
    synchronized List<Integer> order() {
        List<Integer> up = indices(place -> !place.ejected);
        if (up.isEmpty()) {
            long now = ticker.getAsLong();
            return places.stream()
                    .max(Comparator.comparingLong(place -> now - place.since))
                    .map(place -> List.of(place.index))
                    .orElseThrow();
        }
        int first = policy.roundRobin() ? Math.floorMod(turn++, up.size()) : 0;
        return Stream.concat(up.stream().skip(first), up.stream().limit(first)).toList();
    }

    /** Those that should be asked now whether they are back. Who gets them must do so, and {@link #asked tell}. */
    synchronized List<Integer> due() {
        long now = ticker.getAsLong();
        List<Integer> due = indices(place -> place.ejected && !place.asked && now - place.askAt >= 0);
        due.forEach(index -> places.get(index).asked = true);
        return due;
    }

    private List<Integer> indices(Predicate<Place> which) {
        return places.stream().filter(which).map(place -> place.index).toList();
    }

    synchronized boolean isEjected(int index) {
        return places.get(index).ejected;
    }

    /** To be kept while something is sent there. */
    synchronized int era(int index) {
        return places.get(index).era;
    }

    /**
     * Told of what a request ended with.
     *
     * @param era when it began
     */
    synchronized void ended(int index, int era, Outcome outcome) {
        Place place = places.get(index);
        Verdict verdict = Verdict.of(outcome);
        if (place.era != era || verdict == Verdict.NONE) {
            return;
        }
        if (verdict == Verdict.UP) {
            up(place);
        } else if (place.ejected) {
            place.since = ticker.getAsLong(); // where all are left out, the next call has another turn
        } else if (verdict == Verdict.DOWN || ++place.failures > TOLERATED) {
            eject(place, outcome);
        }
    }

    /** Told of what came of asking whether it is back. What ended before it was asked says nothing. */
    synchronized void asked(int index, Outcome outcome) {
        Place place = places.get(index);
        place.asked = false;
        if (!place.ejected) {
            return;
        }
        Response answer = outcome.answer();
        if (answer != null && answer.status() < 500) {
            up(place);
            return;
        }
        Verdict verdict = Verdict.of(outcome);
        wait(place, verdict == Verdict.NONE ? place.pause : longer(place.pause));
        LOG.debug("Connection '{}': {} is not back: {}", connection, label(place), reason(outcome));
    }

    private Duration longer(Duration pause) {
        Duration longest = LONGEST.compareTo(policy.ejection()) > 0 ? LONGEST : policy.ejection();
        return pause.compareTo(longest.dividedBy(2)) > 0 ? longest : pause.multipliedBy(2);
    }

    private void wait(Place place, Duration pause) {
        place.pause = pause;
        place.askAt = ticker.getAsLong() + pause.toNanos();
    }

    private void up(Place place) {
        place.failures = 0;
        if (place.ejected) {
            place.ejected = false;
            place.era++;
            LOG.info("Connection '{}': {} is back", connection, label(place));
        }
    }

    private void eject(Place place, Outcome outcome) {
        place.failures = 0;
        place.ejected = true;
        place.era++;
        place.since = ticker.getAsLong();
        wait(place, policy.ejection());
        LOG.warn(
                "Connection '{}': {} fails ({}) and is left out until it answers again",
                connection,
                label(place),
                reason(outcome));
    }

    private String label(Place place) {
        return "base URL " + (place.index + 1) + ", " + policy.origin(place.index) + ",";
    }

    private static String reason(Outcome outcome) {
        Response answer = outcome.answer();
        CallFailure failure = outcome.failure();
        return answer != null ? "status " + answer.status() : failure == null ? "" : String.valueOf(failure.kind());
    }
}
