package io.outrest.openapi;

import io.outrest.imports.ImportReport.SecurityUse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operation needs: alternatives of schemes that are needed together, and the setting {@code security} for them. */
final class Requirements {

    private static final int SHOWN = 200;

    private Requirements() {}

    /** As the document says it, with the definitions that stand for its schemes; empty when it says nothing. */
    static List<List<SecurityUse>> alternatives(@Nullable List<SecurityRequirement> requirements, Schemes schemes) {
        List<List<SecurityUse>> alternatives = new ArrayList<>();
        if (requirements != null) {
            requirements.forEach(requirement -> {
                List<SecurityUse> together = new ArrayList<>();
                requirement.forEach((scheme, scopes) -> together.add(schemes.use(scheme, scopes)));
                alternatives.add(List.copyOf(together));
            });
        }
        return List.copyOf(alternatives);
    }

    /**
     * The setting, without the alternatives that cannot be used.
     *
     * @throws Unusable when none is left
     */
    static List<Object> setting(List<List<SecurityUse>> alternatives) {
        List<Object> usable = new ArrayList<>();
        for (List<SecurityUse> together : alternatives) {
            if (together.stream().allMatch(Requirements::isUsable)) {
                Map<String, Object> requirement = new LinkedHashMap<>();
                together.forEach(use -> requirement.put(String.valueOf(use.definition()), use.scopes()));
                usable.add(requirement);
            }
        }
        if (usable.isEmpty() && !alternatives.isEmpty()) {
            throw new Unusable("its security needs schemes that the document does not have, or that cannot be mapped: "
                    + Quoted.visible(unusable(alternatives).toString(), SHOWN));
        }
        return plain(usable);
    }

    private static boolean isUsable(SecurityUse use) {
        return use.definition() != null && use.scopes().stream().noneMatch(scope -> scope.contains("{{"));
    }

    private static List<String> unusable(List<List<SecurityUse>> alternatives) {
        return alternatives.stream()
                .flatMap(List::stream)
                .filter(use -> !isUsable(use))
                .map(SecurityUse::scheme)
                .distinct()
                .toList();
    }

    /** Names alone, where that says the same. */
    private static List<Object> plain(List<Object> alternatives) {
        if (alternatives.size() != 1 || !(alternatives.get(0) instanceof Map<?, ?> only) || only.isEmpty()) {
            return alternatives;
        }
        boolean names =
                only.keySet().stream().noneMatch(name -> String.valueOf(name).contains(","))
                        && only.values().stream().allMatch(List.of()::equals);
        return names ? List.copyOf(only.keySet()) : alternatives;
    }
}
