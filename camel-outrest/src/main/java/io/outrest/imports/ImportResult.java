package io.outrest.imports;

import io.outrest.connection.Definitions;
import java.nio.file.Path;
import java.util.Set;

/**
 * What an import gives.
 *
 * @param files that were asked for, also by the names of links to them
 */
public record ImportResult(Definitions definitions, ImportReport report, Set<Path> files) {

    public ImportResult {
        files = Set.copyOf(files);
    }

    /** This result, its report one of what is different from what was said before. */
    public ImportResult since(Definitions before) {
        return new ImportResult(definitions, report.with(ImportDifference.between(before, definitions)), files);
    }
}
