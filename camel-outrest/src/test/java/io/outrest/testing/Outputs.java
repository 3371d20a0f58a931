package io.outrest.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All that came out somewhere, to be searched for what must not. Thread-safe. */
public final class Outputs {

    private final Queue<Output> outputs = new ConcurrentLinkedQueue<>();
    private final Collection<String> secrets = new CopyOnWriteArrayList<>();

    private record Output(String where, String text) {

        private String around(int place) {
            String cut = text.substring(Math.max(0, place - 100), Math.min(text.length(), place + 100));
            return where + ": ..." + cut + "...";
        }
    }

    /** Notes a text; an exception with all its causes and suppressed ones. */
    public void add(String where, @Nullable Object shown) {
        outputs.add(new Output(where, shown instanceof Throwable thrown ? stackTrace(thrown) : String.valueOf(shown)));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Searches for that text too, besides the canary: for secrets that cannot be made up, such as keys. */
    public void searchFor(String secret) {
        secrets.add(secret);
    }

    /** How much came out there. */
    public long count(String where) {
        return outputs.stream()
                .filter(output -> output.where().startsWith(where))
                .count();
    }

    /** Each output that has a secret, with what stands around it. */
    public List<String> withSecrets() {
        return outputs.stream()
                .filter(output -> find(output.text()) >= 0)
                .map(output -> output.around(find(output.text())))
                .distinct()
                .toList();
    }

    private int find(String text) {
        int canary = Canary.find(text);
        return canary >= 0
                ? canary
                : secrets.stream()
                        .mapToInt(text::indexOf)
                        .filter(place -> place >= 0)
                        .findFirst()
                        .orElse(-1);
    }
}
