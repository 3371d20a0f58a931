package io.outrest.request;

/**
 * One of the places that a request can go to, where its connection has several base URLs. Prints no path, as that may hold what
 * must not be seen.
 *
 * @param target path and query as they stand in the request line
 */
public record Destination(Origin origin, String target) {

    @Override
    public String toString() {
        return origin.toString();
    }
}
