package io.outrest;

/**
 * What a call is known by in errors.
 *
 * @param connection its name
 * @param method in capital letters; empty when it came to none
 * @param path the template, not the expanded path; empty when the connection is not known
 */
record CalledOperation(String connection, String method, String path) {

    @Override
    public String toString() {
        String operation = (method + " " + path).trim();
        return "Connection '" + connection + "'" + (operation.isEmpty() ? "" : " (" + operation + ")");
    }
}
