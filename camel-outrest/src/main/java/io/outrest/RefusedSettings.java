package io.outrest;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.SettingsOf;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.jspecify.annotations.Nullable;

/** What could not be set on beans of one Camel context, until somebody wants to use them. Thread-safe. */
final class RefusedSettings {

    private final IdentityHashMap<Object, InvalidSetting> first = new IdentityHashMap<>();

    private RefusedSettings() {}

    static RefusedSettings of(CamelContext context) {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        RefusedSettings known = extension.getContextPlugin(RefusedSettings.class);
        if (known != null) {
            return known;
        }
        RefusedSettings refused = new RefusedSettings();
        extension.addContextPlugin(RefusedSettings.class, refused);
        return refused;
    }

    /** Notes a setting that was refused; the first one counts. */
    synchronized void note(Object bean, InvalidSetting refused) {
        first.putIfAbsent(bean, refused);
    }

    /**
     * Looks at a bean and the beans that are its settings.
     *
     * @throws InvalidSetting when something could not be set on one of them
     */
    void check(Object bean) {
        check("", bean);
    }

    private void check(String prefix, Object bean) {
        InvalidSetting refused = noted(bean);
        if (refused != null) {
            throw new InvalidSetting(prefix + refused.setting(), refused.problem());
        }
        SettingsOf.type(bean.getClass()).settings().forEach((name, setting) -> {
            Object value = setting.get(bean);
            if (value != null && value.getClass().getName().startsWith("io.outrest.")) {
                check(prefix + name + ".", value);
            }
            if (setting.typeOfBlocks() != null && value instanceof Map<?, ?> blocks) {
                blocks.forEach((key, block) -> check(prefix + name + "." + key + ".", block));
            }
        });
    }

    private synchronized @Nullable InvalidSetting noted(Object bean) {
        return first.get(bean);
    }
}
