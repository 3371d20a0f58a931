package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections and security definitions by name, from all their sources. A change holds for the next call; calls that run end
 * on the old settings; what did not change keeps its sockets and tokens. A connection costs its definition until it is called
 * first. Thread-safe; looking up takes no lock.
 */
public final class ConnectionRegistry {

    /** The source of what is put here by code. */
    public static final String CODE = "code";

    private final Supplier<CallEnvironment> environment;
    private final TokenCache tokens;
    private final Map<String, Entry> connections = new ConcurrentHashMap<>();
    private final Map<String, SecurityEntry> security = new ConcurrentHashMap<>();
    private final Map<String, Connection> defaultsBySource = new LinkedHashMap<>();
    private Connection defaults = new Connection();
    private long generations;
    private boolean complete;

    /** @param environment asked when a connection is called first, and again after {@link #close()} */
    public ConnectionRegistry(Supplier<CallEnvironment> environment, TokenCache tokens) {
        this.environment = environment;
        this.tokens = tokens;
    }

    private static final class Entry {

        private final String source;
        private final Defined<Connection> defined;
        private volatile @Nullable LiveConnection live;

        Entry(String source, Defined<Connection> defined) {
            this.source = source;
            this.defined = defined;
        }

        boolean changesWith(Connection oldDefaults, Connection newDefaults) {
            Connection own = defined.value();
            return !own.over(oldDefaults).equals(own.over(newDefaults));
        }
    }

    private record SecurityEntry(String source, Defined<SecurityDefinition> defined, long generation) {}

    /**
     * Adds a connection, or replaces one that code has put.
     *
     * @throws IllegalArgumentException when the name or a setting cannot be used, or another source has the name
     */
    public synchronized void put(String name, Connection connection) {
        Connection copy = Connection.SETTINGS.copy(connection);
        checkOwner(name, connections.get(name), CODE);
        DefinitionRules.check(name, Defined.of(copy), defaults);
        if (complete) {
            DefinitionRules.checkSecurity(name, Defined.of(copy), defaults, securityByName());
        }
        store(name, CODE, Defined.of(copy));
    }

    /**
     * Adds a security definition, or replaces one that code has put. Its tokens are dropped when it changed.
     *
     * @throws IllegalArgumentException when a setting cannot be used, or another source has the name
     */
    public synchronized void put(String name, SecurityDefinition definition) {
        Defined<SecurityDefinition> copy = Defined.of(SecurityDefinition.SETTINGS.copy(definition));
        checkOwner(name, security.get(name), CODE);
        DefinitionRules.check(name, copy);
        storeSecurity(name, CODE, copy);
    }

    /** Removes a connection; calls of it fail from now on. True when there was one. */
    public synchronized boolean remove(String name) {
        Entry removed = connections.remove(name);
        retire(removed);
        return removed != null;
    }

    /** Removes a security definition; calls that need it fail from now on. True when there was one. */
    public synchronized boolean removeSecurity(String name) {
        boolean there = security.remove(name) != null;
        changed(Set.of(name));
        return there;
    }

    /** The names of all connections, in alphabetical order. */
    public Set<String> names() {
        return new TreeSet<>(connections.keySet());
    }

    /** The names of all security definitions, in alphabetical order. */
    public Set<String> securityNames() {
        return new TreeSet<>(security.keySet());
    }

    /**
     * Puts what the sources say in the place of what they said before, all or nothing.
     *
     * @throws IllegalArgumentException when anything of it cannot be used; nothing has changed then
     */
    public synchronized void replace(Collection<Definitions> sources) {
        Set<String> replaced = new HashSet<>();
        sources.forEach(source -> replaced.add(source.source()));
        checkOwners(sources, replaced);
        Connection newDefaults = DefinitionRules.mergedDefaults(defaultsWith(sources));
        Map<String, Defined<SecurityDefinition>> newSecurity = securityWith(sources, replaced);
        sources.forEach(source -> source.security().forEach(DefinitionRules::check));
        connectionsWith(sources, replaced).forEach((name, defined) -> {
            DefinitionRules.check(name, defined, newDefaults);
            DefinitionRules.checkSecurity(name, defined, newDefaults, newSecurity);
        });
        apply(sources, replaced, newDefaults);
        complete = true;
    }

    private void apply(Collection<Definitions> sources, Set<String> replaced, Connection newDefaults) {
        Connection oldDefaults = defaults;
        defaults = newDefaults;
        sources.forEach(source -> defaultsBySource.put(source.source(), source.defaults()));
        Map<String, String> owners = new HashMap<>();
        Map<String, String> securityOwners = new HashMap<>();
        for (Definitions source : sources) {
            source.security().forEach((name, defined) -> {
                securityOwners.put(name, source.source());
                storeSecurity(name, source.source(), defined);
            });
            source.connections().forEach((name, defined) -> {
                owners.put(name, source.source());
                store(name, source.source(), defined);
            });
        }
        vanished(connections.keySet(), owners, name -> replaced.contains(entry(name).source))
                .forEach(this::remove);
        vanished(security.keySet(), securityOwners, name -> isFrom(replaced, security.get(name)))
                .forEach(this::removeSecurity);
        if (!newDefaults.equals(oldDefaults)) {
            connections.values().stream()
                    .filter(entry -> entry.live != null && entry.changesWith(oldDefaults, newDefaults))
                    .forEach(this::forget);
        }
    }

    private static List<String> vanished(Set<String> names, Map<String, String> still, Predicate<String> isReplaced) {
        return names.stream()
                .filter(name -> !still.containsKey(name) && isReplaced.test(name))
                .toList();
    }

    private static boolean isFrom(Set<String> sources, @Nullable SecurityEntry entry) {
        return entry != null && sources.contains(entry.source);
    }

    private Entry entry(String name) {
        Entry entry = connections.get(name);
        if (entry == null) {
            throw unknown(name);
        }
        return entry;
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
        Defined<Connection> defined = entry(name).defined;
        return defined.problem() == null
                && DefinitionRules.securityOf(defined.value().over(defaults)).stream()
                        .map(security::get)
                        .noneMatch(entry -> entry != null && entry.defined.problem() != null);
    }

    private synchronized LiveConnection makeLive(String name, Entry stale) {
        Entry entry = stale == connections.get(name) ? stale : entry(name);
        LiveConnection live = entry.live;
        if (live != null) {
            return live;
        }
        if (entry.defined.problem() != null) {
            throw new CallFailure(FailureKind.CONFIGURATION, entry.defined.problem());
        }
        Connection settings = entry.defined.value().over(defaults);
        List<CredentialsFactory.Made> credentials = new ArrayList<>();
        try {
            for (String definition : DefinitionRules.securityOf(settings)) {
                credentials.add(credentials(definition));
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

    private CredentialsFactory.Made credentials(String name) {
        SecurityEntry entry = security.get(name);
        if (entry == null) {
            throw new CallFailure(FailureKind.CONFIGURATION, DefinitionRules.unknownSecurity(name, security.keySet()));
        }
        if (entry.defined.problem() != null) {
            throw new CallFailure(
                    FailureKind.CONFIGURATION, "security definition '" + name + "': " + entry.defined.problem());
        }
        try {
            return environment.get().credentials().create(name, entry.generation, entry.defined.value());
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

    private void store(String name, String source, Defined<Connection> defined) {
        Entry present = connections.get(name);
        if (present != null && present.source.equals(source) && present.defined.saysTheSameAs(defined)) {
            return;
        }
        connections.put(name, new Entry(source, defined));
        retire(present);
    }

    private void storeSecurity(String name, String source, Defined<SecurityDefinition> defined) {
        SecurityEntry present = security.get(name);
        if (present != null && present.defined.saysTheSameAs(defined)) {
            security.put(name, new SecurityEntry(source, defined, present.generation));
            return;
        }
        security.put(name, new SecurityEntry(source, defined, generations++));
        changed(Set.of(name));
    }

    /** Security definitions have changed: who uses them is made anew, and their tokens are gone. */
    private void changed(Set<String> definitions) {
        definitions.forEach(tokens::drop);
        for (Entry entry : connections.values()) {
            if (entry.live != null
                    && DefinitionRules.securityOf(entry.defined.value().over(defaults)).stream()
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
        return new CallFailure(
                FailureKind.CONFIGURATION,
                "there is no connection '" + name + "'" + NearestNames.hint(name, connections.keySet()));
    }

    private static void checkOwner(String name, @Nullable Entry present, String source) {
        if (present != null && !present.source.equals(source)) {
            throw DefinitionRules.twice("connection", name, present.source, source);
        }
    }

    private static void checkOwner(String name, @Nullable SecurityEntry present, String source) {
        if (present != null && !present.source.equals(source)) {
            throw DefinitionRules.twice("security definition", name, present.source, source);
        }
    }

    private void checkOwners(Collection<Definitions> sources, Set<String> replaced) {
        Map<String, String> owners = new HashMap<>();
        Map<String, String> securityOwners = new HashMap<>();
        connections.forEach((name, entry) -> owners.put(name, entry.source));
        security.forEach((name, entry) -> securityOwners.put(name, entry.source));
        owners.values().removeIf(replaced::contains);
        securityOwners.values().removeIf(replaced::contains);
        for (Definitions source : sources) {
            DefinitionRules.claim("connection", source.connections().keySet(), source.source(), owners);
            DefinitionRules.claim("security definition", source.security().keySet(), source.source(), securityOwners);
        }
    }

    private Map<String, Connection> defaultsWith(Collection<Definitions> sources) {
        Map<String, Connection> all = new LinkedHashMap<>(defaultsBySource);
        sources.forEach(source -> all.put(source.source(), source.defaults()));
        return all;
    }

    private Map<String, Defined<SecurityDefinition>> securityByName() {
        return securityWith(List.of(), Set.of());
    }

    private Map<String, Defined<SecurityDefinition>> securityWith(
            Collection<Definitions> sources, Set<String> replaced) {
        Map<String, Defined<SecurityDefinition>> all = new HashMap<>();
        security.forEach((name, entry) -> {
            if (!replaced.contains(entry.source)) {
                all.put(name, entry.defined);
            }
        });
        sources.forEach(source -> all.putAll(source.security()));
        return all;
    }

    private Map<String, Defined<Connection>> connectionsWith(Collection<Definitions> sources, Set<String> replaced) {
        Map<String, Defined<Connection>> all = new LinkedHashMap<>();
        connections.forEach((name, entry) -> {
            if (!replaced.contains(entry.source)) {
                all.put(name, entry.defined);
            }
        });
        sources.forEach(source -> all.putAll(source.connections()));
        return all;
    }
}
