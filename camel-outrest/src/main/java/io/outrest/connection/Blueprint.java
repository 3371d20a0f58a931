package io.outrest.connection;

import io.outrest.http.ProxySettings;
import io.outrest.http.TransportSettings;
import io.outrest.request.BodyWriter;
import io.outrest.request.CredentialPlaces;
import io.outrest.request.Headers;
import io.outrest.request.MediaType;
import io.outrest.request.Methods;
import io.outrest.request.Origin;
import io.outrest.request.Parameter;
import io.outrest.request.Redirects;
import io.outrest.request.RequestFactory;
import io.outrest.request.RequestFactory.HeaderSettings;
import io.outrest.request.RequestTemplate;
import io.outrest.request.UriTemplate;
import io.outrest.resilience.BaseUrlsPolicy;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.resilience.BulkheadSettings;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.ProtectionPolicy;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityRequirements;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.StatusRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a connection, read and checked, with the value that holds where none is set. The only place that knows
 * those values.
 *
 * @param templates one for each base URL, in their order, all with the same variables
 * @param declared parameters beyond the template
 * @param method the one that is fixed, or null
 * @param security what calls need
 * @param parameters default values
 * @param streamLimit bytes of a streamed answer
 * @param pingTemplates below each base URL
 * @param pingSuccess what counts as up
 * @param protection what keeps calls in bounds
 * @param audited whether the last calls are kept
 */
record Blueprint(
        List<RequestTemplate> templates,
        List<Parameter> declared,
        @Nullable String method,
        SecurityRequirements security,
        boolean allowInsecure,
        HeaderSettings headers,
        Map<String, ?> parameters,
        Duration timeout,
        Duration connectTimeout,
        @Nullable Duration responseTimeout,
        long maxResponseSize,
        long streamLimit,
        boolean throwsOnFailure,
        StatusRanges success,
        Redirects redirects,
        TransportSettings.Version version,
        String pingMethod,
        List<RequestTemplate> pingTemplates,
        StatusRanges pingSuccess,
        ProtectionPolicy protection,
        boolean audited) {

    private static final String JSON = "application/json";
    private static final List<String> FORWARDED = List.of(
            "X-*", "Accept-Language", "Idempotency-Key", "If-*", "Prefer", "traceparent", "tracestate", "baggage");
    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 20;
    private static final long RESPONSE_SIZE = 64L << 20;

    /**
     * Reads the settings, defaults merged in.
     *
     * @throws InvalidSetting that names the setting which cannot be used
     */
    static Blueprint of(String name, Connection settings) {
        String path = or(settings.getPath(), "");
        List<Parameter> declared = ParameterSettings.parameters(or(settings.getDeclared(), Map.of()));
        List<RequestTemplate> templates = templates(settings, path, declared);
        ProxySettings.transport(settings.getProxy());
        PingSettings ping = or(settings.getPing(), new PingSettings());
        return new Blueprint(
                templates,
                declared,
                Methods.parse("method", settings.getMethod()),
                security(settings),
                or(settings.getAllowInsecure(), false),
                headers(name, settings),
                or(settings.getParameters(), Map.of()),
                or(settings.getTimeout(), TIMEOUT),
                or(settings.getConnectTimeout(), CONNECT_TIMEOUT),
                positive(settings.getResponseTimeout()),
                or(settings.getMaxResponseSize(), RESPONSE_SIZE),
                or(settings.getMaxResponseSize(), Long.MAX_VALUE),
                or(settings.getThrowExceptionOnFailure(), false),
                or(settings.getSuccessStatus(), ranges(200, 299)),
                Redirects.parse(or(settings.getFollowRedirects(), "never")),
                version(or(settings.getHttpVersion(), "auto")),
                or(Methods.parse("ping.method", ping.getMethod()), "HEAD"),
                pingTemplates(settings, ping, path, declared.isEmpty() ? templates : List.of()),
                or(ping.getSuccessStatus(), ranges(100, 399)),
                protection(settings),
                or(settings.getAudit(), false));
    }

    /** Whether calls are wanted; settings with the defaults. */
    static boolean active(Connection settings) {
        return or(settings.getActive(), true);
    }

    /** The preset, but for what the connection says itself. */
    private static ProtectionPolicy protection(Connection settings) {
        boolean standard =
                switch (or(settings.getResilience(), "none").trim()) {
                    case "none" -> false;
                    case "standard" -> true;
                    default -> throw new InvalidSetting("resilience", "must be none or standard");
                };
        return new ProtectionPolicy(
                or(settings.getMaxConnections(), CONNECTIONS),
                RetrySettings.policy(or(settings.getRetry(), RetrySettings::new, standard)),
                CircuitBreakerSettings.policy(or(settings.getCircuitBreaker(), CircuitBreakerSettings::new, standard)),
                RateLimitSettings.policy(settings.getRateLimit()),
                BulkheadSettings.policy(or(settings.getBulkhead(), BulkheadSettings::new, standard)),
                BaseUrlsSettings.policy(settings.getBaseUrls()));
    }

    private static <T> @Nullable T or(@Nullable T block, Supplier<T> preset, boolean standard) {
        return block == null && standard ? preset.get() : block;
    }

    private static List<RequestTemplate> templates(Connection settings, String path, List<Parameter> declared) {
        BaseUrlsPolicy several = BaseUrlsSettings.policy(settings.getBaseUrls());
        String baseUrl = settings.getBaseUrl();
        if (several == null) {
            if (baseUrl == null || baseUrl.isBlank()) {
                throw new InvalidSetting("baseUrl", "is missing");
            }
            return List.of(RequestTemplate.of(baseUrl, path, declared));
        }
        if (baseUrl != null) {
            throw new InvalidSetting("baseUrl", "and baseUrls are both set; one of them must go");
        }
        return templates(several.urls(), path, declared);
    }

    private static List<RequestTemplate> templates(List<String> urls, String path, List<Parameter> declared) {
        List<RequestTemplate> templates = new ArrayList<>();
        for (String url : urls) {
            templates.add(template(url, "baseUrls[" + templates.size() + "]", path, declared));
        }
        Map<String, UriTemplate.Location> variables = templates.get(0).uri().variables();
        if (templates.stream().anyMatch(template -> !template.uri().variables().equals(variables))) {
            throw new InvalidSetting("baseUrls", "must all have the same parameters in their paths");
        }
        return List.copyOf(templates);
    }

    private static RequestTemplate template(String url, String setting, String path, List<Parameter> declared) {
        try {
            return RequestTemplate.of(url, path, declared);
        } catch (InvalidSetting e) {
            throw e.setting().equals("baseUrl") ? new InvalidSetting(setting, e.problem()) : e;
        }
    }

    /**
     * What calls of a connection need.
     *
     * @throws InvalidSetting when that is no requirement
     */
    static SecurityRequirements security(Connection settings) {
        return SecurityRequirements.of(or(settings.getSecurity(), List.of()));
    }

    private static HeaderSettings headers(String name, Connection settings) {
        String correlation = or(settings.getCorrelationHeader(), "X-Correlation-ID");
        if (!Headers.isName(correlation)) {
            throw new InvalidSetting("correlationHeader", "must be the name of a header, or none");
        }
        return new HeaderSettings(
                name,
                or(settings.getHeaders(), Map.of()),
                forwarded(settings),
                contentType(or(settings.getContentType(), JSON)),
                or(settings.getAccept(), JSON + ", */*;q=0.5"),
                correlation.equals("none") ? null : correlation);
    }

    private static List<String> forwarded(Connection settings) {
        List<String> names = or(settings.getForwardHeaders(), FORWARDED);
        for (String name : names) {
            if (!Headers.isName(name)) {
                throw new InvalidSetting("forwardHeaders", "has an entry that is no name of a header: '" + name + "'");
            }
        }
        return names;
    }

    private static String contentType(String contentType) {
        if (!MediaType.isValid(contentType)) {
            throw new InvalidSetting("contentType", "must be a media type such as application/json");
        }
        return contentType;
    }

    private static @Nullable Duration positive(@Nullable Duration duration) {
        return duration == null || duration.isZero() ? null : duration;
    }

    private static StatusRanges ranges(int first, int last) {
        return new StatusRanges(List.of(new StatusRanges.Range(first, last)));
    }

    private static TransportSettings.Version version(String text) {
        return switch (text.trim()) {
            case "auto" -> TransportSettings.Version.AUTO;
            case "1.1" -> TransportSettings.Version.HTTP_1_1;
            case "2" -> TransportSettings.Version.HTTP_2;
            default -> throw new InvalidSetting("httpVersion", "must be auto, 1.1 or 2");
        };
    }

    /** @param own those of the path itself, if a ping may go there */
    private static List<RequestTemplate> pingTemplates(
            Connection settings, PingSettings ping, String path, List<RequestTemplate> own) {
        try {
            String asked = or(ping.getPath(), path.substring(0, firstOf(path, '{', '?')));
            return asked.equals(path) && !own.isEmpty() ? own : templates(settings, asked, List.of());
        } catch (InvalidSetting e) {
            throw new InvalidSetting("ping." + e.setting(), e.problem());
        }
    }

    private static int firstOf(String text, char one, char other) {
        int end = text.length();
        for (char stop : new char[] {one, other}) {
            int at = text.indexOf(stop);
            end = at >= 0 && at < end ? at : end;
        }
        return end;
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    /** How long it is waited for the answer of a probe. */
    Duration probeTimeout() {
        return (connectTimeout.isZero() ? CONNECT_TIMEOUT : connectTimeout).plus(PROBE);
    }

    /** The template of the first base URL. */
    RequestTemplate template() {
        return templates.get(0);
    }

    /** Where calls go, in the order of the base URLs. */
    List<Origin> origins() {
        return templates.stream().map(RequestTemplate::origin).toList();
    }

    /** Makes requests by this plan. */
    RequestFactory requests(CredentialPlaces places, BodyWriter writer) {
        return new RequestFactory(templates, declared, parameters, headers, places, writer);
    }

    /** Makes the requests that ask whether the API is up. */
    RequestFactory pings(CredentialPlaces places, BodyWriter writer) {
        return new RequestFactory(pingTemplates, List.of(), Map.of(), headers, places, writer);
    }

    /** @throws InvalidSetting when credentials would go over the network in clear text, and nobody said that they may */
    void checkCredentialsStaySecret() {
        boolean inClear = origins().stream().anyMatch(origin -> !origin.secure() && !origin.loopback());
        if (inClear && !allowInsecure) {
            boolean several = protection.baseUrls() != null;
            throw new InvalidSetting(
                    several ? "baseUrls" : "baseUrl",
                    (several ? "has one that is" : "is")
                            + " plain http, which would show the credentials to everybody on the way; use https, or set"
                            + " allowInsecure: true");
        }
    }

    /** Where it leads: its headers and parameters may hold a key. */
    @Override
    public String toString() {
        return templates.toString();
    }
}
