package io.outrest.imports;

import io.outrest.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * One import, as it is configured.
 *
 * @param name of the import
 * @param connection settings of all connections that it makes, which win over what the document says
 * @param problem why these settings cannot be used though they are written correctly, such as a placeholder without a value,
 *     or null
 * @param place where it is written, such as a file and a line; empty when nothing is known of that
 */
public record ImportRequest(
        String name, ImportSettings settings, Connection connection, @Nullable String problem, String place) {

    /** What the definitions of this import are said to come from. */
    public String source() {
        return "the import '" + name + "'";
    }
}
