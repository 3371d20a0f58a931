package io.outrest.examples.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The readings of all rounds. */
final class Results {

    private final Map<Peer, Map<Work, List<Reading>>> readings = new EnumMap<>(Peer.class);

    /**
     * A figure over the rounds.
     *
     * @param median of the figures
     * @param ratio median of the ratios to the reference in the same round
     * @param spread half of the way between the smallest and the largest ratio
     */
    record Figure(double median, double ratio, double spread) {}

    void add(Peer peer, Work work, Reading reading) {
        readings.computeIfAbsent(peer, p -> new EnumMap<>(Work.class))
                .computeIfAbsent(work, w -> new ArrayList<>())
                .add(reading);
    }

    List<Peer> peers() {
        return List.copyOf(readings.keySet());
    }

    List<Reading> of(Peer peer, Work work) {
        return readings.getOrDefault(peer, Map.of()).getOrDefault(work, List.of());
    }

    Figure figure(Peer peer, Work work, ToDoubleFunction<Reading> what) {
        List<Reading> own = of(peer, work);
        List<Reading> reference = of(Peer.REFERENCE, work);
        double[] ratios = IntStream.range(0, own.size())
                .mapToDouble(round -> what.applyAsDouble(own.get(round)) / what.applyAsDouble(reference.get(round)))
                .sorted()
                .toArray();
        double[] values = own.stream().mapToDouble(what).sorted().toArray();
        return new Figure(median(values), median(ratios), (ratios[ratios.length - 1] - ratios[0]) / 2);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Wrong answers and failures of a client, in all slices. */
    int errors(Peer peer) {
        return readings.getOrDefault(peer, Map.of()).values().stream()
                .flatMap(List::stream)
                .mapToInt(Reading::errors)
                .sum();
    }

    /** What the first of them was; empty for none. */
    String firstError(Peer peer) {
        return readings.getOrDefault(peer, Map.of()).values().stream()
                .flatMap(List::stream)
                .map(Reading::firstError)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }
}
