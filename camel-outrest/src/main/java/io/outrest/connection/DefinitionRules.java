package io.outrest.connection;

import io.outrest.connection.Definitions.Defined;
import io.outrest.request.BodyWriter;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.JsonCodec;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What definitions must be like, alone and together, before the registry takes them. Nothing here changes anything. */
final class DefinitionRules {

    private static final BodyWriter ANY_WRITER = new BodyWriter(JsonCodec.standard(), value -> null);

    private DefinitionRules() {}

    /** @throws InvalidDefinition when the name or a setting cannot be used */
    static void check(String name, Defined<Connection> defined, Connection defaults) {
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

    /** @throws InvalidDefinition when a setting cannot be used */
    static void check(String name, Defined<SecurityDefinition> defined) {
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

    /** @throws InvalidDefinition when a connection names a definition that is not known, or would show its credentials */
    static void checkSecurity(
            String name,
            Defined<Connection> defined,
            Connection defaults,
            Map<String, Defined<SecurityDefinition>> known) {
        Connection settings = defined.value().over(defaults);
        List<String> definitions = securityOf(settings);
        try {
            for (String definition : definitions) {
                if (!known.containsKey(definition)) {
                    throw new InvalidSetting("security", "names " + unknownSecurity(definition, known.keySet()));
                }
            }
            if (!definitions.isEmpty() && defined.problem() == null) {
                Blueprint.of(name, settings).checkCredentialsStaySecret();
            }
        } catch (InvalidSetting e) {
            throw InvalidDefinition.of(defined.place(), "connection '" + name + "'", e);
        }
    }

    /** The definitions that a connection names, in their order. */
    static List<String> securityOf(Connection settings) {
        return settings.getSecurity() == null ? List.of() : settings.getSecurity();
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
    static void claim(String what, Set<String> names, String source, Map<String, String> owners) {
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
     * The defaults of all sources as one; headers and parameters are merged by name.
     *
     * @throws InvalidDefinition when two sources have the same one
     */
    static Connection mergedDefaults(Map<String, Connection> bySource) {
        Map<String, String> owners = new HashMap<>();
        bySource.forEach((source, own) -> Connection.SETTINGS.settings().forEach((name, setting) -> {
            boolean mergedByName = name.equals("headers") || name.equals("parameters");
            if (setting.get(own) != null && !mergedByName) {
                claim("default", Set.of(name), source, owners);
            }
        }));
        Connection merged = new Connection();
        for (Connection own : bySource.values()) {
            merged = own.over(merged);
        }
        return merged;
    }
}
