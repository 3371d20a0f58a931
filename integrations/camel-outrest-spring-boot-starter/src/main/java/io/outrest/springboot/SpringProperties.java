package io.outrest.springboot;

import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.connection.InvalidDefinition;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.NearestNames;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConversionException;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What stands under {@code camel.component.outrest} in Spring's properties. Spring gives names and values; Camel's configurers
 * set them, so that a value means the same as wherever else it is written.
 */
final class SpringProperties {

    static final String PREFIX = "camel.component.outrest";

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);
    private static final int OPTION = ROOT.getNumberOfElements();
    /** Those of Spring's side. */
    private static final Set<String> SWITCHES = Set.of("enabled", "customizer");

    private final CamelContext context;
    private final Set<ConfigurationPropertyName> properties;
    private final SpringValues values;
    private final WrittenNames names = new WrittenNames();

    /** @throws InvalidDefinition when Spring would leave characters of a name out */
    SpringProperties(ConfigurableEnvironment environment, CamelContext context) {
        this.context = context;
        this.properties = SpringNames.under(ROOT, environment);
        this.values = new SpringValues(environment, context, properties);
    }

    static InvalidDefinition refused(String problem) {
        return new InvalidDefinition("component properties: " + problem);
    }

    /**
     * Sets the properties. A setting of a connection that is not known or cannot be set is refused when the component starts.
     *
     * @throws InvalidDefinition when an option of the component is not known or cannot be set, or a placeholder has no value
     */
    void setOn(OutrestComponent component) {
        for (ConfigurationPropertyName property : properties) {
            String option = property.getElement(OPTION, Form.UNIFORM);
            switch (option) {
                case "connections" -> {
                    String name = nameIn(property);
                    if (!name.isEmpty()) {
                        set(component.getConnections().computeIfAbsent(name, any -> new Connection()), property);
                    }
                }
                case "security" -> {
                    String name = nameIn(property);
                    if (!name.isEmpty()) {
                        set(component.getSecurity().computeIfAbsent(name, any -> new SecurityDefinition()), property);
                    }
                }
                case "defaults" -> new SpringBean(context, values, property, OPTION + 1).set(component.getDefaults());
                default -> {
                    if (!SWITCHES.contains(option)) {
                        setOption(component, property);
                    }
                }
            }
        }
        names.checkApart();
    }

    private void set(Object bean, ConfigurationPropertyName property) {
        new SpringBean(context, values, property, OPTION + 2).set(bean);
    }

    /** Empty where there is none, as in YAML's {@code connections: {}}. */
    private String nameIn(ConfigurationPropertyName property) {
        if (property.getNumberOfElements() > OPTION + 1) {
            return names.of(property.chop(OPTION + 1), property);
        }
        if (!values.text(property).isBlank()) {
            throw refused(SpringNames.last(property) + " must be made of names, and their settings");
        }
        return "";
    }

    private void setOption(OutrestComponent component, ConfigurationPropertyName property) {
        String written = property.getElement(OPTION, Form.ORIGINAL);
        String name = SpringNames.plain(written);
        PropertyConfigurer configurer = Objects.requireNonNull(
                PluginHelper.getConfigurerResolver(context).resolvePropertyConfigurer("outrest-component", context));
        PropertyConfigurerGetter options = (PropertyConfigurerGetter) configurer;
        Class<?> type = options.getOptionType(name, true);
        if (type == null) {
            throw refused(written + " is no option" + NearestNames.hint(written, optionNames(component, options)));
        }
        if (property.getNumberOfElements() > OPTION + 1 && !property.isNumericIndex(OPTION + 1)) {
            throw refused(written + " must be one value");
        }
        try {
            Object value = property.isLastElementIndexed()
                    ? String.join(",", values.texts(property.chop(OPTION + 1)))
                    : values.text(property);
            configurer.configure(context, component, name, value, true);
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw refused(written + " must be of the type " + type.getSimpleName());
        }
    }

    private static Set<String> optionNames(OutrestComponent component, PropertyConfigurerGetter options) {
        Set<String> names = new LinkedHashSet<>();
        try {
            for (PropertyDescriptor property :
                    Introspector.getBeanInfo(component.getClass()).getPropertyDescriptors()) {
                if (options.getOptionType(property.getName(), true) != null) {
                    names.add(property.getName());
                }
            }
        } catch (IntrospectionException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }
}
