package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.Layers.Layer;
import io.outrest.request.CallFailure;
import io.outrest.request.FailureKind;
import io.outrest.resilience.Protection;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SecurityRequirements;
import io.outrest.security.SecurityRequirements.Use;
import io.outrest.security.TokenCache;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections and security definitions by name, from all their sources. A change holds for the next call; calls that run end
 * on the old settings; what did not change keeps its sockets and tokens. A connection costs its definition until it is called
 * first. Thread-safe; looking up takes no lock.
 */
public final class ConnectionRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRegistry.class);

    /** The source of what is put here by code. */
    public static final String CODE = "code";

    private final Supplier<CallEnvironment> environment;
    private final TokenCache tokens;
    private final Map<String, Entry> connections = new ConcurrentHashMap<>();
    private final KnownSecurity security = new KnownSecurity();
    private Map<String, Connection> defaultsBySource = Map.of();
    private List<Definitions> refused = List.of();
    private Connection defaults = new Connection();
    private boolean complete;

    /** @param environment asked when a connection is called first, and again after {@link #close()} */
    public ConnectionRegistry(Supplier<CallEnvironment> environment, TokenCache tokens) {
        this.environment = environment;
        this.tokens = tokens;
    }

    private static final class Entry {

        private Known<Connection> known;
        private volatile @Nullable LiveConnection live;

        /** What the calls so far have left behind: how the API fares, what of its quota is used. */
        private @Nullable Protection protection;

        /** What an operator has said of it, whatever its settings say; null for nothing. */
        private volatile @Nullable Boolean switched;

        /** Where its calls go instead; null where its settings say that. */
        private @Nullable StandIn standIn;

        Entry(Known<Connection> known) {
            this.known = known;
        }

        /** @param configured whether its settings want calls */
        boolean isActive(boolean configured) {
            Boolean said = switched;
            return said == null ? configured : said;
        }

        boolean changesWith(Connection oldDefaults, Connection newDefaults) {
            Defined<Connection> defined = known.defined();
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

    /**
     * Adds a connection, replaces one that code has put, or completes an imported one.
     *
     * @throws IllegalArgumentException when the name or a setting cannot be used, or another source has the name
     */
    public synchronized void put(String name, Connection connection) {
        Layer<Connection> own = new Layer<>(CODE, Defined.of(Connection.SETTINGS.copy(connection)));
        store(name, layers(name).with(DefinitionRules.CONNECTION, name, own, false));
    }

    private Layers<Connection> layers(String name) {
        Entry present = connections.get(name);
        return present == null ? Layers.empty() : present.known.layers();
    }

    /** Checks what the layers amount to, and puts it in force. */
    private void store(String name, Layers<Connection> layers) {
        Defined<Connection> defined = complete
                ? DefinitionRules.checked(name, layers, defaults, security.names(), this::isRefused)
                : DefinitionRules.connection(name, layers, defaults);
        store(name, new Known<>(layers, defined));
    }

    /**
     * Adds a security definition, replaces one that code has put, or completes an imported one. Its tokens are dropped when
     * it changed.
     *
     * @throws IllegalArgumentException when a setting cannot be used, or another source has the name
     */
    public synchronized void put(String name, SecurityDefinition definition) {
        Layer<SecurityDefinition> own = new Layer<>(CODE, Defined.of(SecurityDefinition.SETTINGS.copy(definition)));
        storeSecurity(name, securityLayers(name).with(DefinitionRules.DEFINITION, name, own, false));
    }

    private Layers<SecurityDefinition> securityLayers(String name) {
        Known<SecurityDefinition> present = security.get(name);
        return present == null ? Layers.empty() : present.layers();
    }

    private void storeSecurity(String name, Layers<SecurityDefinition> layers) {
        storeSecurity(name, new Known<>(layers, DefinitionRules.security(name, layers)));
    }

    /**
     * Removes a connection; calls of it fail from now on. Where code completes an imported one, that alone is taken away. True
     * when there was one.
     */
    public synchronized boolean remove(String name) {
        Layers<Connection> layers = layers(name);
        if (layers.isCompletedBy(CODE)) {
            store(name, layers.without(Set.of(CODE)));
            return true;
        }
        return drop(name);
    }

    private boolean drop(String name) {
        Entry removed = connections.remove(name);
        if (removed != null) {
            forget(removed);
        }
        return removed != null;
    }

    /**
     * Removes a security definition; calls that need it fail from now on. Where code completes an imported one, that alone is
     * taken away: it waits for its credentials again. True when there was one.
     */
    public synchronized boolean removeSecurity(String name) {
        Layers<SecurityDefinition> layers = securityLayers(name);
        if (layers.isCompletedBy(CODE)) {
            storeSecurity(name, layers.without(Set.of(CODE)));
            return true;
        }
        return dropSecurity(name);
    }

    private boolean dropSecurity(String name) {
        boolean there = security.remove(name);
        changed(name);
        return there;
    }

    /** The names of all connections, in alphabetical order. */
    public Set<String> names() {
        return Known.names(connections, entry -> entry.known);
    }

    /** The names of all security definitions, in alphabetical order. */
    public Set<String> securityNames() {
        return security.names();
    }

    /** What a source says now; nothing for one that is not known. */
    public synchronized Definitions saidBy(String source) {
        Map<String, Defined<Connection>> ofSource = new LinkedHashMap<>();
        connections.forEach(
                (name, entry) -> entry.known.layers().by(source).ifPresent(defined -> ofSource.put(name, defined)));
        Map<String, Defined<SecurityDefinition>> securityOfSource = new LinkedHashMap<>();
        security.all()
                .forEach((name, known) ->
                        known.layers().by(source).ifPresent(defined -> securityOfSource.put(name, defined)));
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
        Map<String, Known<Connection>> present = new LinkedHashMap<>();
        connections.forEach((name, entry) -> present.put(name, entry.known));
        apply(new Replacement(present, security.all(), defaultsBySource, defaults, refused, complete).with(sources));
    }

    private void apply(Replacement now) {
        Connection oldDefaults = defaults;
        defaults = now.defaults();
        defaultsBySource = now.defaultsBySource();
        refused = now.refused();
        complete = now.complete();
        now.security().forEach(this::storeSecurity);
        now.connections().forEach(this::store);
        vanished(connections.keySet(), now.connections().keySet()).forEach(this::drop);
        vanished(security.all().keySet(), now.security().keySet()).forEach(this::dropSecurity);
        if (!defaults.equals(oldDefaults)) {
            connections.values().stream()
                    .filter(entry -> entry.live != null && entry.changesWith(oldDefaults, defaults))
                    .forEach(this::forget);
        }
    }

    private static List<String> vanished(Set<String> names, Set<String> still) {
        return names.stream().filter(name -> !still.contains(name)).toList();
    }

    private boolean isRefused(String name) {
        return refused.stream().anyMatch(source -> source.refused(name));
    }

    private Entry entry(String name) {
        Entry entry = connections.get(name);
        if (entry == null || entry.known.defined() == null) {
            throw unknown(name);
        }
        return entry;
    }

    private Defined<Connection> defined(String name, Entry entry) {
        Defined<Connection> defined = entry.known.defined();
        if (defined == null) {
            throw unknown(name);
        }
        return defined;
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
        return defined.problem() == null && security.chosen(DefinitionRules.securityOf(defined, defaults)) != null;
    }

    /**
     * Switches a connection on or off, whatever its settings say: for an operator whose API must not be called now. Holds for the
     * next call, over changes of the settings, until it is switched again or the component stops being used.
     *
     * @throws CallFailure of kind CONFIGURATION, when there is none of that name
     */
    public void setActive(String name, boolean active) {
        entry(name).switched = active;
        LOG.info("Connection '{}' was switched {}", name, active ? "on" : "off");
    }

    /**
     * Lets calls of a connection go to another server, whatever its settings say: for tests, which put a server of their own in the
     * place of the API. Paths, headers and credentials stay as they are; tokens are asked of that server too. Holds from the next call
     * on, over changes of the settings.
     *
     * @param url scheme, host and port of that server, as in {@code http://localhost:8080}; null for the API itself
     * @throws CallFailure of kind CONFIGURATION, when there is no connection of that name
     * @throws IllegalArgumentException when that is no such URL
     */
    public synchronized void standIn(String name, @Nullable String url) {
        Entry entry = entry(name);
        entry.standIn = url == null ? null : StandIn.at(url);
        forget(entry);
        if (url != null) {
            LOG.warn("Calls of connection '{}' go to {} instead of its API", name, url);
        }
    }

    /**
     * What there is to know about a connection without calling it.
     *
     * @throws CallFailure of kind CONFIGURATION, when there is none of that name
     */
    public synchronized ConnectionFacts facts(String name) {
        Entry entry = entry(name);
        Defined<Connection> defined = defined(name, entry);
        Connection settings = defined.value().over(defaults);
        SecurityRequirements required = DefinitionRules.securityOf(defined, defaults);
        String problem = defined.problem() == null ? security.problem(required) : defined.problem();
        return new ConnectionFacts(
                name,
                settings,
                required.definitions(),
                ConnectionFacts.State.of(
                        defined.problem() == null, problem == null, entry.isActive(Blueprint.active(settings))),
                problem,
                load(name));
    }

    /**
     * How busy a connection is; costs next to nothing.
     *
     * @throws CallFailure of kind CONFIGURATION, when there is none of that name
     */
    public synchronized ConnectionLoad load(String name) {
        Entry entry = entry(name);
        LiveConnection live = entry.live;
        Protection protection = entry.protection;
        return new ConnectionLoad(
                live == null ? 0 : live.underWay(),
                protection == null ? 0 : protection.waiting(),
                protection == null ? null : protection.circuitBreaker());
    }

    /** The names of connections that say how they are pinged, by their own settings or by the defaults. */
    public synchronized List<String> pinged() {
        return names().stream().filter(this::isPinged).toList();
    }

    private boolean isPinged(String name) {
        return defaults.getPing() != null || defined(name, entry(name)).value().getPing() != null;
    }

    /** The security definitions that cannot be used, by name, and why: credentials that are missing, for example. */
    public synchronized Map<String, String> unconfiguredSecurity() {
        Map<String, String> problems = new TreeMap<>();
        for (String name : security.names()) {
            String problem = security.problem(name);
            if (problem != null) {
                problems.put(name, problem);
            }
        }
        return problems;
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
        StandIn standIn = entry.standIn;
        Connection configured = defined.value().over(defaults);
        Connection settings = standIn == null ? configured : standIn.of(configured);
        List<CredentialsFactory.Made> credentials = new ArrayList<>();
        try {
            List<Use> uses = security.needed(DefinitionRules.securityOf(defined, defaults))
                    .uses();
            if (!uses.isEmpty()) {
                Blueprint.of(name, settings).checkCredentialsStaySecret();
            }
            for (Use use : uses) {
                credentials.add(security.credentials(use, environment.get().credentials(), standIn));
            }
            List<String> definitions = uses.stream().map(Use::definition).toList();
            boolean configuredActive = Blueprint.active(settings);
            LiveConnection made = new LiveConnection(
                    name,
                    settings,
                    credentials,
                    definitions,
                    environment.get(),
                    entry.protection,
                    () -> live(name),
                    () -> entry.isActive(configuredActive));
            entry.live = made;
            entry.protection = made.protection();
            warn(name, made.insecure());
            tell(name, definitions);
            return made;
        } catch (CallFailure e) {
            giveBack(credentials);
            throw e;
        } catch (InvalidSetting e) {
            giveBack(credentials);
            throw new CallFailure(FailureKind.CONFIGURATION, e.getMessage() == null ? "" : e.getMessage(), e);
        } catch (RuntimeException | LinkageError e) { // an optional part may lack a library
            giveBack(credentials);
            throw new CallFailure(
                    FailureKind.CONFIGURATION,
                    "the connection cannot be made: " + e.getClass().getSimpleName(),
                    e);
        }
    }

    private void tell(String name, List<String> definitions) {
        try {
            environment.get().observer().connected(name, definitions);
        } catch (RuntimeException e) { // who looks at calls must not keep them from happening
            LOG.warn("Connection '{}' could not be noted", name, e);
        }
    }

    private static void warn(String name, List<String> insecure) {
        if (!insecure.isEmpty()) {
            LOG.warn("Connection '{}' is not protected as it could be: {}", name, String.join(", ", insecure));
        }
    }

    /**
     * Makes those connections anew whose certificates or keys have changed. Calls that run on the old ones end there; their
     * sockets are closed then.
     */
    public void renew() {
        connections.forEach(this::renew);
    }

    private synchronized void renew(String name, Entry entry) {
        LiveConnection old = entry.live;
        if (old != null && old.isOutdated()) {
            entry.live = null;
            try {
                makeLive(name, entry);
            } catch (CallFailure e) {
                // the next call tries again, and is told
            }
            old.retire();
        }
    }

    private static void giveBack(List<CredentialsFactory.Made> credentials) {
        credentials.forEach(made -> made.giveBack().run());
    }

    /** Gives back what the connections hold as soon as their calls are over. They stay known, and can be called again. */
    public synchronized void close() {
        connections.values().forEach(this::forget);
        connections.values().forEach(entry -> entry.protection = null);
    }

    private void store(String name, Known<Connection> known) {
        Entry present = connections.get(name);
        if (present != null && present.known.saysTheSameAs(known)) {
            present.known = known;
            return;
        }
        Entry entry = new Entry(known);
        connections.put(name, entry);
        if (present != null) {
            entry.protection = present.protection;
            entry.switched = present.switched;
            entry.standIn = present.standIn;
            forget(present);
        }
    }

    private void storeSecurity(String name, Known<SecurityDefinition> known) {
        if (security.put(name, known)) {
            changed(name);
        }
    }

    /** A security definition has changed: who uses it is made anew, and its tokens are gone. */
    private void changed(String definition) {
        tokens.drop(definition);
        for (Entry entry : connections.values()) {
            Defined<Connection> defined = entry.known.defined();
            if (entry.live != null
                    && defined != null
                    && DefinitionRules.securityOf(defined, defaults)
                            .definitions()
                            .contains(definition)) {
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

    private CallFailure unknown(String name) {
        String why = refused.stream()
                .filter(source -> source.refused(name))
                .map(source -> "; " + source.source() + " was refused, which may define it")
                .findFirst()
                .orElseGet(() -> NearestNames.hint(name, names()));
        return new CallFailure(FailureKind.CONFIGURATION, "there is no connection '" + name + "'" + why);
    }
}
