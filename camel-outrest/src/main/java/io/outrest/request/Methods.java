package io.outrest.request;

import io.outrest.settings.InvalidSetting;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods that a call can have (RFC 9110 section 9, RFC 5789), and what holds for them. */
public final class Methods {

    private static final Set<String> ALL = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private Methods() {}

    /**
     * Reads a method, in any case.
     *
     * @param setting the setting's name, for the error
     * @return in capital letters, or null for null
     * @throws InvalidSetting when it is none of the seven
     */
    public static @Nullable String parse(String setting, @Nullable String method) {
        if (method == null) {
            return null;
        }
        String capital = method.trim().toUpperCase(Locale.ROOT);
        if (!ALL.contains(capital)) {
            throw new InvalidSetting(
                    setting, "'" + method + "' must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS");
        }
        return capital;
    }

    /** Whether a request of that method has a body, unless it is asked for especially. */
    public static boolean haveBody(String method) {
        return WITH_BODY.contains(method);
    }

    /** Whether sending it twice does no more than sending it once (RFC 9110 section 9.2.2). */
    public static boolean areIdempotent(String method) {
        return IDEMPOTENT.contains(method);
    }
}
