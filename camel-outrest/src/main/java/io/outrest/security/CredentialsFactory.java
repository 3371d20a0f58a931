package io.outrest.security;

import io.outrest.http.HttpTransports;
import io.outrest.http.TlsMaterials;
import io.outrest.request.Headers;
import io.outrest.resilience.Deadlines;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes credentials from security definitions. */
public final class CredentialsFactory {

    private final TokenCache tokens;
    private final TlsMaterials tls;
    private final OAuth2Factory oauth2;
    private final Function<String, @Nullable Object> beans;
    private final Executor executor;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param tls gives what TLS settings stand for
     * @param beans gives the application's bean of a name, if there is one
     */
    public CredentialsFactory(
            TokenCache tokens,
            HttpTransports transports,
            TlsMaterials tls,
            Function<String, @Nullable Object> beans,
            Deadlines deadlines,
            Executor executor,
            LongSupplier ticker) {
        this.tokens = tokens;
        this.tls = tls;
        this.beans = beans;
        this.executor = executor;
        this.oauth2 = new OAuth2Factory(tokens, transports, tls, deadlines, executor, ticker);
    }

    /**
     * Credentials, and what to give back when they are used no longer.
     *
     * @param isOutdated whether certificates or keys have changed that they were made of
     */
    public record Made(Credentials credentials, Runnable giveBack, BooleanSupplier isOutdated) {}

    /**
     * Checks a definition.
     *
     * @throws InvalidSetting that names the setting
     */
    public static void check(SecurityDefinition definition) {
        switch (SecurityType.of(definition)) {
            case BASIC -> {
                if (text(definition.getUsername()).indexOf(':') >= 0) {
                    throw new InvalidSetting("username", "must not have a colon (RFC 7617)");
                }
            }
            case API_KEY -> {
                if (!Set.of("header", "query", "cookie").contains(text(definition.getIn()))) {
                    throw new InvalidSetting("in", "must be header, query or cookie");
                }
                checkName("name", text(definition.getName()), text(definition.getIn()));
                checkValue("apiKey", secret(definition.getApiKey()), text(definition.getIn()));
            }
            case BEARER -> {
                checkName("header", header(definition), "header");
                checkValue("prefix", Secret.of(text(definition.getPrefix())), "header");
                checkValue("token", secret(definition.getToken()), "header");
            }
            case OAUTH2 -> OAuth2Factory.check(definition);
            case DIGEST, CUSTOM -> {
                // any user and password will do; a bean is looked for when a connection is called
            }
            case MUTUAL_TLS -> ClientCertificate.check(definition);
            case AWS_V4, SPNEGO, NTLM -> SecurityType.of(definition).part().check(definition);
        }
    }

    private static void checkName(String setting, String name, String in) {
        boolean reserved = Set.of("host", "content-length", "transfer-encoding", "connection", "content-type")
                .contains(name.toLowerCase(Locale.ROOT));
        if (!in.equals("query") && !Headers.isName(name) || in.equals("header") && reserved) {
            throw new InvalidSetting(setting, "must be a name that a " + in + " can have");
        }
    }

    private static void checkValue(String setting, Secret value, String in) {
        boolean sendable = in.equals("query")
                || value.reveal().chars().allMatch(c -> c >= ' ' && c < 0x7F && (in.equals("header") || c != ';'));
        if (!sendable) {
            throw new InvalidSetting(setting, "holds characters that a " + in + " cannot have");
        }
    }

    /**
     * The settings that a definition needs and does not have, in the order in which the reference names them; empty when it
     * is complete.
     *
     * @throws InvalidSetting when it has no type, or one that is not known
     */
    public static List<String> missing(SecurityDefinition definition) {
        return SecurityType.missing(definition);
    }

    /**
     * Checks what a definition has, as if the rest were there too.
     *
     * @throws InvalidSetting that names the setting
     */
    public static void checkIncomplete(SecurityDefinition definition) {
        SecurityDefinition complete = SecurityDefinition.SETTINGS.copy(definition);
        for (String setting : missing(definition)) {
            Objects.requireNonNull(SecurityDefinition.SETTINGS.settings().get(setting))
                    .set(complete, standIn(setting));
        }
        check(complete);
    }

    private static String standIn(String setting) {
        return switch (setting) {
            case "tokenUrl", "issuer" -> "https://localhost/";
            case "in" -> "header";
            default -> "x";
        };
    }

    /**
     * Makes credentials.
     *
     * @param name of the definition
     * @param scopes that a token is asked for, where the definition does not say any
     * @throws InvalidSetting that names the setting
     */
    public Made create(String name, long generation, SecurityDefinition definition, List<String> scopes) {
        boolean asksForThem = SecurityType.of(definition) == SecurityType.OAUTH2 && definition.getScopes() == null;
        if (!asksForThem || scopes.isEmpty()) {
            return create(name, generation, definition);
        }
        SecurityDefinition scoped = SecurityDefinition.SETTINGS.copy(definition);
        scoped.setScopes(scopes);
        return create(name, generation, scoped);
    }

    /**
     * Makes credentials.
     *
     * @param name of the definition
     * @param generation counts its changes, so that no token outlives one
     * @throws InvalidSetting that names the setting
     */
    public Made create(String name, long generation, SecurityDefinition definition) {
        check(definition);
        return switch (SecurityType.of(definition)) {
            case BASIC ->
                atHand(StaticCredentials.basic(text(definition.getUsername()), secret(definition.getPassword())));
            case API_KEY -> atHand(apiKey(definition));
            case BEARER -> atHand(bearer(definition));
            case OAUTH2 -> oauth2.create(name, generation, definition);
            case DIGEST ->
                atHand(new DigestCredentials(text(definition.getUsername()), secret(definition.getPassword()), random));
            case MUTUAL_TLS -> new ClientCertificate(name, definition).made(tls);
            case CUSTOM -> atHand(new SigningCredentials(name, signer(definition), executor, ""));
            case AWS_V4, SPNEGO, NTLM -> atHand(signedByPart(name, generation, definition));
        };
    }

    /** Ends the token requests that are under way. */
    public void close() {
        oauth2.close();
    }

    private Credentials signedByPart(String name, long generation, SecurityDefinition definition) {
        SecurityPart part = SecurityType.of(definition).part();
        RequestSigner signer = tokens.signer(name, generation, () -> part.signer(definition, beans));
        return new SigningCredentials(name, signer, executor, part.tiesUserToSocket() ? name + " " + generation : "");
    }

    private RequestSigner signer(SecurityDefinition definition) {
        String bean = text(definition.getBean());
        if (beans.apply(bean) instanceof RequestSigner signer) {
            return signer;
        }
        throw new InvalidSetting(
                "bean", "names no bean of the type " + RequestSigner.class.getName() + ": '" + bean + "'");
    }

    private static Made atHand(Credentials credentials) {
        return new Made(credentials, () -> {}, () -> false);
    }

    private static Credentials apiKey(SecurityDefinition definition) {
        String name = text(definition.getName());
        Secret key = secret(definition.getApiKey());
        return switch (text(definition.getIn())) {
            case "query" -> StaticCredentials.query(name, key);
            case "cookie" -> StaticCredentials.cookie(name, key);
            default -> StaticCredentials.header(name, key);
        };
    }

    private static Credentials bearer(SecurityDefinition definition) {
        String prefix = definition.getPrefix() == null ? "Bearer" : definition.getPrefix();
        String token = secret(definition.getToken()).reveal();
        return StaticCredentials.header(
                header(definition), Secret.of(prefix.isBlank() ? token : prefix.trim() + " " + token));
    }

    private static String header(SecurityDefinition definition) {
        return definition.getHeader() == null ? "Authorization" : definition.getHeader();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Secret secret(@Nullable Secret value) {
        return value == null ? Secret.of("") : value;
    }
}
