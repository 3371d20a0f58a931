package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.SettingsOf;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of security definitions, and which settings each has. */
enum SecurityType {
    BASIC("basic", List.of("username", "password"), Set.of()),
    API_KEY("apiKey", List.of("in", "name", "apiKey"), Set.of()),
    BEARER("bearer", List.of("token"), Set.of("prefix", "header")),
    OAUTH2(
            "oauth2",
            List.of("tokenUrl", "clientId", "clientSecret"),
            Set.of(
                    "grant",
                    "clientAuthentication",
                    "scopes",
                    "audience",
                    "parameters",
                    "tls",
                    "proxy",
                    "allowInsecure"));

    private final String written;
    private final List<String> required;
    private final Set<String> optional;

    SecurityType(String written, List<String> required, Set<String> optional) {
        this.written = written;
        this.required = required;
        this.optional = optional;
    }

    /**
     * The type of a definition, once it has the settings of its type and no others.
     *
     * @throws InvalidSetting that names the setting that is missing or too much
     */
    static SecurityType of(SecurityDefinition definition) {
        SecurityType type = named(definition.getType());
        for (String name : type.required) {
            if (isMissing(setting(name).get(definition))) {
                throw new InvalidSetting(name, "is missing, which the type " + type.written + " needs");
            }
        }
        for (SettingsOf.Setting setting : SecurityDefinition.SETTINGS.settings().values()) {
            if (setting.get(definition) != null && !type.has(setting.name())) {
                throw new InvalidSetting(
                        setting.name(),
                        "is no setting of the type " + type.written + "; it has " + String.join(", ", type.required)
                                + type.optional.stream()
                                        .sorted()
                                        .map(name -> ", " + name)
                                        .collect(Collectors.joining()));
            }
        }
        return type;
    }

    /** The settings that the definition's type needs and that are not set. */
    static List<String> missing(SecurityDefinition definition) {
        return named(definition.getType()).required.stream()
                .filter(name -> isMissing(setting(name).get(definition)))
                .toList();
    }

    private static SettingsOf.Setting setting(String name) {
        SettingsOf.Setting setting = SecurityDefinition.SETTINGS.settings().get(name);
        if (setting == null) {
            throw new IllegalStateException("no such property: " + name);
        }
        return setting;
    }

    private boolean has(String name) {
        return name.equals("type") || required.contains(name) || optional.contains(name);
    }

    private static boolean isMissing(@Nullable Object value) {
        return value == null || value instanceof String text && text.isBlank();
    }

    private static SecurityType named(@Nullable String name) {
        List<String> known = Arrays.stream(values()).map(type -> type.written).toList();
        if (name == null) {
            throw new InvalidSetting("type", "is missing; known are " + String.join(", ", known));
        }
        for (SecurityType type : values()) {
            if (type.written.equals(name)) {
                return type;
            }
        }
        throw new InvalidSetting(
                "type",
                "'" + name + "' is not known; known are " + String.join(", ", known) + NearestNames.hint(name, known));
    }
}
