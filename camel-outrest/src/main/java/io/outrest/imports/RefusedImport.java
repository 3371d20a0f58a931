package io.outrest.imports;

import java.nio.file.Path;
import java.util.Set;

/**
 * An import that cannot be done. The message is one line: where, what is wrong, which limit or form applies. It holds nothing
 * of the document but names.
 */
public final class RefusedImport extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Set<Path> files;

    /** @param files that were read or should have been: when they change it is worth another try */
    public RefusedImport(String message, Set<Path> files) {
        super(message);
        this.files = Set.copyOf(files);
    }

    /** The files that were read or should have been. */
    public Set<Path> files() {
        return files;
    }
}
