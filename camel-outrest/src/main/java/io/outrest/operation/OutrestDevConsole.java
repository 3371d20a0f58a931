package io.outrest.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.camel.CamelContext;
import org.apache.camel.support.console.AbstractDevConsole;
import org.jspecify.annotations.Nullable;

/**
 * Camel's developer console {@code outrest}: connections with their state and counters, sockets, tokens, definitions that wait for
 * credentials, and the audit. Options: {@code filter} (name or tag), {@code limit} (100), {@code audit} (true, or a text to look
 * for).
 */
final class OutrestDevConsole extends AbstractDevConsole {

    private static final int LIMIT = 100;

    private final Operation operation;

    OutrestDevConsole(Operation operation, CamelContext context) {
        super("camel", "outrest", "Outrest", "Named outgoing REST connections");
        this.operation = operation;
        setCamelContext(context);
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("connections", operation.connections(text(options, "filter"), limit(options)));
        all.put("pool", operation.pool());
        all.put("tokens", operation.tokens());
        all.put("unconfigured", operation.unconfigured());
        String audit = text(options, "audit");
        if (!audit.isEmpty() && !audit.equals("false")) {
            all.put(
                    "audit",
                    operation.audited("", audit.equals("true") ? "" : audit, limit(options)).stream()
                            .map(call -> call.asMap())
                            .toList());
        }
        return all;
    }

    /** The same values, a line for each. */
    @Override
    protected String doCallText(Map<String, Object> options) {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        doCallJson(options).forEach((section, value) -> {
            if (value instanceof List<?> several) {
                lines.add(section + ": " + several.size());
                several.forEach(item -> lines.add("    " + line(item)));
            } else if (value instanceof Map<?, ?> values) {
                lines.add(section + ":" + (values.isEmpty() ? " none" : ""));
                values.forEach((name, each) -> lines.add("    " + name + ": " + each));
            }
        });
        return lines.toString();
    }

    private static String line(Object item) {
        StringJoiner line = new StringJoiner(", ");
        ((Map<?, ?>) item).forEach((name, value) -> {
            boolean says = !value.toString().isEmpty() && !value.equals(List.of()) && !value.equals(Map.of());
            if (says) {
                line.add(name.equals("name") || name.equals("definition") ? value.toString() : name + ": " + value);
            }
        });
        return line.toString();
    }

    private static String text(Map<String, Object> options, String name) {
        @Nullable Object value = options.get(name);
        return value == null ? "" : value.toString();
    }

    private static int limit(Map<String, Object> options) {
        String limit = text(options, "limit");
        return limit.matches("\\d{1,6}") ? Integer.parseInt(limit) : LIMIT;
    }
}
