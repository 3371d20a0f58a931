package io.outrest.openapi;

/**
 * A document that cannot be imported at all. The message is one line: where, what is wrong, and which limit or form applies;
 * it holds nothing of the document but keys and names, cut short.
 */
final class RefusedDocument extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean wholeImport;

    private RefusedDocument(String message, boolean wholeImport) {
        super(message);
        this.wholeImport = wholeImport;
    }

    /** @param where the document's label, followed by line and column or by a JSON pointer where they are known */
    RefusedDocument(String where, String problem) {
        this(where + ": " + problem, false);
    }

    /** @param limit what follows {@code limits.} in the setting's name */
    static RefusedDocument limit(String where, String problem, String limit) {
        boolean wholeImport = limit.equals("time") || limit.equals("references");
        return new RefusedDocument(where + ": " + problem + " (limits." + limit + ")", wholeImport);
    }

    /** Whether nothing more can be read by this import, so that it is not only one document that is refused. */
    boolean isWholeImport() {
        return wholeImport;
    }
}
