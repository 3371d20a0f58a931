package io.outrest.openapi;

/** Counts what the documents of an import amount to, YAML's aliases filled in. For one thread. */
final class Budget {

    private static final int PAUSE = 1024;

    private final Limits limits;
    private final Deadline deadline;
    private long values;
    private long characters;
    private int aliases;
    private int references;
    private int steps;

    Budget(Limits limits, Deadline deadline) {
        this.limits = limits;
        this.deadline = deadline;
    }

    /** What was counted at some time, to go back to or to take a difference from. */
    record Sum(long values, long characters, int aliases) {}

    Sum sum() {
        return new Sum(values, characters, aliases);
    }

    /** Forgets a document that could not be kept. */
    void backTo(Sum before) {
        values = before.values;
        characters = before.characters;
        aliases = before.aliases;
    }

    /** A value, of that many characters of text. */
    void value(String label, long text) {
        values(label, 1, text);
    }

    /** Several. */
    void values(String label, long more, long text) {
        values += more;
        characters += text;
        if (values > limits.values()) {
            throw RefusedDocument.limit(label, "has more than " + limits.values() + " values", "values");
        }
        if (characters > limits.expanded()) {
            throw RefusedDocument.limit(label, "amounts to more than " + limits.expanded() + " characters", "expanded");
        }
        step(label);
    }

    /** An alias in use. */
    void alias(String where) {
        aliases++;
        if (aliases > limits.aliases()) {
            throw RefusedDocument.limit(where, "uses aliases more than " + limits.aliases() + " times", "aliases");
        }
    }

    /** A list or mapping at that level; the document itself is at level 1. */
    void depth(String where, int level) {
        if (level > limits.depth()) {
            throw RefusedDocument.limit(where, "has more than " + limits.depth() + " levels", "depth");
        }
    }

    /** A reference that is followed. */
    void reference(String label) {
        references++;
        if (references > limits.references()) {
            throw RefusedDocument.limit(
                    label, "has more than " + limits.references() + " references to follow", "references");
        }
        step(label);
    }

    private void step(String label) {
        steps++;
        if (steps % PAUSE == 0) {
            deadline.check(label);
        }
    }
}
