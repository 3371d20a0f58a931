package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The setting {@code security} of a connection: which definitions a call needs. It is one of several alternatives, and all
 * definitions of that one are applied, in their order. Without an alternative calls have no credentials; an alternative
 * without definitions says that calls may do without (OpenAPI's Security Requirement Object).
 */
public record SecurityRequirements(List<Alternative> alternatives) {

    private static final SecurityRequirements NONE = new SecurityRequirements(List.of());

    public SecurityRequirements {
        alternatives = List.copyOf(alternatives);
    }

    /** Definitions that are applied together; none for no credentials. */
    public record Alternative(List<Use> uses) {
        public Alternative {
            uses = List.copyOf(uses);
        }
    }

    /**
     * The use of one definition.
     *
     * @param definition its name
     * @param scopes what a token of it should be good for, unless the definition itself says that
     */
    public record Use(String definition, List<String> scopes) {
        public Use {
            scopes = List.copyOf(scopes);
        }
    }

    /** No credentials. */
    public static SecurityRequirements none() {
        return NONE;
    }

    /**
     * Reads the setting.
     *
     * @param written names of definitions, which are applied together; or mappings of names to scopes, which are alternatives
     * @throws InvalidSetting when it is neither
     */
    public static SecurityRequirements of(List<?> written) {
        if (written.isEmpty()) {
            return NONE;
        }
        List<Use> together = new ArrayList<>();
        List<Alternative> alternatives = new ArrayList<>();
        for (Object item : written) {
            if (item instanceof Map<?, ?> requirement) {
                alternatives.add(alternative(requirement));
            } else {
                together.add(new Use(String.valueOf(item), List.of()));
            }
        }
        if (!together.isEmpty() && !alternatives.isEmpty()) {
            throw new InvalidSetting(
                    "security",
                    "must be names of definitions, which are applied together, or mappings of names to scopes, of which"
                            + " one is enough; not both");
        }
        return new SecurityRequirements(together.isEmpty() ? alternatives : List.of(new Alternative(together)));
    }

    private static Alternative alternative(Map<?, ?> requirement) {
        List<Use> uses = new ArrayList<>();
        requirement.forEach((definition, scopes) -> uses.add(new Use(String.valueOf(definition), scopes(scopes))));
        return new Alternative(uses);
    }

    private static List<String> scopes(Object written) {
        if (written instanceof List<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return written == null || written.toString().isBlank()
                ? List.of()
                : Stream.of(written.toString().split(",")).map(String::trim).toList();
    }

    /** The names of all definitions, of any alternative. */
    public List<String> definitions() {
        return alternatives.stream()
                .flatMap(alternative -> alternative.uses().stream())
                .map(Use::definition)
                .distinct()
                .toList();
    }

    /** Whether calls may go out without credentials. */
    public boolean optional() {
        return alternatives.isEmpty()
                || alternatives.stream()
                        .anyMatch(alternative -> alternative.uses().isEmpty());
    }
}
