package io.outrest.http;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.TextLists;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The setting {@code proxy} of a connection or of an OAuth2 definition, as it is written. */
public class ProxySettings {

    private static final SettingsOf<ProxySettings> SETTINGS = SettingsOf.type(ProxySettings.class);

    private @Nullable Boolean system;
    private @Nullable String host;
    private @Nullable Integer port;
    private @Nullable String username;
    private @Nullable Secret password;
    private @Nullable List<String> nonProxyHosts;

    /** A proxy on which nothing is set. */
    public ProxySettings() {}

    /**
     * Reads the short form.
     *
     * @param text {@code system}: the JVM's proxy properties decide; {@code none}: no proxy, whatever the defaults say
     */
    public static ProxySettings parse(String text) {
        String mode = text.trim();
        if (!mode.equals("system") && !mode.equals("none")) {
            throw new InvalidSetting("proxy", "must be 'system' or 'none', or have host and port");
        }
        ProxySettings proxy = new ProxySettings();
        proxy.system = mode.equals("system");
        return proxy;
    }

    public @Nullable Boolean getSystem() {
        return system;
    }

    /** Whether the JVM's proxy properties decide. */
    public void setSystem(@Nullable Boolean system) {
        this.system = system;
    }

    public @Nullable String getHost() {
        return host;
    }

    /** Name or address of the proxy. */
    public void setHost(@Nullable String host) {
        this.host = host;
    }

    public @Nullable Integer getPort() {
        return port;
    }

    /** 1 to 65535. */
    public void setPort(@Nullable Integer port) {
        if (port != null && (port < 1 || port > 65535)) {
            throw new InvalidSetting("proxy.port", "must be between 1 and 65535");
        }
        this.port = port;
    }

    public @Nullable String getUsername() {
        return username;
    }

    /** For a proxy that asks who calls. */
    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable Secret getPassword() {
        return password;
    }

    /** For a proxy that asks who calls. */
    public void setPassword(@Nullable Secret password) {
        this.password = password;
    }

    /** The same from text. */
    public void setPassword(@Nullable String password) {
        this.password = password == null ? null : Secret.of(password);
    }

    public @Nullable List<String> getNonProxyHosts() {
        return nonProxyHosts;
    }

    /** Hosts that are reached directly; {@code *} stands for any characters. */
    public void setNonProxyHosts(@Nullable List<String> nonProxyHosts) {
        this.nonProxyHosts = nonProxyHosts == null ? null : TextLists.normal(nonProxyHosts);
    }

    /** The same from text with commas. */
    public void setNonProxyHosts(@Nullable String nonProxyHosts) {
        this.nonProxyHosts = nonProxyHosts == null ? null : TextLists.parse(nonProxyHosts);
    }

    /**
     * What the transport needs of it.
     *
     * @param settings null for none
     * @throws InvalidSetting when host or port is missing
     */
    public static TransportSettings.@Nullable Proxy transport(@Nullable ProxySettings settings) {
        if (settings == null) {
            return null;
        }
        if (Boolean.FALSE.equals(settings.system) && settings.host == null && settings.port == null) {
            return null;
        }
        if (Boolean.TRUE.equals(settings.system)) {
            return new TransportSettings.Proxy(true, "", 0, null, null, List.of());
        }
        if (settings.host == null || settings.port == null) {
            throw new InvalidSetting(settings.host == null ? "proxy.host" : "proxy.port", "is missing");
        }
        return new TransportSettings.Proxy(
                false,
                settings.host,
                settings.port,
                settings.username,
                settings.password,
                settings.nonProxyHosts == null ? List.of() : settings.nonProxyHosts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProxySettings proxy && SETTINGS.same(this, proxy);
    }

    @Override
    public int hashCode() {
        return SETTINGS.hash(this);
    }

    /** No setting, and no hash of them. */
    @Override
    public String toString() {
        return "proxy settings";
    }
}
