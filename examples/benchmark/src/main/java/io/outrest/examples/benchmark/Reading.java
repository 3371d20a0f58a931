package io.outrest.examples.benchmark;

import java.util.Locale;

/**
 * What one slice of one client came to.
 *
 * @param calls how many there were
 * @param errors of them not answered rightly
 * @param cpu nanoseconds of the process, a call
 * @param bytes allocated, a call
 * @param median nanoseconds that a call took; zero where nobody waited for it
 * @param rate calls a second
 * @param jit share of the JIT compiler in the process's time
 * @param threads the most that were seen
 * @param heap bytes in use after a collection
 * @param firstError what the first one was; empty for none
 */
record Reading(
        int calls,
        int errors,
        double cpu,
        double bytes,
        double median,
        double rate,
        double jit,
        int threads,
        long heap,
        String firstError) {

    private static final int FIELDS = 10;

    /** One line of text. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%d;%d;%f;%f;%f;%f;%f;%d;%d;%s",
                calls,
                errors,
                cpu,
                bytes,
                median,
                rate,
                jit,
                threads,
                heap,
                firstError.replaceAll("\\s+", " "));
    }

    static Reading parse(String text) {
        String[] parts = text.split(";", FIELDS);
        return new Reading(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]),
                Integer.parseInt(parts[7]),
                Long.parseLong(parts[8]),
                parts[9]);
    }
}
