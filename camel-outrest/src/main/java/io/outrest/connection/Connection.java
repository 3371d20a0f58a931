package io.outrest.connection;

import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.resilience.BulkheadSettings;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.settings.Durations;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.Sizes;
import io.outrest.settings.StatusRanges;
import io.outrest.settings.TextLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A connection as it is configured: a JavaBean with the settings as properties. It is the one list of them; documents,
 * component properties, beans and code all end here. What a setting means is described in the reference. Null is not set, so
 * that the {@code defaults} speak. Not thread-safe; registering it copies it.
 */
public class Connection {

    /** The settings by name. */
    public static final SettingsOf<Connection> SETTINGS = SettingsOf.type(Connection.class);

    /** The settings of which a connection's own value and the default are merged by name. */
    static final Set<String> MERGED_BY_NAME = Set.of("headers", "parameters", "declared");

    private @Nullable String name;
    private @Nullable String baseUrl;
    private @Nullable BaseUrlsSettings baseUrls;
    private @Nullable String path;
    private @Nullable String method;
    private @Nullable String description;
    private @Nullable List<String> tags;
    private @Nullable Boolean active;
    private @Nullable List<Object> security;
    private @Nullable Map<String, Object> headers;
    private @Nullable Boolean allowInsecure;
    private @Nullable Map<String, Object> parameters;
    private @Nullable Map<String, ParameterSettings> declared;
    private @Nullable List<String> forwardHeaders;
    private @Nullable String correlationHeader;
    private @Nullable String contentType;
    private @Nullable String accept;
    private @Nullable Duration timeout;
    private @Nullable Duration connectTimeout;
    private @Nullable Duration responseTimeout;
    private @Nullable Integer maxConnections;
    private @Nullable Long maxResponseSize;
    private @Nullable Boolean throwExceptionOnFailure;
    private @Nullable StatusRanges successStatus;
    private @Nullable String followRedirects;
    private @Nullable TlsSettings tls;
    private @Nullable ProxySettings proxy;
    private @Nullable String httpVersion;
    private @Nullable PingSettings ping;
    private @Nullable String resilience;
    private @Nullable RetrySettings retry;
    private @Nullable CircuitBreakerSettings circuitBreaker;
    private @Nullable RateLimitSettings rateLimit;
    private @Nullable BulkheadSettings bulkhead;
    private @Nullable Boolean audit;

    public @Nullable String getName() {
        return name;
    }

    /** The connection's name, where it is not given otherwise: a bean may carry its own. */
    public void setName(@Nullable String name) {
        this.name = name;
    }

    public @Nullable String getBaseUrl() {
        return baseUrl;
    }

    /** Where the API lives: {@code http} or {@code https}, host, port, path prefix. */
    public void setBaseUrl(@Nullable String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public @Nullable BaseUrlsSettings getBaseUrls() {
        return baseUrls;
    }

    /** Several places where the API lives, instead of the one base URL. */
    public void setBaseUrls(@Nullable BaseUrlsSettings baseUrls) {
        this.baseUrls = baseUrls;
    }

    /** The URLs alone: the first that is up gets all calls. */
    public void setBaseUrls(@Nullable List<String> baseUrls) {
        this.baseUrls = baseUrls == null ? null : BaseUrlsSettings.of(baseUrls);
    }

    /** The same from text with commas. */
    public void setBaseUrls(@Nullable String baseUrls) {
        this.baseUrls = baseUrls == null ? null : BaseUrlsSettings.parse(baseUrls);
    }

    public @Nullable String getPath() {
        return path;
    }

    /** RFC 6570 template of path and query; empty unless set. */
    public void setPath(@Nullable String path) {
        this.path = path;
    }

    public @Nullable String getMethod() {
        return method;
    }

    /** Fixes the method, in any case. */
    public void setMethod(@Nullable String method) {
        this.method = method;
    }

    public @Nullable String getDescription() {
        return description;
    }

    /** For people. */
    public void setDescription(@Nullable String description) {
        this.description = description;
    }

    public @Nullable List<String> getTags() {
        return tags;
    }

    /** For people. */
    public void setTags(@Nullable List<String> tags) {
        this.tags = tags == null ? null : TextLists.normal(tags);
    }

    /** The same from text with commas. */
    public void setTags(@Nullable String tags) {
        this.tags = tags == null ? null : TextLists.parse(tags);
    }

    public @Nullable Boolean getActive() {
        return active;
    }

    /** False refuses calls before any I/O; true unless set. */
    public void setActive(@Nullable Boolean active) {
        this.active = active;
    }

    public @Nullable List<Object> getSecurity() {
        return security;
    }

    /**
     * Names of security definitions, all applied in their order; or alternatives as OpenAPI writes them, each a map of such
     * names to lists of scopes, of which the first that has its credentials is applied; empty for none.
     */
    public void setSecurity(@Nullable List<?> security) {
        this.security = security == null ? null : requirements(security);
    }

    /** The names from text with commas. */
    public void setSecurity(@Nullable String security) {
        this.security = security == null ? null : requirements(List.of(security));
    }

    private static List<Object> requirements(List<?> written) {
        List<Object> requirements = new ArrayList<>();
        for (Object item : written) {
            if (item instanceof Map<?, ?>) {
                requirements.add(item);
            } else {
                requirements.addAll(TextLists.parse(String.valueOf(item)));
            }
        }
        return requirements;
    }

    public @Nullable Map<String, Object> getHeaders() {
        return headers;
    }

    /** Fixed request headers. */
    public void setHeaders(@Nullable Map<String, ?> headers) {
        this.headers = headers == null ? null : new LinkedHashMap<>(headers);
    }

    public @Nullable Boolean getAllowInsecure() {
        return allowInsecure;
    }

    /** Whether credentials may go over plain {@code http} to another host than this; false unless set. */
    public void setAllowInsecure(@Nullable Boolean allowInsecure) {
        this.allowInsecure = allowInsecure;
    }

    public @Nullable Map<String, Object> getParameters() {
        return parameters;
    }

    /** Default values of parameters; those that are not in the template go to the query. */
    public void setParameters(@Nullable Map<String, ?> parameters) {
        this.parameters = parameters == null ? null : new LinkedHashMap<>(parameters);
    }

    public @Nullable Map<String, ParameterSettings> getDeclared() {
        return declared;
    }

    /**
     * Parameters beyond the path template, by place and name as in {@code query.tags}. The entries themselves are not copied and
     * must not be changed once the connection is registered.
     */
    public void setDeclared(@Nullable Map<String, ParameterSettings> declared) {
        this.declared = declared == null ? null : new LinkedHashMap<>(declared);
    }

    public @Nullable List<String> getForwardHeaders() {
        return forwardHeaders;
    }

    /** Message headers that are sent on, by name or pattern with {@code *}. */
    public void setForwardHeaders(@Nullable List<String> forwardHeaders) {
        this.forwardHeaders = forwardHeaders == null ? null : TextLists.normal(forwardHeaders);
    }

    /** The same from text with commas. */
    public void setForwardHeaders(@Nullable String forwardHeaders) {
        this.forwardHeaders = forwardHeaders == null ? null : TextLists.parse(forwardHeaders);
    }

    public @Nullable String getCorrelationHeader() {
        return correlationHeader;
    }

    /** The header that carries the correlation id, or {@code none}. */
    public void setCorrelationHeader(@Nullable String correlationHeader) {
        this.correlationHeader = correlationHeader;
    }

    public @Nullable String getContentType() {
        return contentType;
    }

    /** Of request bodies; {@code application/json} unless set. */
    public void setContentType(@Nullable String contentType) {
        this.contentType = contentType;
    }

    public @Nullable String getAccept() {
        return accept;
    }

    /** What the request asks for: JSON, or else anything, unless set. */
    public void setAccept(@Nullable String accept) {
        this.accept = accept;
    }

    public @Nullable Duration getTimeout() {
        return timeout;
    }

    /** The total deadline, 120 s unless set; zero is none. */
    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout == null ? null : Durations.check("timeout", timeout);
    }

    /** The same from text. */
    public void setTimeout(@Nullable String timeout) {
        this.timeout = timeout == null ? null : Durations.parse("timeout", timeout);
    }

    public @Nullable Duration getConnectTimeout() {
        return connectTimeout;
    }

    /** To connect, and once more for the TLS handshake; 10 s unless set; zero is no limit. */
    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout == null ? null : Durations.check("connectTimeout", connectTimeout);
    }

    /** The same from text. */
    public void setConnectTimeout(@Nullable String connectTimeout) {
        this.connectTimeout = connectTimeout == null ? null : Durations.parse("connectTimeout", connectTimeout);
    }

    public @Nullable Duration getResponseTimeout() {
        return responseTimeout;
    }

    /** To wait for the next bytes of the answer; no limit unless set. */
    public void setResponseTimeout(@Nullable Duration responseTimeout) {
        this.responseTimeout = responseTimeout == null ? null : Durations.check("responseTimeout", responseTimeout);
    }

    /** The same from text. */
    public void setResponseTimeout(@Nullable String responseTimeout) {
        this.responseTimeout = responseTimeout == null ? null : Durations.parse("responseTimeout", responseTimeout);
    }

    public @Nullable Integer getMaxConnections() {
        return maxConnections;
    }

    /** Calls on the wire at once, 20 unless set; more wait their turn. */
    public void setMaxConnections(@Nullable Integer maxConnections) {
        if (maxConnections != null && maxConnections < 1) {
            throw new InvalidSetting("maxConnections", "must be at least 1");
        }
        this.maxConnections = maxConnections;
    }

    public @Nullable Long getMaxResponseSize() {
        return maxResponseSize;
    }

    /** Bytes of an answer after decompression, 64 MiB unless set; a stream is limited only where this is set. */
    public void setMaxResponseSize(@Nullable Long maxResponseSize) {
        this.maxResponseSize = maxResponseSize == null ? null : Sizes.check("maxResponseSize", maxResponseSize);
    }

    /** The same from text. */
    public void setMaxResponseSize(@Nullable String maxResponseSize) {
        this.maxResponseSize = maxResponseSize == null ? null : Sizes.parse("maxResponseSize", maxResponseSize);
    }

    public @Nullable Boolean getThrowExceptionOnFailure() {
        return throwExceptionOnFailure;
    }

    /** Whether a status outside {@code successStatus} is an exception; false unless set. */
    public void setThrowExceptionOnFailure(@Nullable Boolean throwExceptionOnFailure) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
    }

    public @Nullable StatusRanges getSuccessStatus() {
        return successStatus;
    }

    /** 200-299 unless set. */
    public void setSuccessStatus(@Nullable StatusRanges successStatus) {
        this.successStatus = successStatus;
    }

    /** The same from text. */
    public void setSuccessStatus(@Nullable String successStatus) {
        this.successStatus = successStatus == null ? null : StatusRanges.parse("successStatus", successStatus);
    }

    public @Nullable String getFollowRedirects() {
        return followRedirects;
    }

    /** {@code never}, which is the default, or {@code same-origin}. */
    public void setFollowRedirects(@Nullable String followRedirects) {
        this.followRedirects = followRedirects;
    }

    public @Nullable TlsSettings getTls() {
        return tls;
    }

    /** Trust and client certificate. */
    public void setTls(@Nullable TlsSettings tls) {
        this.tls = tls;
    }

    public @Nullable ProxySettings getProxy() {
        return proxy;
    }

    /** The proxy; none unless set. */
    public void setProxy(@Nullable ProxySettings proxy) {
        this.proxy = proxy;
    }

    /** The same from text. */
    public void setProxy(@Nullable String proxy) {
        this.proxy = proxy == null ? null : ProxySettings.parse(proxy);
    }

    public @Nullable String getHttpVersion() {
        return httpVersion;
    }

    /** {@code auto}, which is the default, {@code 1.1} or {@code 2}. */
    public void setHttpVersion(@Nullable String httpVersion) {
        this.httpVersion = httpVersion;
    }

    public @Nullable PingSettings getPing() {
        return ping;
    }

    /** How to ask whether the API is up. */
    public void setPing(@Nullable PingSettings ping) {
        this.ping = ping;
    }

    public @Nullable String getResilience() {
        return resilience;
    }

    /** A preset for the four blocks that follow: {@code none}, which is the default, or {@code standard}. */
    public void setResilience(@Nullable String resilience) {
        this.resilience = resilience;
    }

    public @Nullable RetrySettings getRetry() {
        return retry;
    }

    /** Trying again; off unless set. */
    public void setRetry(@Nullable RetrySettings retry) {
        this.retry = retry;
    }

    /** The same from text: {@code off}, or {@code on} with the defaults of the block. */
    public void setRetry(@Nullable String retry) {
        this.retry = retry == null ? null : RetrySettings.parse(retry);
    }

    public @Nullable CircuitBreakerSettings getCircuitBreaker() {
        return circuitBreaker;
    }

    /** No calls for a while to an API that fails; off unless set. */
    public void setCircuitBreaker(@Nullable CircuitBreakerSettings circuitBreaker) {
        this.circuitBreaker = circuitBreaker;
    }

    /** The same from text: {@code off}, or {@code on} with the defaults of the block. */
    public void setCircuitBreaker(@Nullable String circuitBreaker) {
        this.circuitBreaker = circuitBreaker == null ? null : CircuitBreakerSettings.parse(circuitBreaker);
    }

    public @Nullable RateLimitSettings getRateLimit() {
        return rateLimit;
    }

    /** The quota of the API; none unless set. */
    public void setRateLimit(@Nullable RateLimitSettings rateLimit) {
        this.rateLimit = rateLimit;
    }

    /** The same from text: {@code off}, or {@code on} with the defaults of the block. */
    public void setRateLimit(@Nullable String rateLimit) {
        this.rateLimit = rateLimit == null ? null : RateLimitSettings.parse(rateLimit);
    }

    public @Nullable BulkheadSettings getBulkhead() {
        return bulkhead;
    }

    /** How many calls may be under way; as many as there are unless set. */
    public void setBulkhead(@Nullable BulkheadSettings bulkhead) {
        this.bulkhead = bulkhead;
    }

    /** The same from text: {@code off}, or {@code on} with the defaults of the block. */
    public void setBulkhead(@Nullable String bulkhead) {
        this.bulkhead = bulkhead == null ? null : BulkheadSettings.parse(bulkhead);
    }

    public @Nullable Boolean getAudit() {
        return audit;
    }

    /** Whether the last calls are kept, masked, to be looked at; false unless set. */
    public void setAudit(@Nullable Boolean audit) {
        this.audit = audit;
    }

    /**
     * This connection with the values of {@code defaults} where it has none; headers, parameters and declared ones are merged by
     * name, and a {@code baseUrl} stands against {@code baseUrls} too.
     *
     * @return a connection of its own
     */
    public Connection over(Connection defaults) {
        Connection merged = SETTINGS.over(this, defaults);
        merged.headers = merged(headers, defaults.headers, String::equalsIgnoreCase);
        merged.parameters = merged(parameters, defaults.parameters, String::equals);
        merged.declared = merged(declared, defaults.declared, String::equals);
        if (baseUrl != null || baseUrls != null) {
            merged.baseUrl = baseUrl;
            merged.baseUrls = baseUrls == null ? null : merged.baseUrls; // a copy
        }
        return merged;
    }

    private static <V> @Nullable Map<String, V> merged(
            @Nullable Map<String, V> own, @Nullable Map<String, V> defaults, BiPredicate<String, String> sameName) {
        if (own == null || defaults == null) {
            return own != null ? own : defaults;
        }
        Map<String, V> merged = new LinkedHashMap<>(defaults);
        own.forEach((name, value) -> {
            merged.keySet().removeIf(other -> sameName.test(other, name));
            merged.put(name, value);
        });
        return merged;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Connection connection && SETTINGS.same(this, connection);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }

    /** Without any value: some may be private. */
    @Override
    public String toString() {
        return name == null ? "connection" : "connection '" + name + "'";
    }
}
