package io.outrest.security;

import io.outrest.request.Origin;
import io.outrest.settings.InvalidSetting;

/**
 * Where a token endpoint or an issuer is: unlike a base URL it may have a query.
 *
 * @param target path and query, as they stand in the request line
 */
record TokenUrl(Origin origin, String target) {

    /**
     * Reads a URL.
     *
     * @param setting the setting's name, for the error
     * @throws InvalidSetting when it cannot be one
     */
    static TokenUrl parse(String setting, String url) {
        int mark = url.indexOf('?');
        String plain = mark < 0 ? url : url.substring(0, mark);
        Origin.Located located = Origin.locate(setting, plain);
        String path = located.path().isEmpty() ? "/" : located.path();
        String target = path + (mark < 0 ? "" : url.substring(mark));
        if (!target.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#' && c != '{')) {
            throw new InvalidSetting(setting, "holds characters that a URL cannot have");
        }
        return new TokenUrl(located.origin(), target);
    }

    /** Where somebody on the way could read what is sent there. */
    boolean insecure() {
        return !origin.secure() && !origin.loopback();
    }

    /** Whether what is sent there is encrypted. */
    boolean secure() {
        return origin.secure();
    }

    @Override
    public String toString() {
        return origin.toString();
    }
}
