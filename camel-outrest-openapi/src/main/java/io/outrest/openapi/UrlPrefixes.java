package io.outrest.openapi;

import io.outrest.request.Origin;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** URLs below which documents may be fetched: the same origin, and a path that begins with all of the prefix's segments. */
final class UrlPrefixes {

    private final List<Origin.Located> prefixes;

    /** @throws io.outrest.settings.InvalidSetting when one is no URL, or has a query */
    UrlPrefixes(List<String> prefixes) {
        this.prefixes = prefixes.stream()
                .map(prefix -> Origin.locate("references", prefix))
                .toList();
    }

    /** Whether a URL is below one of them, and cannot be read as one that is not. */
    boolean allow(Source url) {
        URI address = Objects.requireNonNull(url.address());
        String path = Objects.requireNonNullElse(address.getRawPath(), "");
        if (leavesItsPlace(path)) {
            return false;
        }
        Origin origin = Origin.locate("references", address.getScheme() + "://" + address.getRawAuthority())
                .origin();
        return prefixes.stream().anyMatch(prefix -> prefix.origin().equals(origin) && isBelow(path, prefix.path()));
    }

    private static boolean isBelow(String path, String prefix) {
        String folder = prefix.endsWith("/") ? prefix : prefix + "/";
        return folder.equals("/") || path.startsWith(folder) || path.equals(prefix) && !prefix.endsWith("/");
    }

    /** Dot segments, also encoded ones, and separators that a server may decode. */
    private static boolean leavesItsPlace(String path) {
        String decoded = path.toLowerCase(Locale.ROOT).replace("%2e", ".");
        return decoded.contains("%2f")
                || decoded.contains("%5c")
                || decoded.contains("%25")
                || decoded.contains(";")
                || References.segments(decoded).stream().anyMatch(part -> part.equals(".") || part.equals(".."));
    }
}
