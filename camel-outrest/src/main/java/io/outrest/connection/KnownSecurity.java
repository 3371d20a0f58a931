package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SecurityRequirements;
import io.outrest.security.SecurityRequirements.Alternative;
import io.outrest.security.SecurityRequirements.Use;
import io.outrest.settings.InvalidSetting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The security definitions by name, and which of them a connection uses. Changes are the registry's, one after the other. */
final class KnownSecurity {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private long generations;

    /** @param generation counts the changes, so that no token outlives one */
    private record Entry(Known<SecurityDefinition> known, long generation) {}

    Set<String> names() {
        return Known.names(entries, Entry::known);
    }

    @Nullable
    Known<SecurityDefinition> get(String name) {
        Entry entry = entries.get(name);
        return entry == null ? null : entry.known;
    }

    Map<String, Known<SecurityDefinition>> all() {
        Map<String, Known<SecurityDefinition>> all = new LinkedHashMap<>();
        entries.forEach((name, entry) -> all.put(name, entry.known));
        return all;
    }

    /** True when something else is in force under the name than before. */
    boolean put(String name, Known<SecurityDefinition> known) {
        Entry present = entries.get(name);
        if (present != null && present.known.saysTheSameAs(known)) {
            entries.put(name, new Entry(known, present.generation));
            return false;
        }
        entries.put(name, new Entry(known, generations++));
        return true;
    }

    /** True when there was one. */
    boolean remove(String name) {
        return entries.remove(name) != null;
    }

    /**
     * The alternative that calls use: the first that has its credentials, else none where they are optional.
     *
     * @return null when credentials are needed and no alternative has its own
     */
    @Nullable
    Alternative chosen(SecurityRequirements requirements) {
        for (Alternative alternative : requirements.alternatives()) {
            if (!alternative.uses().isEmpty()
                    && alternative.uses().stream().allMatch(use -> problem(use.definition()) == null)) {
                return alternative;
            }
        }
        return requirements.optional() ? new Alternative(List.of()) : null;
    }

    /** @throws CallFailure that says what each alternative lacks, when no one can be used */
    Alternative needed(SecurityRequirements requirements) {
        Alternative chosen = chosen(requirements);
        if (chosen == null) {
            throw new CallFailure(FailureKind.CONFIGURATION, problemsOf(requirements));
        }
        return chosen;
    }

    private String problems(Alternative alternative) {
        return alternative.uses().stream()
                .map(use -> problem(use.definition()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" and "));
    }

    /** What all alternatives lack, or null when one of them can be used. */
    @Nullable
    String problem(SecurityRequirements requirements) {
        return chosen(requirements) != null ? null : problemsOf(requirements);
    }

    private String problemsOf(SecurityRequirements requirements) {
        return requirements.alternatives().stream()
                .map(this::problems)
                .distinct()
                .collect(Collectors.joining(", or "));
    }

    /** Why a definition cannot be used, or null when it can. */
    @Nullable
    String problem(String name) {
        Defined<SecurityDefinition> defined = defined(name);
        if (defined == null) {
            return unknown(name);
        }
        return defined.problem() == null ? null : "security definition '" + name + "': " + defined.problem();
    }

    private String unknown(String name) {
        return "security names " + DefinitionRules.unknownSecurity(name, names());
    }

    private @Nullable Defined<SecurityDefinition> defined(String name) {
        Entry entry = entries.get(name);
        return entry == null ? null : entry.known.defined();
    }

    /**
     * @param standIn what stands in the place of the API; null for nothing
     * @throws CallFailure of kind CONFIGURATION, when they cannot be made
     */
    CredentialsFactory.Made credentials(Use use, CredentialsFactory factory, @Nullable StandIn standIn) {
        String name = use.definition();
        Entry entry = entries.get(name);
        Defined<SecurityDefinition> defined = defined(name);
        if (entry == null || defined == null) {
            throw new CallFailure(FailureKind.CONFIGURATION, unknown(name));
        }
        try {
            SecurityDefinition definition = standIn == null ? defined.value() : standIn.of(defined.value());
            return factory.create(name, entry.generation, definition, use.scopes());
        } catch (InvalidSetting e) {
            throw new CallFailure(
                    FailureKind.CONFIGURATION, "security definition '" + name + "': " + e.getMessage(), e);
        }
    }
}
