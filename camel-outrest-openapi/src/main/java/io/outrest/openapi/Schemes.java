package io.outrest.openapi;

import io.outrest.imports.ImportReport.SecurityDefinitionRow;
import io.outrest.imports.ImportReport.SecurityUse;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.OAuthFlows;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The security schemes of a document as definitions that wait for their credentials: one for each scheme. What cannot be mapped
 * is told, and becomes no other type. For one import.
 */
final class Schemes {

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final String prefix;
    private final Map<String, String> elsewhere;
    private final UnaryOperator<@Nullable String> absolute;
    private final Map<String, SecurityDefinition> definitions = new LinkedHashMap<>();
    private final List<SecurityDefinitionRow> rows = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /**
     * @param prefix of the definitions' names
     * @param elsewhere names of definitions that are there already, by scheme
     * @param absolute makes a URL absolute, or gives null
     */
    Schemes(String prefix, Map<String, String> elsewhere, UnaryOperator<@Nullable String> absolute) {
        this.prefix = prefix;
        this.elsewhere = elsewhere;
        this.absolute = absolute;
    }

    void add(SchemeNode scheme, SwaggerModel model) {
        names.add(scheme.name());
        if (elsewhere.containsKey(scheme.name())) {
            return;
        }
        try {
            if (scheme.problem() != null) {
                throw new Unusable(scheme.problem());
            }
            if (!Names.isUsable(scheme.name())) {
                throw new Unusable("has a name that a definition cannot have");
            }
            SecurityDefinition definition = definition(scheme.name(), model.scheme(scheme.node()));
            check(definition);
            definitions.put(scheme.name(), definition);
            rows.add(row(scheme.name(), definition));
        } catch (Unusable | InvalidSetting e) {
            warnings.add("the security scheme " + Quoted.quoted(scheme.name(), 100) + " cannot be mapped: "
                    + e.getMessage());
        }
    }

    /** The names of all schemes of the document. */
    List<String> names() {
        return names;
    }

    /** The definitions by scheme. */
    Map<String, SecurityDefinition> definitions() {
        return definitions;
    }

    List<SecurityDefinitionRow> rows() {
        return rows;
    }

    List<String> warnings() {
        return warnings;
    }

    /** The name of the definition that stands for a scheme; null when there is none. */
    @Nullable
    String definitionOf(String scheme) {
        String other = elsewhere.get(scheme);
        return other != null ? other : definitions.containsKey(scheme) ? prefix + scheme : null;
    }

    /** The use of a scheme by an operation. */
    SecurityUse use(String scheme, @Nullable List<String> scopes) {
        return new SecurityUse(scheme, definitionOf(scheme), scopes == null ? List.of() : scopes);
    }

    private SecurityDefinition definition(String name, SecurityScheme scheme) {
        SecurityDefinition definition = new SecurityDefinition();
        switch (scheme.getType()) {
            case APIKEY -> {
                definition.setType("apiKey");
                definition.setIn(scheme.getIn() == null ? null : scheme.getIn().toString());
                definition.setName(scheme.getName());
            }
            case HTTP -> definition.setType(http(scheme.getScheme()));
            case OAUTH2 -> {
                definition.setType("oauth2");
                oauth2(name, scheme.getFlows(), definition);
            }
            case OPENIDCONNECT -> {
                definition.setType("oauth2");
                definition.setIssuer(issuer(scheme.getOpenIdConnectUrl()));
            }
            case MUTUALTLS -> definition.setType("mutualTls");
        }
        return definition;
    }

    private static String http(@Nullable String scheme) {
        String name = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "basic", "bearer", "digest" -> name;
            default -> throw new Unusable("the HTTP scheme " + Quoted.quoted(name, 40) + " is not supported");
        };
    }

    /** A flow without a person is preferred; of any other one only the token URL can be used. */
    private void oauth2(String name, @Nullable OAuthFlows flows, SecurityDefinition definition) {
        if (flows == null) {
            throw new Unusable("has no flows");
        }
        OAuthFlow password = flows.getPassword();
        OAuthFlow code = flows.getAuthorizationCode();
        if (flows.getClientCredentials() != null) {
            definition.setTokenUrl(tokenUrl(name, flows.getClientCredentials()));
        } else if (password != null) {
            definition.setGrant("password");
            definition.setTokenUrl(tokenUrl(name, password));
        } else if (code != null) {
            definition.setTokenUrl(tokenUrl(name, code));
            warnings.add("the security scheme " + Quoted.quoted(name, 100)
                    + " has flows that need a person; tokens are asked for with the grant client_credentials, unless its"
                    + " definition says another one");
        } else {
            warnings.add("the security scheme " + Quoted.quoted(name, 100)
                    + " has no flow with a token URL; its definition needs one");
        }
    }

    private @Nullable String tokenUrl(String name, OAuthFlow flow) {
        String url = absolute.apply(flow.getTokenUrl());
        SecurityDefinition probe = new SecurityDefinition();
        probe.setType("oauth2");
        probe.setTokenUrl(url);
        try {
            check(probe);
            return url;
        } catch (InvalidSetting e) {
            warnings.add("the security scheme " + Quoted.quoted(name, 100)
                    + " has a token URL that cannot be used; its definition needs one");
            return null;
        }
    }

    private String issuer(@Nullable String url) {
        String absoluteUrl = absolute.apply(url);
        if (absoluteUrl == null) {
            throw new Unusable("its openIdConnectUrl is no URL");
        }
        return absoluteUrl.endsWith(DISCOVERY)
                ? absoluteUrl.substring(0, absoluteUrl.length() - DISCOVERY.length())
                : absoluteUrl;
    }

    /** Checks what the document says; where a key stands is for the document to say. */
    private static void check(SecurityDefinition definition) {
        List<String> missing = CredentialsFactory.missing(definition);
        if (missing.contains("in") || missing.contains("name")) {
            CredentialsFactory.check(definition);
        }
        if (String.valueOf(definition.getName()).contains("{{")) {
            throw new Unusable("has a name that only configuration may have");
        }
        SecurityDefinition checked = SecurityDefinition.SETTINGS.copy(definition);
        checked.setAllowInsecure("oauth2".equals(definition.getType()) ? true : null);
        CredentialsFactory.checkIncomplete(checked);
    }

    private SecurityDefinitionRow row(String scheme, SecurityDefinition definition) {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "in", definition.getIn());
        put(settings, "keyName", definition.getName());
        put(settings, "grant", definition.getGrant());
        put(settings, "tokenUrl", definition.getTokenUrl());
        put(settings, "issuer", definition.getIssuer());
        return new SecurityDefinitionRow(
                prefix + scheme,
                scheme,
                String.valueOf(definition.getType()),
                settings,
                CredentialsFactory.missing(definition));
    }

    private static void put(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
