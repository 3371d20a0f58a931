package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names of connections: the operation id, or else method and path. Those that are the same are told apart by method and path,
 * all of them, so that a name depends neither on the order of the document nor on what is selected.
 */
final class Names {

    private static final int LONGEST = 200;
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private Names() {}

    /** The names in the order of the operations, without the prefix. */
    static List<String> of(List<OperationNode> operations) {
        List<String> names =
                new ArrayList<>(operations.stream().map(Names::wanted).toList());
        while (true) {
            Map<String, Integer> counts = new HashMap<>();
            names.forEach(name -> counts.merge(name, 1, Integer::sum));
            if (counts.size() == names.size()) {
                return List.copyOf(names);
            }
            for (int i = 0; i < names.size(); i++) {
                if (counts.getOrDefault(names.get(i), 0) > 1) {
                    names.set(i, names.get(i) + " " + methodAndPath(operations.get(i)));
                }
            }
        }
    }

    private static String wanted(OperationNode operation) {
        JsonNode written = operation.node().path("operationId");
        String id = written.asText("").strip();
        return isUsable(id) ? id : methodAndPath(operation);
    }

    private static String methodAndPath(OperationNode operation) {
        return operation.method() + " " + operation.path();
    }

    /** Whether an operation id can be a connection's name, or a part of it. */
    static boolean isUsable(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && !id.startsWith("/")
                && id.indexOf('?') < 0
                && !id.contains("{{")
                && id.chars().noneMatch(Character::isISOControl)
                && !ENCODED.matcher(id).find();
    }
}
