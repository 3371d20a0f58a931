package io.outrest.springboot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/** The values of properties, of the strongest source that has one: Spring fills in {@code ${...}}, Camel {@code {{...}}}. */
final class SpringValues {

    private static final Pattern NOT_FILLED_IN = Pattern.compile("\\$\\{[^}]*\\}");
    private static final Bindable<List<Map<String, Object>>> MAPPINGS = Bindable.of(ResolvableType.forClassWithGenerics(
            List.class, ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class)));

    private final Binder binder;
    private final CamelContext context;
    private final Set<ConfigurationPropertyName> properties;

    SpringValues(Environment environment, CamelContext context, Set<ConfigurationPropertyName> properties) {
        this.binder = Binder.get(environment);
        this.context = context;
        this.properties = properties;
    }

    /** @throws io.outrest.connection.InvalidDefinition when a placeholder has no value */
    String text(ConfigurationPropertyName property) {
        return filledIn(
                property, binder.bind(property, Bindable.of(String.class)).orElse(""));
    }

    /**
     * The items of a list; a source that has any has all of them.
     *
     * @throws io.outrest.connection.InvalidDefinition when a placeholder has no value
     */
    List<String> texts(ConfigurationPropertyName list) {
        return binder.bind(list, Bindable.listOf(String.class)).orElse(List.of()).stream()
                .map(text -> filledIn(list, text))
                .toList();
    }

    /** Whether the items of a list are mappings. */
    boolean areMappings(ConfigurationPropertyName list) {
        return properties.stream()
                .anyMatch(property ->
                        property.getNumberOfElements() > list.getNumberOfElements() + 1 && list.isAncestorOf(property));
    }

    /** Names, each with a list of texts, as alternatives of security definitions are. */
    List<Object> mappings(ConfigurationPropertyName list) {
        List<Object> mappings = new ArrayList<>();
        for (Map<String, Object> written : binder.bind(list, MAPPINGS).orElse(List.of())) {
            Map<String, Object> mapping = new LinkedHashMap<>();
            written.forEach((name, value) -> mapping.put(name, items(list, value)));
            mappings.add(mapping);
        }
        return mappings;
    }

    private List<String> items(ConfigurationPropertyName list, Object value) {
        if (value instanceof Map<?, ?> items) {
            return items.values().stream()
                    .map(item -> filledIn(list, String.valueOf(item)))
                    .toList();
        }
        String text = filledIn(list, String.valueOf(value));
        return text.isBlank() ? List.of() : List.of(text);
    }

    private String filledIn(ConfigurationPropertyName property, String text) {
        if (NOT_FILLED_IN.matcher(text).find()) {
            throw SpringProperties.refused(property + " has a placeholder ${...} without a value");
        }
        if (!text.contains("{{")) {
            return text;
        }
        try {
            return context.resolvePropertyPlaceholders(text);
        } catch (IllegalArgumentException e) {
            throw SpringProperties.refused(property + " has a placeholder without a value: " + e.getMessage());
        }
    }
}
