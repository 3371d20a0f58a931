package io.outrest.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.util.VersionInfo;

/** Which HttpClient there is: frameworks manage older ones, with which every call would fail for a method that is not there. */
public final class HttpClientVersion {

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int MAJOR = 5;
    private static final int MINOR = 6;

    private HttpClientVersion() {}

    /** @throws IllegalStateException that says what to do, when it is too old */
    public static void check() {
        VersionInfo found =
                VersionInfo.loadVersionInfo("org.apache.hc.client5", HttpClientVersion.class.getClassLoader());
        if (found != null) {
            check(found.getRelease());
        }
    }

    /** One that does not say what it is passes. */
    static void check(String release) {
        Matcher numbers = RELEASE.matcher(release);
        if (numbers.matches()) {
            int major = Integer.parseInt(numbers.group(1));
            int minor = Integer.parseInt(numbers.group(2));
            if (major < MAJOR || major == MAJOR && minor < MINOR) {
                throw new IllegalStateException("HttpClient " + release + " is on the class path, and Outrest needs "
                        + MAJOR + "." + MINOR
                        + " or newer: set the version of org.apache.httpcomponents.client5:httpclient5 and that of httpcore5,"
                        + " with Spring Boot's parent by the properties httpclient5.version and httpcore5.version");
            }
        }
    }
}
