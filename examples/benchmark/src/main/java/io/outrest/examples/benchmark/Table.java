package io.outrest.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The one table, in Markdown: a row for each client, the columns by work. */
final class Table {

    private final Results results;
    private final List<Work> works;

    Table(Results results, List<Work> works) {
        this.results = results;
        this.works = works;
    }

    String text() {
        List<String> lines = new ArrayList<>();
        List<String> titles = titles();
        lines.add(line(titles));
        lines.add(line(titles.stream().map(title -> "---").toList()));
        results.peers().forEach(peer -> lines.add(line(row(peer))));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private List<String> titles() {
        List<String> titles = new ArrayList<>(List.of("client"));
        for (Work work : works) {
            titles.add(work.key() + " CPU us");
            titles.add("x ±");
            titles.add("KB");
            titles.add("x");
            titles.add(work.callers() == 1 ? "p50 us" : "calls/s");
        }
        titles.addAll(List.of("threads", "heap MB", "errors"));
        return titles;
    }

    private List<String> row(Peer peer) {
        List<String> cells = new ArrayList<>(List.of("`" + peer.key() + "`"));
        for (Work work : works) {
            Results.Figure cpu = results.figure(peer, work, Reading::cpu);
            Results.Figure bytes = results.figure(peer, work, Reading::bytes);
            cells.add(number("%.1f", cpu.median() / 1_000));
            cells.add(number("%.2f", cpu.ratio()) + " ± " + number("%.2f", cpu.spread()));
            cells.add(number("%.1f", bytes.median() / 1_000));
            cells.add(number("%.2f", bytes.ratio()));
            cells.add(
                    work.callers() == 1
                            ? number(
                                    "%.0f",
                                    results.figure(peer, work, Reading::median).median() / 1_000)
                            : number(
                                    "%,.0f",
                                    results.figure(peer, work, Reading::rate).median()));
        }
        cells.add(number("%.0f", most(peer, Reading::threads)));
        cells.add(number("%.0f", most(peer, Reading::heap) / 1e6));
        cells.add(Integer.toString(results.errors(peer)));
        return cells;
    }

    private double most(Peer peer, ToDoubleFunction<Reading> what) {
        return works.stream()
                .flatMap(work -> results.of(peer, work).stream())
                .mapToDouble(what)
                .max()
                .orElse(0);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
