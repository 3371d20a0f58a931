package io.outrest.imports;

/**
 * Makes definitions of connections from the description of an API. The implementation is found with
 * {@link java.util.ServiceLoader}, and only when something is to be imported. Thread-safe.
 */
public interface DescriptionImporter {

    /**
     * Reads a description. Takes as long as its limit {@code time} allows, on the caller's thread.
     *
     * @param classes where {@code classpath:} looks
     * @throws RefusedImport when nothing can be imported; an operation that cannot be is a row of the report
     */
    ImportResult read(ImportRequest request, ClassLoader classes);
}
