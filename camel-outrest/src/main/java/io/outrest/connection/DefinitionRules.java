package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.Layers.Layer;
import io.outrest.request.BodyWriter;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.JsonCodec;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.security.SecurityRequirements;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What definitions must be like, alone and together, before the registry takes them. Nothing here changes anything. */
final class DefinitionRules {

    /** What the things are called that have names. */
    static final String CONNECTION = "connection";

    static final String DEFINITION = "security definition";

    private static final BodyWriter ANY_WRITER = new BodyWriter(JsonCodec.standard(), value -> null);

    private DefinitionRules() {}

    /**
     * What the layers of a connection amount to, among all others.
     *
     * @param known the names of the security definitions
     * @param excused definitions that need not be known now
     * @throws InvalidDefinition when it cannot be used
     */
    static Defined<Connection> checked(
            String name, Layers<Connection> layers, Connection defaults, Set<String> known, Predicate<String> excused) {
        Defined<Connection> defined = connection(name, layers, defaults);
        if (defined.value().getSecurity() == null && defaults.getSecurity() == null) {
            return defined;
        }
        checkSecurity(name, defined, defaults, known, excused);
        return keptSecret(name, defined, layers.imported() != null, defaults);
    }

    /**
     * What the layers of a connection amount to: what completes an imported one wins, headers, parameters and declarations
     * name by name.
     *
     * @throws InvalidDefinition when the name or a setting cannot be used
     */
    static Defined<Connection> connection(String name, Layers<Connection> layers, Connection defaults) {
        Layer<Connection> own = layers.own();
        Layer<Connection> imported = layers.imported();
        Defined<Connection> defined;
        if (own == null || imported == null) {
            defined = only(own, imported);
        } else {
            defined = completed(
                    own.defined(),
                    imported.defined(),
                    own.defined().value().over(imported.defined().value()));
        }
        check(name, defined, defaults);
        return defined;
    }

    /**
     * What the layers of a security definition amount to. An imported one that lacks its credentials cannot be used, which is
     * no error.
     *
     * @throws InvalidDefinition when a setting cannot be used
     */
    static Defined<SecurityDefinition> security(String name, Layers<SecurityDefinition> layers) {
        Layer<SecurityDefinition> own = layers.own();
        Layer<SecurityDefinition> imported = layers.imported();
        if (imported == null) {
            Defined<SecurityDefinition> defined = only(own, null);
            check(name, defined);
            return defined;
        }
        Defined<SecurityDefinition> defined = imported.defined();
        if (own != null) {
            checkType(name, own, imported);
            defined = completed(own.defined(), defined, merged(own.defined().value(), defined.value()));
        }
        return defined.problem() == null ? waiting(name, defined, own) : defined;
    }

    private static Defined<SecurityDefinition> waiting(
            String name, Defined<SecurityDefinition> defined, @Nullable Layer<SecurityDefinition> own) {
        try {
            List<String> missing = CredentialsFactory.missing(defined.value());
            if (missing.isEmpty() || own != null) {
                CredentialsFactory.checkIncomplete(defined.value());
            }
            return missing.isEmpty()
                    ? defined
                    : defined.because("waits for its credentials: set " + String.join(", ", missing));
        } catch (InvalidSetting e) {
            if (own != null && isOfTheDocument(e.setting(), own.defined().value())) {
                return defined.because(String.valueOf(e.getMessage()));
            }
            throw InvalidDefinition.of(defined.place(), "security definition '" + name + "'", e);
        }
    }

    /** What a document says about where tokens are had is no mistake of who completes the definition. */
    private static boolean isOfTheDocument(String setting, SecurityDefinition own) {
        return setting.equals("tokenUrl") && own.getTokenUrl() == null
                || setting.equals("issuer") && own.getIssuer() == null;
    }

    /** Where tokens are had is said by one of two settings; what completes the definition decides which. */
    private static SecurityDefinition merged(SecurityDefinition own, SecurityDefinition imported) {
        SecurityDefinition merged = SecurityDefinition.SETTINGS.over(own, imported);
        if (own.getIssuer() != null || own.getTokenUrl() != null) {
            merged.setIssuer(own.getIssuer());
            merged.setTokenUrl(own.getTokenUrl());
        }
        return merged;
    }

    private static void checkType(String name, Layer<SecurityDefinition> own, Layer<SecurityDefinition> imported) {
        String type = own.defined().value().getType();
        String known = imported.defined().value().getType();
        if (type != null && !type.equals(known)) {
            throw InvalidDefinition.of(
                    own.defined().place(),
                    "security definition '" + name + "'",
                    new InvalidSetting(
                            "type",
                            "is '" + type + "', but " + imported.source() + " says '" + known
                                    + "'; it may be left out"));
        }
    }

    private static <T> Defined<T> only(@Nullable Layer<T> one, @Nullable Layer<T> other) {
        Layer<T> layer = one == null ? other : one;
        if (layer == null) {
            throw new IllegalStateException("nothing is said");
        }
        return layer.defined();
    }

    private static <T> Defined<T> completed(Defined<T> own, Defined<T> imported, T merged) {
        return new Defined<>(merged, own.problem() == null ? imported.problem() : own.problem(), own.place());
    }

    private static void check(String name, Defined<Connection> defined, Connection defaults) {
        try {
            ConnectionName.check(name);
            String own = defined.value().getName();
            if (own != null && !own.equals(name)) {
                throw new InvalidSetting("name", "is '" + own + "', but it is registered as '" + name + "'");
            }
            if (defined.problem() == null) {
                Blueprint.of(name, defined.value().over(defaults)).requests(CredentialPlaces.none(), ANY_WRITER);
            }
        } catch (InvalidSetting e) {
            throw InvalidDefinition.of(defined.place(), "connection '" + name + "'", e);
        }
    }

    private static void check(String name, Defined<SecurityDefinition> defined) {
        try {
            if (name.isBlank()) {
                throw new InvalidSetting("name", "must not be empty");
            }
            if (defined.problem() == null) {
                CredentialsFactory.check(defined.value());
            }
        } catch (InvalidSetting e) {
            throw InvalidDefinition.of(defined.place(), "security definition '" + name + "'", e);
        }
    }

    private static void checkSecurity(
            String name,
            Defined<Connection> defined,
            Connection defaults,
            Set<String> known,
            Predicate<String> excused) {
        try {
            for (String definition : securityOf(defined, defaults).definitions()) {
                boolean hasNoValue = definition.isBlank() && defined.problem() != null;
                if (!known.contains(definition) && !excused.test(definition) && !hasNoValue) {
                    throw new InvalidSetting("security", "names " + unknownSecurity(definition, known));
                }
            }
        } catch (InvalidSetting e) {
            throw InvalidDefinition.of(defined.place(), "connection '" + name + "'", e);
        }
    }

    /**
     * A connection that would show its credentials cannot be used when an import has made it, and is refused otherwise.
     *
     * @throws InvalidDefinition when it is refused
     */
    private static Defined<Connection> keptSecret(
            String name, Defined<Connection> defined, boolean imported, Connection defaults) {
        SecurityRequirements security = securityOf(defined, defaults);
        if (defined.problem() != null || security.definitions().isEmpty() || imported && security.optional()) {
            return defined; // where a document makes them optional, credentials are looked at when there are some
        }
        Connection settings = defined.value().over(defaults);
        if (Boolean.FALSE.equals(settings.getActive())) {
            return defined;
        }
        try {
            Blueprint.of(name, settings).checkCredentialsStaySecret();
            return defined;
        } catch (InvalidSetting e) {
            if (imported) {
                return defined.because(String.valueOf(e.getMessage()));
            }
            throw InvalidDefinition.of(defined.place(), "connection '" + name + "'", e);
        }
    }

    /** What a connection needs, its own or that of the defaults: the rest of its settings is not merged for that. */
    static SecurityRequirements securityOf(Defined<Connection> defined, Connection defaults) {
        Connection own = defined.value();
        return Blueprint.security(own.getSecurity() == null ? defaults : own);
    }

    static String unknownSecurity(String name, Collection<String> known) {
        return "the security definition '" + name + "', which is not known" + NearestNames.hint(name, known);
    }

    /**
     * Notes that names belong to a source.
     *
     * @param owners the sources of all names so far
     * @throws InvalidDefinition when another source has one of the names
     */
    private static void claim(String what, Set<String> names, String source, Map<String, String> owners) {
        for (String name : names) {
            String other = owners.put(name, source);
            if (other != null && !other.equals(source)) {
                throw twice(what, name, other, source);
            }
        }
    }

    static InvalidDefinition twice(String what, String name, String one, String other) {
        return new InvalidDefinition(
                what + " '" + name + "' is defined twice, by " + one + " and by " + other + "; one of them must go");
    }

    /**
     * The defaults of all sources as one; headers, parameters and declared ones are merged by name.
     *
     * @throws InvalidDefinition when two sources have the same one
     */
    static Connection mergedDefaults(Map<String, Connection> bySource) {
        Map<String, String> owners = new HashMap<>();
        bySource.forEach((source, own) -> Connection.SETTINGS.settings().forEach((name, setting) -> {
            boolean mergedByName = Connection.MERGED_BY_NAME.contains(name);
            if (setting.get(own) != null && !mergedByName) {
                claim(
                        "default",
                        Set.of(name.equals("baseUrls") ? "baseUrl" : name),
                        source,
                        owners); // one or the other
            }
        }));
        Connection merged = new Connection();
        for (Connection own : bySource.values()) {
            merged = own.over(merged);
        }
        return merged;
    }
}
