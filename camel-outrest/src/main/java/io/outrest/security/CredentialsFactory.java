package io.outrest.security;

import io.outrest.http.HttpTransports;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.http.TransportSettings;
import io.outrest.request.Call;
import io.outrest.request.ContentCoding;
import io.outrest.request.Headers;
import io.outrest.request.Origin;
import io.outrest.resilience.Resilience;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes credentials from security definitions. */
public final class CredentialsFactory {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER = 1024 * 1024;

    private final TokenCache tokens;
    private final HttpTransports transports;
    private final Function<String, @Nullable SSLContext> sslContexts;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final LongSupplier ticker;

    public CredentialsFactory(
            TokenCache tokens,
            HttpTransports transports,
            Function<String, @Nullable SSLContext> sslContexts,
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier ticker) {
        this.tokens = tokens;
        this.transports = transports;
        this.sslContexts = sslContexts;
        this.timer = timer;
        this.executor = executor;
        this.ticker = ticker;
    }

    /** Credentials, and what to give back when they are used no longer. */
    public record Made(Credentials credentials, Runnable giveBack) {}

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
            case OAUTH2 -> checkOAuth2(definition);
        }
    }

    private static void checkOAuth2(SecurityDefinition definition) {
        if (definition.getGrant() != null && !definition.getGrant().equals("client_credentials")) {
            throw new InvalidSetting("grant", "must be client_credentials");
        }
        String authentication = definition.getClientAuthentication();
        if (authentication != null && !Set.of("basic", "post").contains(authentication)) {
            throw new InvalidSetting("clientAuthentication", "must be basic or post");
        }
        Origin origin = TokenUrl.parse(text(definition.getTokenUrl())).origin();
        if (!origin.secure() && !origin.loopback() && !Boolean.TRUE.equals(definition.getAllowInsecure())) {
            throw new InvalidSetting(
                    "tokenUrl",
                    "is plain http, which would show the client's secret to everybody on the way; use https, or set"
                            + " allowInsecure: true");
        }
        ProxySettings.transport(definition.getProxy());
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
     * The settings that a definition of this type needs and has not, in the order in which people think of them.
     *
     * @throws InvalidSetting when the type is not known
     */
    public static List<String> missing(SecurityDefinition definition) {
        return SecurityType.missing(definition);
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
            case OAUTH2 -> oauth2(name, generation, definition);
        };
    }

    private static Made atHand(Credentials credentials) {
        return new Made(credentials, () -> {});
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

    private Made oauth2(String name, long generation, SecurityDefinition definition) {
        TokenUrl url = TokenUrl.parse(text(definition.getTokenUrl()));
        HttpTransports.Lease lease = transports.lease(
                new TransportSettings(
                        TlsSettings.transport(definition.getTls(), this::namedContext),
                        ProxySettings.transport(definition.getProxy()),
                        TransportSettings.Version.AUTO,
                        CONNECT_TIMEOUT,
                        TransportSettings.Addresses.ANY),
                url.origin());
        Call call = lease.transport().call(null, ANSWER, ANSWER);
        Call decoded = request -> call.send(request).thenApply(answer -> ContentCoding.removed(answer, ANSWER));
        TokenKey key = new TokenKey(
                name,
                generation,
                text(definition.getTokenUrl()),
                text(definition.getClientId()),
                definition.getScopes() == null ? List.of() : definition.getScopes(),
                text(definition.getAudience()),
                "client_credentials");
        Credentials credentials = new ClientCredentials(
                tokens,
                key,
                new TokenEndpoint(Resilience.timed(decoded, timer, executor), url.origin(), url.target(), ticker),
                secret(definition.getClientSecret()),
                definition.getParameters() == null ? Map.of() : definition.getParameters(),
                "post".equals(definition.getClientAuthentication()),
                executor);
        return new Made(credentials, lease::close);
    }

    /** The context's global SSL parameters are for connections, not for token endpoints. */
    private @Nullable SSLContext namedContext(String bean) {
        return bean.isEmpty() ? null : sslContexts.apply(bean);
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

    /** A token URL: unlike a base URL it may have a query. */
    private record TokenUrl(Origin origin, String target) {

        static TokenUrl parse(String url) {
            int mark = url.indexOf('?');
            String plain = mark < 0 ? url : url.substring(0, mark);
            Origin.Located located = Origin.locate("tokenUrl", plain);
            String path = located.path().isEmpty() ? "/" : located.path();
            String target = path + (mark < 0 ? "" : url.substring(mark));
            if (!target.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#' && c != '{')) {
                throw new InvalidSetting("tokenUrl", "holds characters that a URL cannot have");
            }
            return new TokenUrl(located.origin(), target);
        }
    }
}
