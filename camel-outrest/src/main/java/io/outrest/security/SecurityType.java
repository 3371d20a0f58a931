package io.outrest.security;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The types of security definitions, and which settings each has. */
enum SecurityType {
    BASIC("basic", List.of("username", "password"), Set.of()),
    API_KEY("apiKey", List.of("in", "name", "apiKey"), Set.of()),
    BEARER("bearer", List.of("token"), Set.of("prefix", "header")),
    OAUTH2(
            "oauth2",
            List.of("tokenUrl", "clientId"),
            Set.of(
                    "grant",
                    "issuer",
                    "clientAuthentication",
                    "scopes",
                    "audience",
                    "parameters",
                    "tls",
                    "proxy",
                    "allowInsecure")) {

        /** An issuer stands for the token URL, and each grant has settings of its own. */
        @Override
        List<String> required(SecurityDefinition definition) {
            List<String> required = new ArrayList<>(super.required(definition));
            if (definition.getIssuer() != null) {
                required.set(required.indexOf("tokenUrl"), "issuer");
            }
            Grant grant = Grant.of(definition);
            required.addAll(grant.required());
            ClientAuthentication authentication = ClientAuthentication.of(definition);
            boolean optional = authentication.bySecret() && grant != Grant.CLIENT_CREDENTIALS;
            if (authentication.proof() != null && !optional && !required.contains(authentication.proof())) {
                required.add(authentication.proof());
            }
            return required;
        }

        /** Settings of the grant, and of how the client shows who it is. */
        @Override
        Set<String> optional(SecurityDefinition definition) {
            Set<String> optional = new HashSet<>(super.optional(definition));
            optional.addAll(Grant.of(definition).optional());
            ClientAuthentication authentication = ClientAuthentication.of(definition);
            if (authentication.bySecret()) {
                optional.add("clientSecret");
            }
            if (authentication == ClientAuthentication.PRIVATE_KEY_JWT) {
                optional.addAll(List.of("keyId", "algorithm"));
            }
            return optional;
        }

        @Override
        String describe(SecurityDefinition definition) {
            String grant = definition.getGrant() == null ? "" : " with the grant " + definition.getGrant();
            String authentication = definition.getClientAuthentication() == null
                    ? ""
                    : " with the clientAuthentication " + definition.getClientAuthentication();
            return super.describe(definition) + grant + authentication;
        }
    },
    DIGEST("digest", List.of("username", "password"), Set.of()),
    MUTUAL_TLS(
            "mutualTls", List.of("clientCertificate", "clientKey"), Set.of("caCertificates", "sslContextParameters")) {

        /** A bean stands for certificate and key. */
        @Override
        List<String> required(SecurityDefinition definition) {
            return definition.getSslContextParameters() == null
                    ? super.required(definition)
                    : List.of("sslContextParameters");
        }
    },
    CUSTOM("custom", List.of("bean"), Set.of()),
    AWS_V4(
            "awsV4",
            List.of("region", "service", "accessKey", "secretKey"),
            Set.of("sessionToken", "bean"),
            new OptionalPart("camel-outrest-aws", "")) {

        /** A bean that gives keys stands for keys. */
        @Override
        List<String> required(SecurityDefinition definition) {
            return definition.getBean() == null ? super.required(definition) : List.of("region", "service");
        }
    },
    SPNEGO(
            "spnego",
            List.of("principal", "keytab"),
            Set.of("password", "targetSpn", "delegation"),
            new OptionalPart("camel-outrest-spnego", "")) {

        /** A password stands for a key table. */
        @Override
        List<String> required(SecurityDefinition definition) {
            return definition.getPassword() == null ? super.required(definition) : List.of("principal", "password");
        }
    },
    NTLM(
            "ntlm",
            List.of("username", "password"),
            Set.of(),
            new OptionalPart(
                    "camel-outrest-ntlm", ", which does not exist: see docs/decisions/0016-no-ntlm.md; spnego may do"));

    private final String written;
    private final List<String> required;
    private final Set<String> optional;
    private final @Nullable OptionalPart part;

    SecurityType(String written, List<String> required, Set<String> optional) {
        this(written, required, optional, null);
    }

    /** @param part that deals with the type; null for the component itself */
    SecurityType(String written, List<String> required, Set<String> optional, @Nullable OptionalPart part) {
        this.written = written;
        this.required = required;
        this.optional = optional;
        this.part = part;
    }

    /**
     * The part that deals with a type of its own.
     *
     * @throws InvalidSetting that names the artifact which has it
     */
    SecurityPart part() {
        if (part == null) {
            throw new IllegalStateException("the component itself deals with " + written);
        }
        return part.load(written);
    }

    /**
     * The type of a definition, once it has the settings of its type and no others.
     *
     * @throws InvalidSetting that names the setting that is missing or too much
     */
    static SecurityType of(SecurityDefinition definition) {
        SecurityType type = named(definition.getType());
        List<String> missing = missing(definition);
        if (!missing.isEmpty()) {
            throw new InvalidSetting(
                    missing.get(0), "is missing, which the type " + type.describe(definition) + " needs");
        }
        List<String> known = type.settings(definition);
        for (SettingsOf.Setting setting : SecurityDefinition.SETTINGS.settings().values()) {
            boolean tooMuch = !setting.name().equals("type") && !known.contains(setting.name());
            if (tooMuch && setting.get(definition) != null) {
                throw new InvalidSetting(
                        setting.name(),
                        "is no setting of the type " + type.describe(definition) + "; it has "
                                + String.join(", ", known));
            }
        }
        return type;
    }

    /**
     * The settings that a definition needs and does not have, empty when it is complete.
     *
     * @throws InvalidSetting when its type, or what else decides what it needs, is not known
     */
    static List<String> missing(SecurityDefinition definition) {
        return named(definition.getType()).required(definition).stream()
                .filter(name -> isMissing(name, setting(name).get(definition)))
                .toList();
    }

    /** The settings without which a definition cannot be used. */
    List<String> required(SecurityDefinition definition) {
        return required;
    }

    /** The settings that a definition may do without. */
    Set<String> optional(SecurityDefinition definition) {
        return optional;
    }

    /** The type, as an error names it. */
    String describe(SecurityDefinition definition) {
        return written;
    }

    /** All that a definition may have, besides its type: first what it must have. */
    private List<String> settings(SecurityDefinition definition) {
        return Stream.of(
                        required(definition),
                        required,
                        optional(definition).stream().sorted().toList())
                .flatMap(List::stream)
                .distinct()
                .collect(Collectors.toList());
    }

    private static SettingsOf.Setting setting(String name) {
        SettingsOf.Setting setting = SecurityDefinition.SETTINGS.settings().get(name);
        if (setting == null) {
            throw new IllegalStateException("no such property: " + name);
        }
        return setting;
    }

    /** A password may be empty: some APIs take a key as the user, and no password. */
    private static boolean isMissing(String name, @Nullable Object value) {
        return value == null
                || value instanceof String text && text.isBlank()
                || value instanceof Secret secret && secret.isBlank() && !name.equals("password");
    }

    private static SecurityType named(@Nullable String name) {
        List<String> known = Arrays.stream(values())
                .filter(type -> type != NTLM)
                .map(type -> type.written)
                .toList();
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
