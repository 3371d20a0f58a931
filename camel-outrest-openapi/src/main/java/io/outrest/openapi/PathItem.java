package io.outrest.openapi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path item with what its references bring in.
 *
 * @param fields by key, each with the document in which it stands; keys beside a {@code $ref} count before those behind it
 * @param problem why its reference brings in nothing, in one line; null when there is nothing wrong
 */
record PathItem(Map<String, Resolved.Found> fields, @Nullable String problem) {}
