package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.Layers.Layer;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SecurityRequirements;
import io.outrest.security.SecurityRequirements.Alternative;
import io.outrest.security.SecurityRequirements.Use;
import io.outrest.security.TokenCache;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Connections and security definitions by name, from all their sources. A change holds for the next call; calls that run end
 * on the old settings; what did not change keeps its sockets and tokens. A connection costs its definition until it is called
 * first. Thread-safe; looking up takes no lock.
 */
public final class ConnectionRegistry {

    /** The source of what is put here by code. */
    public static final String CODE = "code";

    private static final String CONNECTION = "connection";
    private static final String DEFINITION = "security definition";

    private final Supplier<CallEnvironment> environment;
    private final TokenCache tokens;
    private final Map<String, Entry> connections = new ConcurrentHashMap<>();
    private final Map<String, SecurityEntry> security = new ConcurrentHashMap<>();
    private final Map<String, Connection> defaultsBySource = new LinkedHashMap<>();
    private List<Definitions> refused = List.of();
    private Connection defaults = new Connection();
    private long generations;
    private boolean complete;

    /** @param environment asked when a connection is called first, and again after {@link #close()} */
    public ConnectionRegistry(Supplier<CallEnvironment> environment, TokenCache tokens) {
        this.environment = environment;
        this.tokens = tokens;
    }

    /** A connection; without {@code defined} there is only what would complete an imported one that is not there. */
    private static final class Entry {

        private final @Nullable Defined<Connection> defined;
        private Layers<Connection> layers;
        private volatile @Nullable LiveConnection live;

        Entry(Layers<Connection> layers, @Nullable Defined<Connection> defined) {
            this.layers = layers;
            this.defined = defined;
        }

        boolean changesWith(Connection oldDefaults, Connection newDefaults) {
            return defined != null
                    && !defined.value().over(oldDefaults).equals(defined.value().over(newDefaults));
        }
    }

    /**
     * Checks a connection on its own, as registering it would; whether the definitions that it names are known is not looked at.
     *
     * @throws IllegalArgumentException when its name or a setting cannot be used
     */
    public static void check(String name, Connection connection) {
        DefinitionRules.connection(
                name, new Layers<>(null, new Layer<>(CODE, Defined.of(connection))), new Connection());
    }

    private record SecurityEntry(
            Layers<SecurityDefinition> layers, @Nullable Defined<SecurityDefinition> defined, long generation) {}

    /**
     * Adds a connection, replaces one that code has put, or completes an imported one.
     *
     * @throws IllegalArgumentException when the name or a setting cannot be used, or another source has the name
     */
    public synchronized void put(String name, Connection connection) {
        Layer<Connection> own = new Layer<>(CODE, Defined.of(Connection.SETTINGS.copy(connection)));
        Entry present = connections.get(name);
        Layers<Connection> layers =
                (present == null ? Layers.<Connection>empty() : present.layers).with(CONNECTION, name, own, false);
        store(name, layers, checked(name, layers));
    }

    private Defined<Connection> checked(String name, Layers<Connection> layers) {
        return complete
                ? checked(name, layers, defaults, securityNames(), this::isRefused)
                : DefinitionRules.connection(name, layers, defaults);
    }

    /**
     * Adds a security definition, replaces one that code has put, or completes an imported one. Its tokens are dropped when
     * it changed.
     *
     * @throws IllegalArgumentException when a setting cannot be used, or another source has the name
     */
    public synchronized void put(String name, SecurityDefinition definition) {
        Layer<SecurityDefinition> own = new Layer<>(CODE, Defined.of(SecurityDefinition.SETTINGS.copy(definition)));
        SecurityEntry present = security.get(name);
        Layers<SecurityDefinition> layers = (present == null ? Layers.<SecurityDefinition>empty() : present.layers)
                .with(DEFINITION, name, own, false);
        storeSecurity(name, layers, DefinitionRules.security(name, layers));
    }

    /**
     * Removes a connection; calls of it fail from now on. Where code completes an imported one, that alone is taken away. True
     * when there was one.
     */
    public synchronized boolean remove(String name) {
        Entry present = connections.get(name);
        if (present == null || !present.layers.isCompletedBy(CODE)) {
            return drop(name);
        }
        Layers<Connection> left = present.layers.without(Set.of(CODE));
        store(name, left, checked(name, left));
        return true;
    }

    private boolean drop(String name) {
        Entry removed = connections.remove(name);
        retire(removed);
        return removed != null;
    }

    /**
     * Removes a security definition; calls that need it fail from now on. Where code completes an imported one, that alone is
     * taken away: it waits for its credentials again. True when there was one.
     */
    public synchronized boolean removeSecurity(String name) {
        SecurityEntry present = security.get(name);
        if (present == null || !present.layers.isCompletedBy(CODE)) {
            return dropSecurity(name);
        }
        Layers<SecurityDefinition> left = present.layers.without(Set.of(CODE));
        storeSecurity(name, left, DefinitionRules.security(name, left));
        return true;
    }

    private boolean dropSecurity(String name) {
        boolean there = security.remove(name) != null;
        changed(Set.of(name));
        return there;
    }

    /** The names of all connections, in alphabetical order. */
    public Set<String> names() {
        return known(connections, entry -> entry.defined);
    }

    /** The names of all security definitions, in alphabetical order. */
    public Set<String> securityNames() {
        return known(security, SecurityEntry::defined);
    }

    private static <E> Set<String> known(Map<String, E> entries, Function<E, @Nullable Object> defined) {
        Set<String> names = new TreeSet<>();
        entries.forEach((name, entry) -> {
            if (defined.apply(entry) != null) {
                names.add(name);
            }
        });
        return names;
    }

    /** What a source says now; nothing for one that is not known. */
    public synchronized Definitions saidBy(String source) {
        Map<String, Defined<Connection>> ofSource = new LinkedHashMap<>();
        connections.forEach((name, entry) -> entry.layers.by(source).ifPresent(defined -> ofSource.put(name, defined)));
        Map<String, Defined<SecurityDefinition>> securityOfSource = new LinkedHashMap<>();
        security.forEach(
                (name, entry) -> entry.layers.by(source).ifPresent(defined -> securityOfSource.put(name, defined)));
        Connection ownDefaults = defaultsBySource.getOrDefault(source, new Connection());
        return new Definitions(source, ownDefaults, ofSource, securityOfSource);
    }

    /**
     * Puts what the sources say in the place of what they said before, all or nothing. What completes an imported connection
     * or definition stays, out of force, when an import does not define it any more.
     *
     * @throws IllegalArgumentException when anything of it cannot be used; nothing has changed then
     */
    public synchronized void replace(Collection<Definitions> sources) {
        Set<String> replaced = new HashSet<>();
        sources.forEach(source -> replaced.add(source.source()));
        Map<String, Layers<Connection>> layers =
                layersWith(sources, replaced, CONNECTION, connections, entry -> entry.layers, Definitions::connections);
        Map<String, Layers<SecurityDefinition>> securityLayers =
                layersWith(sources, replaced, DEFINITION, security, SecurityEntry::layers, Definitions::security);
        List<Definitions> newRefused = refusedWith(sources, replaced);
        Predicate<String> excused = name -> isRefused(newRefused, name);
        Connection newDefaults = DefinitionRules.mergedDefaults(defaultsWith(sources));

        Map<String, @Nullable Defined<SecurityDefinition>> newSecurity = new HashMap<>();
        securityLayers.forEach((name, of) -> newSecurity.put(
                name,
                unlessWaiting(
                        of.imported() == null && (excused.test(name) || wasCompleted(security.get(name), of, replaced)),
                        () -> DefinitionRules.security(name, of))));
        Set<String> known = known(newSecurity, defined -> defined);
        Map<String, @Nullable Defined<Connection>> newConnections = new LinkedHashMap<>();
        layers.forEach((name, of) -> newConnections.put(
                name,
                unlessWaiting(
                        of.imported() == null
                                && (excused.test(name) || wasCompleted(connections.get(name), of, replaced)),
                        () -> checked(name, of, newDefaults, known, excused))));

        refused = newRefused;
        sources.forEach(source -> defaultsBySource.put(source.source(), source.defaults()));
        apply(securityLayers, newSecurity, layers, newConnections, newDefaults);
        complete = true;
    }

    private static Defined<Connection> checked(
            String name,
            Layers<Connection> layers,
            Connection defaults,
            Set<String> knownSecurity,
            Predicate<String> excused) {
        Defined<Connection> defined = DefinitionRules.connection(name, layers, defaults);
        DefinitionRules.checkSecurity(name, defined, defaults, knownSecurity, excused);
        return DefinitionRules.keptSecret(name, defined, layers.imported() != null, defaults);
    }

    /** What only completes something may wait for it: it is no mistake that this is not there now. */
    private static <T> @Nullable Defined<T> unlessWaiting(boolean mayWait, Supplier<Defined<T>> defined) {
        try {
            return defined.get();
        } catch (InvalidDefinition e) {
            if (mayWait) {
                return null;
            }
            throw e;
        }
    }

    private static boolean wasCompleted(@Nullable Entry present, Layers<Connection> layers, Set<String> replaced) {
        return present != null
                && (present.defined == null || present.layers.imported() != null)
                && isKept(layers, replaced);
    }

    private static boolean wasCompleted(
            @Nullable SecurityEntry present, Layers<SecurityDefinition> layers, Set<String> replaced) {
        return present != null
                && (present.defined == null || present.layers.imported() != null)
                && isKept(layers, replaced);
    }

    private static boolean isKept(Layers<?> layers, Set<String> replaced) {
        return layers.own() != null && !replaced.contains(layers.own().source());
    }

    private void apply(
            Map<String, Layers<SecurityDefinition>> securityLayers,
            Map<String, @Nullable Defined<SecurityDefinition>> newSecurity,
            Map<String, Layers<Connection>> layers,
            Map<String, @Nullable Defined<Connection>> newConnections,
            Connection newDefaults) {
        Connection oldDefaults = defaults;
        defaults = newDefaults;
        securityLayers.forEach((name, of) -> storeSecurity(name, of, newSecurity.get(name)));
        layers.forEach((name, of) -> store(name, of, newConnections.get(name)));
        vanished(connections.keySet(), layers.keySet()).forEach(this::drop);
        vanished(security.keySet(), securityLayers.keySet()).forEach(this::dropSecurity);
        if (!newDefaults.equals(oldDefaults)) {
            connections.values().stream()
                    .filter(entry -> entry.live != null && entry.changesWith(oldDefaults, newDefaults))
                    .forEach(this::forget);
        }
    }

    private static List<String> vanished(Set<String> names, Set<String> still) {
        return names.stream().filter(name -> !still.contains(name)).toList();
    }

    private static <T, E> Map<String, Layers<T>> layersWith(
            Collection<Definitions> sources,
            Set<String> replaced,
            String what,
            Map<String, E> present,
            Function<E, Layers<T>> layersOf,
            Function<Definitions, Map<String, Defined<T>>> of) {
        Map<String, Layers<T>> all = new LinkedHashMap<>();
        present.forEach((name, entry) -> {
            Layers<T> left = layersOf.apply(entry).without(replaced);
            if (!left.isEmpty()) {
                all.put(name, left);
            }
        });
        for (Definitions source : sources) {
            of.apply(source)
                    .forEach((name, defined) -> all.merge(
                            name,
                            Layers.<T>empty()
                                    .with(what, name, new Layer<>(source.source(), defined), source.imported()),
                            (one, other) ->
                                    one.with(what, name, new Layer<>(source.source(), defined), source.imported())));
        }
        return all;
    }

    private List<Definitions> refusedWith(Collection<Definitions> sources, Set<String> replaced) {
        List<Definitions> all = new ArrayList<>(refused);
        all.removeIf(source -> replaced.contains(source.source()));
        sources.stream().filter(Definitions::isRefused).forEach(all::add);
        return all;
    }

    private boolean isRefused(String name) {
        return isRefused(refused, name);
    }

    private static boolean isRefused(List<Definitions> refused, String name) {
        return refused.stream().anyMatch(source -> source.refused(name));
    }

    private Entry entry(String name) {
        Entry entry = connections.get(name);
        if (entry == null || entry.defined == null) {
            throw unknown(name);
        }
        return entry;
    }

    private Defined<Connection> defined(String name, Entry entry) {
        if (entry.defined == null) {
            throw unknown(name);
        }
        return entry.defined;
    }

    /**
     * The connection of that name, ready to be called.
     *
     * @throws CallFailure of kind CONFIGURATION, when there is none or it cannot be used
     */
    public LiveConnection live(String name) {
        Entry entry = entry(name);
        LiveConnection live = entry.live;
        return live != null ? live : makeLive(name, entry);
    }

    /**
     * Whether the connection of that name and its security definitions have all that a call needs; false where a placeholder
     * has no value.
     *
     * @throws CallFailure of kind CONFIGURATION, when there is none of that name
     */
    public synchronized boolean isUsable(String name) {
        Defined<Connection> defined = defined(name, entry(name));
        return defined.problem() == null
                && chosen(DefinitionRules.securityOf(defined.value().over(defaults))) != null;
    }

    private synchronized LiveConnection makeLive(String name, Entry stale) {
        Entry entry = stale == connections.get(name) ? stale : entry(name);
        LiveConnection live = entry.live;
        if (live != null) {
            return live;
        }
        Defined<Connection> defined = defined(name, entry);
        if (defined.problem() != null) {
            throw new CallFailure(FailureKind.CONFIGURATION, defined.problem());
        }
        Connection settings = defined.value().over(defaults);
        List<CredentialsFactory.Made> credentials = new ArrayList<>();
        try {
            for (Use use : needed(DefinitionRules.securityOf(settings)).uses()) {
                credentials.add(credentials(use));
            }
            LiveConnection made = new LiveConnection(name, settings, credentials, environment.get(), () -> live(name));
            entry.live = made;
            return made;
        } catch (CallFailure e) {
            giveBack(credentials);
            throw e;
        } catch (InvalidSetting e) {
            giveBack(credentials);
            throw new CallFailure(FailureKind.CONFIGURATION, e.getMessage() == null ? "" : e.getMessage(), e);
        } catch (RuntimeException e) {
            giveBack(credentials);
            throw new CallFailure(
                    FailureKind.CONFIGURATION,
                    "the connection cannot be made: " + e.getClass().getSimpleName(),
                    e);
        }
    }

    /**
     * The alternative that calls use: the first that has its credentials, else none where they are optional.
     *
     * @return null when credentials are needed and no alternative has its own
     */
    private @Nullable Alternative chosen(SecurityRequirements requirements) {
        for (Alternative alternative : requirements.alternatives()) {
            if (!alternative.uses().isEmpty()
                    && alternative.uses().stream().allMatch(use -> problem(use.definition()) == null)) {
                return alternative;
            }
        }
        return requirements.optional() ? new Alternative(List.of()) : null;
    }

    private Alternative needed(SecurityRequirements requirements) {
        Alternative chosen = chosen(requirements);
        if (chosen != null) {
            return chosen;
        }
        String problems = requirements.alternatives().stream()
                .map(this::problems)
                .distinct()
                .collect(Collectors.joining(", or "));
        throw new CallFailure(FailureKind.CONFIGURATION, problems);
    }

    private String problems(Alternative alternative) {
        return alternative.uses().stream()
                .map(use -> problem(use.definition()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" and "));
    }

    /** Why a definition cannot be used, or null when it can. */
    private @Nullable String problem(String name) {
        SecurityEntry entry = security.get(name);
        if (entry == null || entry.defined == null) {
            return DefinitionRules.unknownSecurity(name, securityNames());
        }
        String problem = entry.defined.problem();
        return problem == null ? null : "security definition '" + name + "': " + problem;
    }

    private CredentialsFactory.Made credentials(Use use) {
        String name = use.definition();
        SecurityEntry entry = security.get(name);
        if (entry == null || entry.defined == null) {
            throw new CallFailure(FailureKind.CONFIGURATION, DefinitionRules.unknownSecurity(name, securityNames()));
        }
        try {
            return environment.get().credentials().create(name, entry.generation, entry.defined.value(), use.scopes());
        } catch (InvalidSetting e) {
            throw new CallFailure(
                    FailureKind.CONFIGURATION, "security definition '" + name + "': " + e.getMessage(), e);
        }
    }

    private static void giveBack(List<CredentialsFactory.Made> credentials) {
        credentials.forEach(made -> made.giveBack().run());
    }

    /** Gives back what the connections hold as soon as their calls are over. They stay known, and can be called again. */
    public synchronized void close() {
        connections.values().forEach(this::forget);
    }

    private void store(String name, Layers<Connection> layers, @Nullable Defined<Connection> defined) {
        Entry present = connections.get(name);
        if (present != null && sayTheSame(present.defined, defined)) {
            present.layers = layers;
            return;
        }
        connections.put(name, new Entry(layers, defined));
        retire(present);
    }

    private void storeSecurity(
            String name, Layers<SecurityDefinition> layers, @Nullable Defined<SecurityDefinition> defined) {
        SecurityEntry present = security.get(name);
        if (present != null && sayTheSame(present.defined, defined)) {
            security.put(name, new SecurityEntry(layers, defined, present.generation));
            return;
        }
        security.put(name, new SecurityEntry(layers, defined, generations++));
        changed(Set.of(name));
    }

    private static <T> boolean sayTheSame(@Nullable Defined<T> one, @Nullable Defined<T> other) {
        return one != null && other != null ? one.saysTheSameAs(other) : one == null && other == null;
    }

    /** Security definitions have changed: who uses them is made anew, and their tokens are gone. */
    private void changed(Set<String> definitions) {
        definitions.forEach(tokens::drop);
        for (Entry entry : connections.values()) {
            if (entry.live != null
                    && entry.defined != null
                    && DefinitionRules.securityOf(entry.defined.value().over(defaults)).definitions().stream()
                            .anyMatch(definitions::contains)) {
                forget(entry);
            }
        }
    }

    private void forget(Entry entry) {
        LiveConnection live = entry.live;
        entry.live = null;
        if (live != null) {
            live.retire();
        }
    }

    private void retire(@Nullable Entry entry) {
        if (entry != null) {
            forget(entry);
        }
    }

    private CallFailure unknown(String name) {
        String why = refused.stream()
                .filter(source -> source.refused(name))
                .map(source -> "; " + source.source() + " was refused, which may define it")
                .findFirst()
                .orElseGet(() -> NearestNames.hint(name, names()));
        return new CallFailure(FailureKind.CONFIGURATION, "there is no connection '" + name + "'" + why);
    }

    private Map<String, Connection> defaultsWith(Collection<Definitions> sources) {
        Map<String, Connection> all = new LinkedHashMap<>(defaultsBySource);
        sources.forEach(source -> all.put(source.source(), source.defaults()));
        return all;
    }
}
