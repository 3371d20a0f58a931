package io.outrest.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by its name whether a header of a message is sent on. Made once for a connection; thread-safe.
 */
final class ForwardedHeaders {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardedHeaders.class);

    private static final int NAMES_SAID = 100;

    private final String connection;
    private final Set<String> inFull;
    private final List<NamePattern> patterns;
    private final Set<String> always;
    private final Set<String> parameters;
    private final CredentialPlaces credentials;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /**
     * @param connection its name, for the log
     * @param forwarded names of message headers and patterns of them, {@code *} stands for any characters
     * @param always those that are sent whatever {@code forwarded} says; case is ignored
     * @param parameters those that are parameters, and not sent on for that; case is ignored
     */
    ForwardedHeaders(
            String connection,
            List<String> forwarded,
            Set<String> always,
            Set<String> parameters,
            CredentialPlaces credentials) {
        this.connection = connection;
        this.inFull = Headers.names(List.of());
        this.patterns = new ArrayList<>();
        for (String name : forwarded) {
            if (name.contains("*")) {
                patterns.add(NamePattern.of(name));
            } else {
                inFull.add(name);
            }
        }
        this.always = Headers.names(always);
        this.parameters = Headers.names(parameters);
        this.credentials = credentials;
    }

    /** Whether a header of that name is sent on, if it can be sent at all. */
    boolean contain(String name) {
        return !Headers.isOurs(name) && (always.contains(name) || passes(name) && !parameters.contains(name));
    }

    private boolean passes(String name) {
        if (credentials.headers().contains(name)) {
            return false;
        }
        if (inFull.contains(name)) {
            return true;
        }
        if (!matchesPattern(name)) {
            return false;
        }
        boolean heldBack = isHeldBack(name.toLowerCase(Locale.ROOT));
        if (heldBack && !Headers.isNeverSent(name)) {
            say(name);
        }
        return !heldBack;
    }

    private boolean matchesPattern(String name) {
        for (NamePattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a pattern is not enough: the name tells of a credential, or of where the route's own caller is. */
    private static boolean isHeldBack(String lowerCase) {
        return SensitiveNames.contain(lowerCase)
                || lowerCase.startsWith("x-forwarded-")
                || lowerCase.equals("x-real-ip");
    }

    private void say(String name) {
        if (Headers.isName(name) && said.size() < NAMES_SAID && said.add(name.toLowerCase(Locale.ROOT))) {
            LOG.info(
                    "Connection '{}' does not forward the message header {}: a pattern is not enough for such a name,"
                            + " list it in full in forwardHeaders if it should be sent",
                    connection,
                    name);
        }
    }
}
