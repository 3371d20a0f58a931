package io.outrest.springboot;

import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.SettingsOf.Setting;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * One property on its way to a bean of settings.
 *
 * @param at the element of the property that names the setting
 */
record SpringBean(CamelContext context, SpringValues values, ConfigurationPropertyName property, int at) {

    /** @throws io.outrest.connection.InvalidDefinition when the value has another form than the setting */
    void set(Object bean) {
        if (at >= property.getNumberOfElements()) {
            if (!values.text(property).isBlank()) {
                throw refused("must be made of settings");
            }
            return;
        }
        String name = property.getElement(at, Form.ORIGINAL);
        PropertyConfigurer configurer = configurer(bean);
        Setting setting = setting(bean, name);
        if (setting == null || isEnd(at)) {
            String plain = setting == null ? name : setting.name();
            configurer.configure(context, bean, plain, setting == null ? "" : values.text(property), true);
        } else if (setting.type() == Map.class) {
            entry(setting, bean, (PropertyConfigurerGetter) configurer);
        } else if (property.isNumericIndex(at + 1)) {
            configurer.configure(context, bean, setting.name(), list(setting), true);
        } else if (setting.isBlock()) {
            new SpringBean(context, values, property, at + 1).set(block(setting, bean));
        } else {
            throw refused("must be one value, not keys and values");
        }
    }

    private Object list(Setting setting) {
        ConfigurationPropertyName list = property.chop(at + 1);
        if (values.areMappings(list) && setting.takesMappings()) {
            return values.mappings(list);
        }
        boolean isText = setting.type() == String.class || setting.type() == Secret.class;
        if (values.areMappings(list) || isText || !(setting.takesList() || setting.acceptsText())) {
            throw refused(setting.takesList() ? "must be a list of single values" : "must not be a list");
        }
        return setting.takesList() ? values.texts(list) : String.join(",", values.texts(list));
    }

    @SuppressWarnings("unchecked") // such a map takes text too: it is copied, and read then
    private void entry(Setting setting, Object bean, PropertyConfigurerGetter configurer) {
        Map<String, Object> map =
                Objects.requireNonNull((Map<String, Object>) configurer.getOptionValue(bean, setting.name(), true));
        String key = property.getElement(at + 1, Form.ORIGINAL);
        Class<?> blocks = setting.typeOfBlocks();
        if (blocks != null) {
            Object block =
                    map.computeIfAbsent(key, any -> SettingsOf.type(blocks).create());
            new SpringBean(context, values, property, at + 2).set(block);
        } else if (isEnd(at + 1)) {
            map.put(key, values.text(property));
        } else if (property.isNumericIndex(at + 2) && isEnd(at + 2)) {
            map.put(key, values.texts(property.chop(at + 2)));
        } else {
            throw refused("must be one value; a name with dots needs brackets: \"[" + key + "....]\"");
        }
    }

    private static Object block(Setting setting, Object bean) {
        Object known = setting.get(bean);
        if (known != null) {
            return known;
        }
        Object block = SettingsOf.type(setting.type()).create();
        setting.set(bean, block);
        return block;
    }

    private boolean isEnd(int element) {
        return element + 1 == property.getNumberOfElements();
    }

    private static @Nullable Setting setting(Object bean, String written) {
        String name = SpringNames.plain(written);
        return SettingsOf.type(bean.getClass()).settings().values().stream()
                .filter(setting -> setting.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    private PropertyConfigurer configurer(Object bean) {
        PropertyConfigurer configurer = Objects.requireNonNull(PluginHelper.getConfigurerResolver(context)
                .resolvePropertyConfigurer(bean.getClass().getName(), context));
        CamelContextAware.trySetCamelContext(configurer, context);
        return configurer;
    }

    private RuntimeException refused(String problem) {
        return SpringProperties.refused(
                property.chop(Math.min(at + 1, property.getNumberOfElements())) + " " + problem);
    }
}
