package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scheme, host and port (RFC 6454 section 4): where a call goes, and where its credentials stay.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case, ASCII; an IPv6 address in brackets
 * @param port always filled in
 */
public record Origin(String scheme, String host, int port) {

    private static final Pattern URL = Pattern.compile("(?i)(https?)://"
            + "(\\[[0-9a-f:.]+\\]|[^/?#:@\\[\\]\\\\{}\\s\\p{Cntrl}]+)" // host
            + "(?::(\\d{1,5}))?"
            + "((?:/[^?#]*)?)");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+");

    /**
     * Reads an absolute URL without query and fragment.
     *
     * @param setting the setting's name, for the error
     * @param url for example {@code https://api.example.com/v2}
     * @throws InvalidSetting when the URL has another scheme, user information, a template before its path, a query
     */
    public static Located locate(String setting, String url) {
        Matcher parts = URL.matcher(url.trim());
        if (!parts.matches()) {
            throw new InvalidSetting(
                    setting,
                    "must be http://host[:port][/prefix] or https://..., without user information, query, fragment, or"
                            + " a template in scheme, host or port");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        int port = parts.group(3) == null ? defaultPort(scheme) : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65535) {
            throw new InvalidSetting(setting, "has a port that is not between 1 and 65535");
        }
        return new Located(new Origin(scheme, ascii(setting, parts.group(2)), port), parts.group(4));
    }

    private static String ascii(String setting, String host) {
        if (host.startsWith("[")) {
            return host.toLowerCase(Locale.ROOT);
        }
        try {
            String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            if (!HOST.matcher(ascii).matches()) {
                throw new InvalidSetting(setting, "has a host with characters that no host name has");
            }
            return ascii;
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting(setting, "has a host that is no host name");
        }
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Whether what is sent is encrypted. */
    public boolean secure() {
        return scheme.equals("https");
    }

    /** Whether the host is written as this machine's own: {@code localhost}, {@code 127.0.0.0/8} or {@code [::1]}. */
    public boolean loopback() {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** The host, and the port unless it is the scheme's own, as the {@code Host} header has it. */
    public String authority() {
        return hasDefaultPort() ? host : host + ":" + port;
    }

    /** Whether the port is the scheme's own. */
    public boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    /** An origin and the path, possibly empty, that stood behind it. */
    public record Located(Origin origin, String path) {}
}
