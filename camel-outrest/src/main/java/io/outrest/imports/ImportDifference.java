package io.outrest.imports;

import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.ParameterSettings;
import io.outrest.security.SecurityDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is different between two imports, connection by connection.
 *
 * @param added names, in the order of the new document
 * @param removed names, in the order of the old document
 * @param changed what is different, by name, in the order of the new document
 */
public record ImportDifference(List<String> added, List<String> removed, Map<String, List<String>> changed) {

    public ImportDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }

    /** The words for settings whose names say too little. */
    private static final Map<String, String> WORDS = Map.of("contentType", "request", "accept", "response");

    /** Compares what an import says with what it said before. */
    public static ImportDifference between(Definitions old, Definitions now) {
        Set<String> definitions = changedDefinitions(old, now);
        Map<String, List<String>> changed = new LinkedHashMap<>();
        now.connections().forEach((name, defined) -> {
            Defined<Connection> before = old.connections().get(name);
            if (before != null) {
                List<String> what = what(before.value(), defined.value(), definitions);
                if (!what.isEmpty()) {
                    changed.put(name, what);
                }
            }
        });
        return new ImportDifference(
                missing(now.connections().keySet(), old.connections().keySet()),
                missing(old.connections().keySet(), now.connections().keySet()),
                changed);
    }

    private static List<String> missing(Set<String> names, Set<String> known) {
        return names.stream().filter(name -> !known.contains(name)).toList();
    }

    /** Definitions that both have and that say something else now, such as where tokens come from. */
    private static Set<String> changedDefinitions(Definitions old, Definitions now) {
        Set<String> changed = new HashSet<>();
        now.security().forEach((name, defined) -> {
            Defined<SecurityDefinition> before = old.security().get(name);
            if (before != null && !before.value().equals(defined.value())) {
                changed.add(name);
            }
        });
        return changed;
    }

    private static boolean uses(Connection connection, Set<String> definitions) {
        List<?> security = Objects.requireNonNullElse(connection.getSecurity(), List.of());
        return security.stream()
                .anyMatch(each -> each instanceof Map<?, ?> together
                        ? together.keySet().stream().anyMatch(definitions::contains)
                        : definitions.contains(String.valueOf(each)));
    }

    private static List<String> what(Connection old, Connection now, Set<String> definitions) {
        Set<String> what = new LinkedHashSet<>();
        Connection.SETTINGS.settings().forEach((name, setting) -> {
            boolean same = Objects.equals(setting.get(old), setting.get(now));
            if (!same && name.equals("declared")) {
                what.addAll(declared(old, now));
            } else if (!same && !name.equals("description")) {
                what.add(WORDS.getOrDefault(name, name));
            }
        });
        if (uses(now, definitions)) {
            what.add("security");
        }
        return List.copyOf(what);
    }

    /** Fields of forms belong to the request body, all others are parameters. */
    private static List<String> declared(Connection old, Connection now) {
        Map<String, ParameterSettings> before = Objects.requireNonNullElse(old.getDeclared(), Map.of());
        Map<String, ParameterSettings> after = Objects.requireNonNullElse(now.getDeclared(), Map.of());
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> what = new ArrayList<>();
        names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> name.startsWith("form.") ? "request" : "parameters")
                .distinct()
                .forEach(what::add);
        return what.isEmpty() ? List.of("parameters") : what;
    }

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
}
