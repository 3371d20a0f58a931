package io.outrest.observe;

import io.outrest.request.JsonCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The last calls of each connection that is audited, the oldest forgotten first. Kept in memory alone. Thread-safe. */
public final class AuditLog implements CallObserver {

    private final int most;
    private final Supplier<JsonCodec> json;
    private final Map<String, Deque<AuditRecord>> calls = new ConcurrentHashMap<>();

    /** @param most how many calls are kept of each connection */
    public AuditLog(int most, Supplier<JsonCodec> json) {
        this.most = most;
        this.json = json;
    }

    @Override
    public void ended(CallEvent event) {
        AuditRecord kept = AuditRecord.of(event, json);
        Deque<AuditRecord> ofConnection = calls.computeIfAbsent(event.connection(), absent -> new ArrayDeque<>());
        synchronized (ofConnection) {
            ofConnection.addLast(kept);
            if (ofConnection.size() > most) {
                ofConnection.removeFirst();
            }
        }
    }

    /**
     * What is kept, the newest first.
     *
     * @param connection its name; empty for all
     * @param text stands anywhere in it, in a correlation id for example; empty for any
     * @param limit at most so many
     */
    public List<AuditRecord> search(String connection, String text, int limit) {
        List<AuditRecord> found = new ArrayList<>();
        calls.forEach((name, kept) -> {
            if (connection.isEmpty() || name.equals(connection)) {
                synchronized (kept) {
                    kept.stream()
                            .filter(each -> text.isEmpty() || each.contains(text))
                            .forEach(found::add);
                }
            }
        });
        found.sort(Comparator.comparing(AuditRecord::time).reversed());
        return List.copyOf(found.subList(0, Math.min(found.size(), Math.max(0, limit))));
    }
}
