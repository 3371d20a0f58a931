package io.outrest.springboot;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The names of the properties under a prefix, wherever they come from. */
final class SpringNames {

    private SpringNames() {}

    /**
     * The names, those of the weakest source first, so that its spelling counts: environment variables have none.
     *
     * @throws io.outrest.connection.InvalidDefinition when Spring would leave characters of a name out
     */
    static Set<ConfigurationPropertyName> under(ConfigurationPropertyName prefix, Environment environment) {
        List<ConfigurationPropertySource> sources = StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .collect(Collectors.toList());
        Collections.reverse(sources);
        Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
        for (ConfigurationPropertySource source : sources) {
            check(prefix, source.getUnderlyingSource());
            if (source instanceof IterableConfigurationPropertySource listed) {
                listed.stream().filter(prefix::isAncestorOf).forEach(names::add);
            }
        }
        return names;
    }

    private static void check(ConfigurationPropertyName prefix, @Nullable Object source) {
        if (source instanceof EnumerablePropertySource<?> listed
                && !(source instanceof SystemEnvironmentPropertySource)) {
            for (String property : listed.getPropertyNames()) {
                if (property.startsWith(prefix + ".")) {
                    WrittenNames.check(property);
                }
            }
        }
    }

    /** The name of a setting, as it is written, without dashes. */
    static String plain(String written) {
        return written.replaceAll("[-_]", "");
    }

    /** The last element, as it is written. */
    static String last(ConfigurationPropertyName name) {
        return name.getLastElement(Form.ORIGINAL);
    }
}
