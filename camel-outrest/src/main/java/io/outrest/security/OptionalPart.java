package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Where the part is to be had that deals with a type.
 *
 * @param artifact without its group
 * @param note what else there is to say when it is not there; empty for nothing
 */
record OptionalPart(String artifact, String note) {

    /**
     * The part on the class path that deals with a type.
     *
     * @throws InvalidSetting that names the artifact, when there is none or it lacks something
     */
    SecurityPart load(String type) {
        try {
            return in(Thread.currentThread().getContextClassLoader(), type)
                    .or(() -> in(OptionalPart.class.getClassLoader(), type))
                    .orElseThrow(() -> needed(type, note));
        } catch (ServiceConfigurationError | LinkageError e) {
            throw needed(type, ", where a part cannot be loaded: " + e.getMessage());
        }
    }

    private InvalidSetting needed(String type, String more) {
        return new InvalidSetting(
                "type", "'" + type + "' needs the artifact io.outrest:" + artifact + " on the class path" + more);
    }

    private static Optional<SecurityPart> in(@Nullable ClassLoader classes, String type) {
        return ServiceLoader.load(SecurityPart.class, classes).stream()
                .map(ServiceLoader.Provider::get)
                .filter(part -> part.type().equals(type))
                .findFirst();
    }
}
