package io.outrest;

import io.outrest.connection.Connection;
import io.outrest.connection.ParameterSettings;
import io.outrest.connection.PingSettings;
import io.outrest.http.ProxySettings;
import io.outrest.http.TlsSettings;
import io.outrest.resilience.BaseUrlsSettings;
import io.outrest.resilience.BulkheadSettings;
import io.outrest.resilience.CircuitBreakerSettings;
import io.outrest.resilience.RateLimitSettings;
import io.outrest.resilience.RetrySettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.SettingsOf.Setting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/**
 * Lets Camel set the settings of our beans, where they stand in the component's properties or in YAML {@code beans:}. Values are
 * read as in documents; names as Camel reads them, without regard to case and dashes. What cannot be set is not thrown, because
 * Camel would print the value, which may be a secret: it is noted in {@link RefusedSettings} for the start of the component.
 * Camel finds one configurer per bean class through {@code META-INF/services/org/apache/camel/configurer}.
 */
public class SettingsConfigurer implements PropertyConfigurer, PropertyConfigurerGetter, CamelContextAware {

    private final SettingsOf<?> settings;
    private @Nullable CamelContext context;

    private SettingsConfigurer(Class<?> type) {
        this.settings = SettingsOf.type(type);
    }

    /** Of connections. */
    public static final class Connections extends SettingsConfigurer {
        public Connections() {
            super(Connection.class);
        }
    }

    /** Of security definitions. */
    public static final class Security extends SettingsConfigurer {
        public Security() {
            super(SecurityDefinition.class);
        }
    }

    /** Of {@code tls}. */
    public static final class Tls extends SettingsConfigurer {
        public Tls() {
            super(TlsSettings.class);
        }
    }

    /** Of {@code proxy}. */
    public static final class Proxy extends SettingsConfigurer {
        public Proxy() {
            super(ProxySettings.class);
        }
    }

    /** Of {@code ping}. */
    public static final class Ping extends SettingsConfigurer {
        public Ping() {
            super(PingSettings.class);
        }
    }

    /** Of {@code baseUrls}. */
    public static final class BaseUrls extends SettingsConfigurer {
        public BaseUrls() {
            super(BaseUrlsSettings.class);
        }
    }

    /** Of {@code retry}. */
    public static final class Retry extends SettingsConfigurer {
        public Retry() {
            super(RetrySettings.class);
        }
    }

    /** Of {@code circuitBreaker}. */
    public static final class CircuitBreaker extends SettingsConfigurer {
        public CircuitBreaker() {
            super(CircuitBreakerSettings.class);
        }
    }

    /** Of {@code rateLimit}. */
    public static final class RateLimit extends SettingsConfigurer {
        public RateLimit() {
            super(RateLimitSettings.class);
        }
    }

    /** Of {@code bulkhead}. */
    public static final class Bulkhead extends SettingsConfigurer {
        public Bulkhead() {
            super(BulkheadSettings.class);
        }
    }

    /** Of an entry of {@code declared}. */
    public static final class Declared extends SettingsConfigurer {
        public Declared() {
            super(ParameterSettings.class);
        }
    }

    /** Sets or notes; true either way, so that nothing else tries. */
    @Override
    public boolean configure(CamelContext camelContext, Object bean, String name, Object value, boolean ignoreCase) {
        Setting setting = find(name);
        if (setting == null) {
            noteUnknown(camelContext, bean, name);
            return true;
        }
        try {
            setting.set(bean, valueFor(setting, value));
        } catch (InvalidSetting e) {
            RefusedSettings.of(camelContext).note(bean, new InvalidSetting(setting.name(), e.problem()));
        }
        return true;
    }

    private void noteUnknown(CamelContext camelContext, Object bean, String name) {
        String hint = NearestNames.hint(name, settings.settings().keySet());
        RefusedSettings.of(camelContext).note(bean, new InvalidSetting(name, "is no setting" + hint));
    }

    private static Object valueFor(Setting setting, Object value) {
        if (value instanceof Collection<?> several && setting.type() == List.class) {
            return setting.takesMappings()
                    ? List.copyOf(several)
                    : several.stream().map(String::valueOf).toList();
        }
        boolean plain = value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
        return plain ? setting.read(value.toString()) : value;
    }

    private @Nullable Setting find(String name) {
        String plain = name.replace("-", "");
        for (Setting setting : settings.settings().values()) {
            if (setting.name().equalsIgnoreCase(plain)) {
                return setting;
            }
        }
        return null;
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        Setting setting = find(name);
        return setting == null ? Map.class : setting.type();
    }

    /**
     * Text, for what is in a map unless that is blocks: it keeps Camel from taking the dashes out of the names there, such as
     * those of headers.
     */
    @Override
    public @Nullable Object getCollectionValueType(Object bean, String name, boolean ignoreCase) {
        Setting setting = find(name);
        Class<?> blocks = setting == null ? null : setting.typeOfBlocks();
        if (blocks != null) {
            return blocks;
        }
        return getOptionType(name, ignoreCase) == Map.class ? String.class : null;
    }

    /**
     * The value. A map is made where there is none yet, because Camel fills in what it gets here; for a name that is not known
     * it is one that nobody reads, so that Camel goes on without an error of its own.
     */
    @Override
    public @Nullable Object getOptionValue(Object bean, String name, boolean ignoreCase) {
        Setting setting = find(name);
        if (setting == null) {
            if (context != null) {
                noteUnknown(context, bean, name);
            }
            return new LinkedHashMap<>();
        }
        if (setting.type() == Map.class && setting.get(bean) == null) {
            setting.set(bean, new LinkedHashMap<>());
        }
        return setting.get(bean);
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }
}
