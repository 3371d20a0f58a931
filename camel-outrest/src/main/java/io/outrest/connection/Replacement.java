package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.Layers.Layer;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.NearestNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What comes of it when some sources say something else: worked out and checked as a whole, before anything changes.
 *
 * @param defaultsBySource what each source says
 * @param defaults of all sources together
 * @param refused imports that could not be done
 * @param complete whether all sources but imports have spoken, so that what nobody has defined is not known
 */
record Replacement(
        Map<String, Known<Connection>> connections,
        Map<String, Known<SecurityDefinition>> security,
        Map<String, Connection> defaultsBySource,
        Connection defaults,
        List<Definitions> refused,
        boolean complete) {

    /**
     * This with other words of some sources.
     *
     * @throws InvalidDefinition when anything of it cannot be used
     */
    Replacement with(Collection<Definitions> sources) {
        Set<String> replaced = new HashSet<>();
        sources.forEach(source -> replaced.add(source.source()));
        List<Definitions> nowRefused = refusedWith(sources, replaced);
        Map<String, Connection> allDefaults = new LinkedHashMap<>(defaultsBySource);
        sources.forEach(source -> allDefaults.put(source.source(), source.defaults()));
        Connection merged = DefinitionRules.mergedDefaults(allDefaults);
        boolean nowComplete = complete || sources.stream().anyMatch(source -> !source.imported());

        Names<SecurityDefinition> definitions = new Names<>(DefinitionRules.DEFINITION, security, replaced, nowRefused);
        sources.forEach(source -> definitions.add(source, Definitions::security));
        Map<String, Known<SecurityDefinition>> nowSecurity = definitions.inForce(
                (name, layers) -> definitions.unlessWaiting(name, layers, DefinitionRules::security));

        Set<String> known = Known.names(nowSecurity, Function.identity());
        Names<Connection> names = new Names<>(DefinitionRules.CONNECTION, connections, replaced, nowRefused);
        sources.forEach(source -> names.add(source, Definitions::connections));
        Rule<Connection> rule = (name, layers) -> nowComplete
                ? DefinitionRules.checked(
                        name,
                        layers,
                        merged,
                        known,
                        definition -> names.excused(definition)
                                || wasUnknown(definition, merged) && names.isUntouched(layers))
                : DefinitionRules.connection(name, layers, merged);
        Map<String, Known<Connection>> nowConnections = names.inForce(
                (name, layers) -> names.onlyCompletes(name, layers) ? null : names.unlessWaiting(name, layers, rule));
        return new Replacement(nowConnections, nowSecurity, allDefaults, merged, nowRefused, nowComplete);
    }

    /** Whether code has taken a definition away, which is no fault of who speaks now. */
    private boolean wasUnknown(String definition, Connection nowDefaults) {
        return complete && nowDefaults.equals(defaults) && !security.containsKey(definition);
    }

    private List<Definitions> refusedWith(Collection<Definitions> sources, Set<String> replaced) {
        List<Definitions> all = new ArrayList<>(refused);
        all.removeIf(source -> replaced.contains(source.source()));
        sources.stream().filter(Definitions::isRefused).forEach(all::add);
        return all;
    }

    /** Works out what is in force under a name; null for nothing. */
    private interface Rule<T> {
        @Nullable
        Defined<T> inForce(String name, Layers<T> layers);
    }

    /** The names of one kind, as they come together. */
    private static final class Names<T> {

        private final String what;
        private final Map<String, Known<T>> before;
        private final Set<String> replaced;
        private final List<Definitions> refused;
        private final Map<String, Layers<T>> all = new LinkedHashMap<>();

        Names(String what, Map<String, Known<T>> before, Set<String> replaced, List<Definitions> refused) {
            this.what = what;
            this.before = before;
            this.replaced = replaced;
            this.refused = refused;
            before.forEach((name, known) -> {
                Layers<T> left = known.layers().without(replaced);
                if (!left.isEmpty()) {
                    all.put(name, left);
                }
            });
        }

        void add(Definitions source, Function<Definitions, Map<String, Defined<T>>> said) {
            said.apply(source).forEach((name, defined) -> {
                Layer<T> layer = new Layer<>(source.source(), defined);
                all.put(name, all.getOrDefault(name, Layers.empty()).with(what, name, layer, source.imported()));
            });
        }

        Map<String, Known<T>> inForce(Rule<T> rule) {
            Map<String, Known<T>> known = new LinkedHashMap<>();
            all.forEach((name, layers) -> known.put(name, new Known<>(layers, rule.inForce(name, layers))));
            return known;
        }

        /** Whether an import that was refused may define it. */
        boolean excused(String name) {
            return refused.stream().anyMatch(source -> source.refused(name));
        }

        /** Whether none of the sources that speak has a say in it: what it lacks then, it lacked before. */
        boolean isUntouched(Layers<T> layers) {
            return layers.without(replaced).equals(layers);
        }

        /** What an import defined before, or would define now, if it were not refused: its own words are not enough. */
        boolean onlyCompletes(String name, Layers<T> layers) {
            boolean reserved = refused.stream().anyMatch(source -> source.reserves(name));
            return layers.imported() == null && (reserved || wasCompleted(name, layers));
        }

        private boolean wasCompleted(String name, Layers<T> layers) {
            Known<T> present = before.get(name);
            boolean kept =
                    layers.own() != null && !replaced.contains(layers.own().source());
            return kept && present != null && present.completes();
        }

        /** What may wait for an import is no slip of the pen where it cannot be used without. */
        @Nullable
        Defined<T> unlessWaiting(String name, Layers<T> layers, Rule<T> rule) {
            try {
                return rule.inForce(name, layers);
            } catch (InvalidDefinition e) {
                if (layers.imported() == null && (excused(name) || wasCompleted(name, layers))) {
                    return null;
                }
                throw layers.imported() == null ? e.and(hint(name)) : e;
            }
        }

        /** Where imports give names that begin like this one, it was perhaps meant to complete one of them. */
        private String hint(String name) {
            String prefix = name.substring(0, name.indexOf('/') + 1);
            List<String> imported = all.keySet().stream()
                    .filter(other -> !prefix.isEmpty()
                            && other.startsWith(prefix)
                            && all.getOrDefault(other, Layers.empty()).imported() != null)
                    .toList();
            return imported.isEmpty() ? "" : "; no import defines it" + NearestNames.hint(name, imported);
        }
    }
}
