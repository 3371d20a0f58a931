package io.outrest.openapi;

import io.outrest.imports.ImportLimits;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How large a document may be that somebody else has written, each value filled in. The setting's own defaults are here.
 *
 * @param size bytes of each document
 * @param expanded characters of all documents together, aliases filled in
 * @param values of all documents together, aliases filled in
 * @param depth levels of lists and mappings within each other
 * @param aliases uses of YAML's aliases, in all documents together
 * @param references that are followed
 * @param operations of the document
 * @param time for the whole import
 */
record Limits(
        long size, long expanded, int values, int depth, int aliases, int references, int operations, Duration time) {

    private static final Limits STANDARD =
            new Limits(32 << 20, 128 << 20, 5_000_000, 200, 10_000, 100_000, 10_000, Duration.ofSeconds(30));

    Limits {
        boolean positive = size > 0 && expanded > 0 && values > 0 && depth > 0 && aliases > 0 && references > 0;
        if (!positive || operations <= 0 || time.isNegative()) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** What holds where nothing is set. */
    static Limits standard() {
        return STANDARD;
    }

    /** The settings, and the defaults for what is not set. */
    static Limits of(@Nullable ImportLimits set) {
        return set == null
                ? STANDARD
                : new Limits(
                        Objects.requireNonNullElse(set.getSize(), STANDARD.size),
                        Objects.requireNonNullElse(set.getExpanded(), STANDARD.expanded),
                        Objects.requireNonNullElse(set.getValues(), STANDARD.values),
                        Objects.requireNonNullElse(set.getDepth(), STANDARD.depth),
                        Objects.requireNonNullElse(set.getAliases(), STANDARD.aliases),
                        Objects.requireNonNullElse(set.getReferences(), STANDARD.references),
                        Objects.requireNonNullElse(set.getOperations(), STANDARD.operations),
                        Objects.requireNonNullElse(set.getTime(), STANDARD.time));
    }
}
