package io.outrest.observe;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What calls have come to, by connection, since the component was started. Thread-safe. */
public final class CallStatistics implements CallObserver {

    private static final int ERRORS_KEPT = 5;

    private final Map<String, Counters> counters = new ConcurrentHashMap<>();

    /**
     * What the calls of one connection have come to.
     *
     * @param errors those without an answer, or with a status from 400 on
     * @param retries attempts beyond each call's first
     * @param results how often, by {@code 2xx} and so on, or by the kind of failure
     * @param lastErrors the newest first: when, and what
     */
    public record Counts(
            long calls,
            long errors,
            long retries,
            long totalMillis,
            long maxMillis,
            Map<String, Long> results,
            List<String> lastErrors) {

        /** As it is shown in JSON. */
        public Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("calls", calls);
            map.put("errors", errors);
            map.put("retries", retries);
            map.put("meanMillis", calls == 0 ? 0 : totalMillis / calls);
            map.put("maxMillis", maxMillis);
            map.put("results", results);
            map.put("lastErrors", lastErrors);
            return map;
        }
    }

    @Override
    public void ended(CallEvent event) {
        counters.computeIfAbsent(event.connection(), absent -> new Counters()).add(event);
    }

    /** Of one connection; zeros where it was not called. */
    public Counts of(String connection) {
        return counters.getOrDefault(connection, new Counters()).now();
    }

    private static final class Counters {

        private final Map<String, Long> results = new TreeMap<>();
        private final Deque<String> lastErrors = new ArrayDeque<>();
        private long calls;
        private long errors;
        private long retries;
        private long totalNanos;
        private long maxNanos;

        synchronized void add(CallEvent event) {
            calls++;
            retries += Math.max(0, event.attempts() - 1);
            totalNanos += event.duration().toNanos();
            maxNanos = Math.max(maxNanos, event.duration().toNanos());
            results.merge(
                    event.failure() == null
                            ? event.status() / 100 + "xx"
                            : event.failure().name(),
                    1L,
                    Long::sum);
            if (event.isError()) {
                errors++;
                lastErrors.addFirst(Instant.ofEpochSecond(event.begin().getEpochSecond()) + " " + event.method() + " "
                        + event.uri() + ": " + event.result());
                if (lastErrors.size() > ERRORS_KEPT) {
                    lastErrors.removeLast();
                }
            }
        }

        synchronized Counts now() {
            return new Counts(
                    calls,
                    errors,
                    retries,
                    totalNanos / 1_000_000,
                    maxNanos / 1_000_000,
                    new TreeMap<>(results),
                    new ArrayList<>(lastErrors));
        }
    }
}
