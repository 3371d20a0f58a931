package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An optional part that knows how to deal with a type of security definitions which the component itself only knows by name.
 * Found with {@link java.util.ServiceLoader}, and only when a definition has its type. Thread-safe.
 */
public interface SecurityPart {

    /** The type that it deals with, as a definition names it, for example {@code awsV4}. */
    String type();

    /**
     * Checks a definition that has all the settings which its type needs, and no others.
     *
     * @throws InvalidSetting that names a setting which cannot be used
     */
    void check(SecurityDefinition definition);

    /**
     * Whether a server may take all that comes over a socket for the user's who was known first. Calls of a definition then
     * have sockets that no others use.
     */
    default boolean tiesUserToSocket() {
        return false;
    }

    /**
     * Makes what signs the requests of a definition. Called when a definition is used first; one object serves all its
     * connections until it changes. Must not wait.
     *
     * @param definition which {@link #check} has let pass
     * @param beans gives the application's bean of a name, or null
     * @throws InvalidSetting that names a setting which cannot be used
     */
    RequestSigner signer(SecurityDefinition definition, Function<String, @Nullable Object> beans);
}
