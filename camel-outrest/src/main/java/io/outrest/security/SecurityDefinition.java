package io.outrest.security;

import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.TextLists;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named credentials, shared by connections: a JavaBean with the settings as properties. It is the one list of them;
 * documents, component properties, beans and code all end here. What a setting means, and which type has which, is described
 * in the reference. Null is not set. Not thread-safe; registering it copies it.
 */
public class SecurityDefinition {

    /** The settings by name. */
    public static final SettingsOf<SecurityDefinition> SETTINGS = SettingsOf.type(SecurityDefinition.class);

    private @Nullable String type;
    private @Nullable String username;
    private @Nullable Secret password;
    private @Nullable String in;
    private @Nullable String name;
    private @Nullable Secret apiKey;
    private @Nullable Secret token;
    private @Nullable String prefix;
    private @Nullable String header;
    private @Nullable String grant;
    private @Nullable Secret refreshToken;
    private @Nullable String tokenUrl;
    private @Nullable String issuer;
    private @Nullable String clientId;
    private @Nullable Secret clientSecret;
    private @Nullable String clientAuthentication;
    private @Nullable Secret privateKey;
    private @Nullable String keyId;
    private @Nullable String algorithm;
    private @Nullable List<String> scopes;
    private @Nullable String audience;
    private @Nullable Map<String, Secret> parameters;
    private @Nullable TlsSettings tls;
    private @Nullable ProxySettings proxy;
    private @Nullable Boolean allowInsecure;
    private @Nullable String clientCertificate;
    private @Nullable Secret clientKey;
    private @Nullable String caCertificates;
    private @Nullable String sslContextParameters;
    private @Nullable String bean;
    private @Nullable Secret accessKey;
    private @Nullable Secret secretKey;
    private @Nullable Secret sessionToken;
    private @Nullable String region;
    private @Nullable String service;
    private @Nullable String principal;
    private @Nullable String keytab;
    private @Nullable String targetSpn;
    private @Nullable Boolean delegation;

    public @Nullable String getType() {
        return type;
    }

    /**
     * {@code basic}, {@code apiKey}, {@code bearer}, {@code oauth2}, {@code digest}, {@code mutualTls} or {@code custom}; with
     * their parts also {@code awsV4} and {@code spnego}.
     */
    public void setType(@Nullable String type) {
        this.type = type;
    }

    public @Nullable String getUsername() {
        return username;
    }

    /**
     * {@code basic}, {@code digest}, and {@code oauth2} with the grant {@code password}: the user; for {@code basic} without a
     * colon. With the grant {@code jwt_bearer}: in whose name, the client's own unless set; empty for nobody's.
     */
    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable Secret getPassword() {
        return password;
    }

    /**
     * {@code basic}, {@code digest}, and {@code oauth2} with the grant {@code password}: the user's password. {@code spnego}:
     * the principal's, instead of a key table.
     */
    public void setPassword(@Nullable Secret password) {
        this.password = password;
    }

    /** The same from text. */
    public void setPassword(@Nullable String password) {
        this.password = secret(password);
    }

    public @Nullable String getIn() {
        return in;
    }

    /** {@code apiKey}: {@code header}, {@code query} or {@code cookie}. */
    public void setIn(@Nullable String in) {
        this.in = in;
    }

    public @Nullable String getName() {
        return name;
    }

    /** {@code apiKey}: the name of the header, query parameter or cookie. */
    public void setName(@Nullable String name) {
        this.name = name;
    }

    public @Nullable Secret getApiKey() {
        return apiKey;
    }

    /** {@code apiKey}: the key. */
    public void setApiKey(@Nullable Secret apiKey) {
        this.apiKey = apiKey;
    }

    /** The same from text. */
    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = secret(apiKey);
    }

    public @Nullable Secret getToken() {
        return token;
    }

    /** {@code bearer}: the token. */
    public void setToken(@Nullable Secret token) {
        this.token = token;
    }

    /** The same from text. */
    public void setToken(@Nullable String token) {
        this.token = secret(token);
    }

    public @Nullable String getPrefix() {
        return prefix;
    }

    /** {@code bearer}: what stands before the token, {@code Bearer} unless set; empty for nothing. */
    public void setPrefix(@Nullable String prefix) {
        this.prefix = prefix;
    }

    public @Nullable String getHeader() {
        return header;
    }

    /** {@code bearer}: the header, {@code Authorization} unless set. */
    public void setHeader(@Nullable String header) {
        this.header = header;
    }

    public @Nullable String getGrant() {
        return grant;
    }

    /**
     * {@code oauth2}: {@code client_credentials}, which is the default, {@code password}, {@code refresh_token} or
     * {@code jwt_bearer}.
     */
    public void setGrant(@Nullable String grant) {
        this.grant = grant;
    }

    public @Nullable Secret getRefreshToken() {
        return refreshToken;
    }

    /** {@code oauth2} with the grant {@code refresh_token}: the token that the first token is had for. */
    public void setRefreshToken(@Nullable Secret refreshToken) {
        this.refreshToken = refreshToken;
    }

    /** The same from text. */
    public void setRefreshToken(@Nullable String refreshToken) {
        this.refreshToken = secret(refreshToken);
    }

    public @Nullable String getTokenUrl() {
        return tokenUrl;
    }

    /** {@code oauth2}: where tokens are had. */
    public void setTokenUrl(@Nullable String tokenUrl) {
        this.tokenUrl = tokenUrl;
    }

    public @Nullable String getIssuer() {
        return issuer;
    }

    /** {@code oauth2}: who says where tokens are had, instead of the token URL. */
    public void setIssuer(@Nullable String issuer) {
        this.issuer = issuer;
    }

    public @Nullable String getClientId() {
        return clientId;
    }

    /** {@code oauth2}: the client's name. */
    public void setClientId(@Nullable String clientId) {
        this.clientId = clientId;
    }

    public @Nullable Secret getClientSecret() {
        return clientSecret;
    }

    /** {@code oauth2}: the client's secret; other grants than {@code client_credentials} can do without. */
    public void setClientSecret(@Nullable Secret clientSecret) {
        this.clientSecret = clientSecret;
    }

    /** The same from text. */
    public void setClientSecret(@Nullable String clientSecret) {
        this.clientSecret = secret(clientSecret);
    }

    public @Nullable String getClientAuthentication() {
        return clientAuthentication;
    }

    /** {@code oauth2}: {@code basic}, which is the default, {@code post}, {@code private_key_jwt} or {@code tls_client_auth}. */
    public void setClientAuthentication(@Nullable String clientAuthentication) {
        this.clientAuthentication = clientAuthentication;
    }

    public @Nullable Secret getPrivateKey() {
        return privateKey;
    }

    /** {@code oauth2}: a PEM file, or PEM text, of the key that the client signs with: RSA or EC, PKCS#8 without a password. */
    public void setPrivateKey(@Nullable Secret privateKey) {
        this.privateKey = privateKey;
    }

    /** The same from text. */
    public void setPrivateKey(@Nullable String privateKey) {
        this.privateKey = secret(privateKey);
    }

    public @Nullable String getKeyId() {
        return keyId;
    }

    /** {@code oauth2}: by which name the server knows the key; not said unless set. */
    public void setKeyId(@Nullable String keyId) {
        this.keyId = keyId;
    }

    public @Nullable String getAlgorithm() {
        return algorithm;
    }

    /** {@code oauth2}: how the client signs, {@code RS256} unless set. */
    public void setAlgorithm(@Nullable String algorithm) {
        this.algorithm = algorithm;
    }

    public @Nullable List<String> getScopes() {
        return scopes;
    }

    /** {@code oauth2}: what the token should be good for; empty for the server's default. */
    public void setScopes(@Nullable List<String> scopes) {
        this.scopes = scopes == null ? null : TextLists.normal(scopes);
    }

    /** The same from text with commas. */
    public void setScopes(@Nullable String scopes) {
        this.scopes = scopes == null ? null : TextLists.parse(scopes);
    }

    public @Nullable String getAudience() {
        return audience;
    }

    /** {@code oauth2}: whom the token is for, where the server asks for that; with {@code jwt_bearer}, whom the assertion is for. */
    public void setAudience(@Nullable String audience) {
        this.audience = audience;
    }

    public @Nullable Map<String, Secret> getParameters() {
        return parameters;
    }

    /** {@code oauth2}: further fields of the token request; any of them may be a secret. */
    public void setParameters(@Nullable Map<String, ?> parameters) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        if (parameters != null) {
            parameters.forEach((field, value) ->
                    secrets.put(field, value instanceof Secret secret ? secret : Secret.of(String.valueOf(value))));
        }
        this.parameters = parameters == null ? null : secrets;
    }

    public @Nullable TlsSettings getTls() {
        return tls;
    }

    /** {@code oauth2}: TLS of the token endpoint; the JVM's trust unless set. */
    public void setTls(@Nullable TlsSettings tls) {
        this.tls = tls;
    }

    public @Nullable ProxySettings getProxy() {
        return proxy;
    }

    /** {@code oauth2}: the proxy to the token endpoint; none unless set. */
    public void setProxy(@Nullable ProxySettings proxy) {
        this.proxy = proxy;
    }

    /** The same from text: {@code system}. */
    public void setProxy(@Nullable String proxy) {
        this.proxy = proxy == null ? null : ProxySettings.parse(proxy);
    }

    public @Nullable Boolean getAllowInsecure() {
        return allowInsecure;
    }

    /** {@code oauth2}: whether the token endpoint may be plain {@code http} on another host than this. */
    public void setAllowInsecure(@Nullable Boolean allowInsecure) {
        this.allowInsecure = allowInsecure;
    }

    public @Nullable String getClientCertificate() {
        return clientCertificate;
    }

    /** {@code mutualTls}: a PEM file, or PEM text, of the client's certificate and those that lead to its authority. */
    public void setClientCertificate(@Nullable String clientCertificate) {
        this.clientCertificate = clientCertificate;
    }

    public @Nullable Secret getClientKey() {
        return clientKey;
    }

    /** {@code mutualTls}: a PEM file, or PEM text, of the certificate's key: PKCS#8 without a password. */
    public void setClientKey(@Nullable Secret clientKey) {
        this.clientKey = clientKey;
    }

    /** The same from text. */
    public void setClientKey(@Nullable String clientKey) {
        this.clientKey = secret(clientKey);
    }

    public @Nullable String getCaCertificates() {
        return caCertificates;
    }

    /** {@code mutualTls}: a PEM file, or PEM text, of the authorities that are trusted instead of the connection's. */
    public void setCaCertificates(@Nullable String caCertificates) {
        this.caCertificates = caCertificates;
    }

    public @Nullable String getSslContextParameters() {
        return sslContextParameters;
    }

    /** {@code mutualTls}: the name of a bean of Camel's type {@code SSLContextParameters}, instead of PEM. */
    public void setSslContextParameters(@Nullable String sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable String getBean() {
        return bean;
    }

    /**
     * {@code custom}: the name of a bean of the type {@link RequestSigner}. {@code awsV4}: of one that gives keys, instead of
     * keys.
     */
    public void setBean(@Nullable String bean) {
        this.bean = bean;
    }

    public @Nullable Secret getAccessKey() {
        return accessKey;
    }

    /** {@code awsV4}: the name of the key. */
    public void setAccessKey(@Nullable Secret accessKey) {
        this.accessKey = accessKey;
    }

    /** The same from text. */
    public void setAccessKey(@Nullable String accessKey) {
        this.accessKey = secret(accessKey);
    }

    public @Nullable Secret getSecretKey() {
        return secretKey;
    }

    /** {@code awsV4}: the key. */
    public void setSecretKey(@Nullable Secret secretKey) {
        this.secretKey = secretKey;
    }

    /** The same from text. */
    public void setSecretKey(@Nullable String secretKey) {
        this.secretKey = secret(secretKey);
    }

    public @Nullable Secret getSessionToken() {
        return sessionToken;
    }

    /** {@code awsV4}: what goes with keys that last for a session alone. */
    public void setSessionToken(@Nullable Secret sessionToken) {
        this.sessionToken = sessionToken;
    }

    /** The same from text. */
    public void setSessionToken(@Nullable String sessionToken) {
        this.sessionToken = secret(sessionToken);
    }

    public @Nullable String getRegion() {
        return region;
    }

    /** {@code awsV4}: the region that is called, for example {@code eu-central-1}. */
    public void setRegion(@Nullable String region) {
        this.region = region;
    }

    public @Nullable String getService() {
        return service;
    }

    /** {@code awsV4}: the name for which the service wants signatures, for example {@code execute-api}. */
    public void setService(@Nullable String service) {
        this.service = service;
    }

    public @Nullable String getPrincipal() {
        return principal;
    }

    /** {@code spnego}: who calls, for example {@code outrest@EXAMPLE.COM}. */
    public void setPrincipal(@Nullable String principal) {
        this.principal = principal;
    }

    public @Nullable String getKeytab() {
        return keytab;
    }

    /** {@code spnego}: a file with the principal's keys, instead of its password. */
    public void setKeytab(@Nullable String keytab) {
        this.keytab = keytab;
    }

    public @Nullable String getTargetSpn() {
        return targetSpn;
    }

    /** {@code spnego}: the service that is called; {@code HTTP@} and the host of the base URL unless set. */
    public void setTargetSpn(@Nullable String targetSpn) {
        this.targetSpn = targetSpn;
    }

    public @Nullable Boolean getDelegation() {
        return delegation;
    }

    /** {@code spnego}: whether the service may act as the principal elsewhere; the default is false. */
    public void setDelegation(@Nullable Boolean delegation) {
        this.delegation = delegation;
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null ? null : Secret.of(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecurityDefinition definition && SETTINGS.same(this, definition);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }

    /** The type alone. */
    @Override
    public String toString() {
        return "security definition of type " + type;
    }
}
