package io.outrest.examples.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is asked for by system properties.
 *
 * @param rounds how often each client has its turn
 * @param scale of the number of calls in a slice, 1 for slices of about a second
 * @param warmedUp whether the clients are warmed up first; figures mean nothing without
 * @param peers those that are compared; the reference is always among them
 * @param works what they do
 * @param java the program whose JVM is measured
 */
record Options(int rounds, double scale, boolean warmedUp, List<Peer> peers, List<Work> works, String java) {

    private static final String PREFIX = "benchmark.";

    Options {
        if (rounds < 1 || scale <= 0) {
            throw new IllegalArgumentException("benchmark.rounds must be at least 1, benchmark.scale more than 0");
        }
        peers = List.copyOf(peers);
        works = List.copyOf(works);
    }

    static Options ofSystem() {
        List<String> only = list("only");
        List<String> work = list("work");
        return new Options(
                Integer.parseInt(value("rounds", "5")),
                Double.parseDouble(value("scale", "1")),
                Boolean.parseBoolean(value("warmUp", "true")),
                only.isEmpty()
                        ? List.of(Peer.values())
                        : Stream.of(Peer.values())
                                .filter(peer -> peer == Peer.REFERENCE || only.contains(peer.name()))
                                .toList(),
                work.isEmpty()
                        ? List.of(Work.values())
                        : work.stream().map(Work::valueOf).toList(),
                value("java", System.getProperty("java.home") + "/bin/java"));
    }

    /** Keys as they stand in the table. */
    private static List<String> list(String name) {
        return Stream.of(value(name, "").split(","))
                .filter(key -> !key.isBlank())
                .map(key -> key.strip().toUpperCase(Locale.ROOT).replace('-', '_'))
                .toList();
    }

    private static String value(String name, String otherwise) {
        String value = System.getProperty(PREFIX + name, "");
        return value.isBlank() ? otherwise : value;
    }
}
