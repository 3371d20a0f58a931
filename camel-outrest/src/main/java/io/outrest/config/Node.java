package io.outrest.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A piece of a document, which knows its line. */
sealed interface Node {

    /** The line on which it begins, the first is 1. */
    int line();

    /** One value as text, whatever its type; an absent one is not a node. */
    record Scalar(String text, int line) implements Node {

        /** The line alone: the text may be a secret. */
        @Override
        public String toString() {
            return "line " + line;
        }
    }

    /** A list. */
    record Sequence(List<Node> items, int line) implements Node {}

    /** Keys and values, in the order in which they are written; a key without a value is left out. */
    record Mapping(Map<String, Node> entries, Map<String, Integer> lines, int line) implements Node {

        /** This with some of its keys only. */
        Mapping only(Predicate<String> wanted) {
            Map<String, Node> some = new LinkedHashMap<>(entries);
            some.keySet().removeIf(wanted.negate());
            return new Mapping(some, lines, line);
        }

        /** The line of a key. */
        int lineOf(String key) {
            return lines.getOrDefault(key, line);
        }
    }
}
