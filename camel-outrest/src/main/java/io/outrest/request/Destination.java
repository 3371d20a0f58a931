package io.outrest.request;

/**
 * One of the places that a request can go to, where its connection has several base URLs. Prints no path, as that may hold what
 * must not be seen.
 *
 * @param target path and query as they stand in the request line
 */
public record Destination(Origin origin, String target) {

    /** The place without the query. */
    String uriWithoutQuery() {
        int mark = target.indexOf('?');
        return origin + (mark < 0 ? target : target.substring(0, mark));
    }

    @Override
    public String toString() {
        return origin.toString();
    }
}
