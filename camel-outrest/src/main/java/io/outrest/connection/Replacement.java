package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.Layers.Layer;
import io.outrest.security.SecurityDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What comes of it when some sources say something else: worked out and checked as a whole, before anything changes.
 *
 * @param defaultsBySource what each source says
 * @param defaults of all sources together
 * @param refused imports that could not be done
 */
record Replacement(
        Map<String, Known<Connection>> connections,
        Map<String, Known<SecurityDefinition>> security,
        Map<String, Connection> defaultsBySource,
        Connection defaults,
        List<Definitions> refused) {

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
        Predicate<String> excused = name -> nowRefused.stream().anyMatch(source -> source.refused(name));

        Names<SecurityDefinition> definitions = new Names<>(DefinitionRules.DEFINITION, security, replaced, excused);
        sources.forEach(source -> definitions.add(source, Definitions::security));
        Map<String, Known<SecurityDefinition>> nowSecurity = definitions.inForce(DefinitionRules::security);

        Set<String> known = Known.names(nowSecurity, Function.identity());
        Names<Connection> names = new Names<>(DefinitionRules.CONNECTION, connections, replaced, excused);
        sources.forEach(source -> names.add(source, Definitions::connections));
        Map<String, Known<Connection>> nowConnections =
                names.inForce((name, layers) -> DefinitionRules.checked(name, layers, merged, known, excused));
        return new Replacement(nowConnections, nowSecurity, allDefaults, merged, nowRefused);
    }

    private List<Definitions> refusedWith(Collection<Definitions> sources, Set<String> replaced) {
        List<Definitions> all = new ArrayList<>(refused);
        all.removeIf(source -> replaced.contains(source.source()));
        sources.stream().filter(Definitions::isRefused).forEach(all::add);
        return all;
    }

    /** Works out what is in force. */
    private interface Rule<T> {
        Defined<T> inForce(String name, Layers<T> layers);
    }

    /** The names of one kind, as they come together. */
    private static final class Names<T> {

        private final String what;
        private final Map<String, Known<T>> before;
        private final Set<String> replaced;
        private final Predicate<String> excused;
        private final Map<String, Layers<T>> all = new LinkedHashMap<>();

        Names(String what, Map<String, Known<T>> before, Set<String> replaced, Predicate<String> excused) {
            this.what = what;
            this.before = before;
            this.replaced = replaced;
            this.excused = excused;
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
            all.forEach((name, layers) -> known.put(
                    name, new Known<>(layers, unlessWaiting(mayWait(name, layers), () -> rule.inForce(name, layers)))));
            return known;
        }

        /** What only completes something may wait for it, where it is no slip of the pen that this is not there now. */
        private boolean mayWait(String name, Layers<T> layers) {
            Known<T> present = before.get(name);
            boolean kept =
                    layers.own() != null && !replaced.contains(layers.own().source());
            return layers.imported() == null && (excused.test(name) || kept && present != null && present.completes());
        }

        private static <T> @Nullable Defined<T> unlessWaiting(boolean mayWait, Supplier<Defined<T>> inForce) {
            try {
                return inForce.get();
            } catch (InvalidDefinition e) {
                if (mayWait) {
                    return null;
                }
                throw e;
            }
        }
    }
}
