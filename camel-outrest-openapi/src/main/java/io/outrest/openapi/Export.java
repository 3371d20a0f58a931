package io.outrest.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.request.Origin;
import io.outrest.security.CredentialsFactory;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.SettingsOf;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an import amounts to, as a document of connections: the same calls, and a placeholder where each credential belongs. A
 * connection that would show its credentials is not active.
 */
final class Export {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String name;
    private final String prefix;
    private final Set<String> keys = new HashSet<>();

    /**
     * @param name of the import, which stands at the beginning of each placeholder
     * @param prefix of the names
     */
    Export(String name, String prefix) {
        this.name = name;
        this.prefix = prefix;
    }

    ObjectNode of(Definitions definitions) {
        ObjectNode document = NODES.objectNode();
        if (!definitions.security().isEmpty()) {
            ObjectNode security = document.putObject("security");
            definitions
                    .security()
                    .forEach(
                            (definition, defined) -> security.set(definition, definition(definition, defined.value())));
        }
        ObjectNode connections = document.putObject("connections");
        definitions
                .connections()
                .forEach((connection, defined) -> connections.set(connection, connection(defined.value())));
        return document;
    }

    private ObjectNode definition(String definition, SecurityDefinition bean) {
        ObjectNode written = NODES.objectNode().put("type", bean.getType());
        written.setAll(settings(bean, SecurityDefinition.SETTINGS));
        String scheme = definition.startsWith(prefix) ? definition.substring(prefix.length()) : definition;
        String key = keyOf(scheme);
        CredentialsFactory.missing(bean).forEach(setting -> written.put(setting, "{{" + key + "." + setting + "}}"));
        return written;
    }

    /** The beginning of a scheme's keys; no two schemes have the same, or they would have the same credentials. */
    private String keyOf(String scheme) {
        String first = key(name) + "." + key(scheme);
        String key = first;
        for (int i = 2; !keys.add(key); i++) {
            key = first + "_" + i;
        }
        return key;
    }

    /** What a key of a property can hold. */
    private static String key(String text) {
        return text.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    private static ObjectNode connection(Connection bean) {
        ObjectNode written = NODES.objectNode();
        for (String first : new String[] {"baseUrl", "path", "method"}) {
            written.put(first, "");
        }
        written.setAll(settings(bean, Connection.SETTINGS));
        boolean secured = bean.getSecurity() != null && !bean.getSecurity().isEmpty();
        Origin origin =
                Origin.locate("baseUrl", String.valueOf(bean.getBaseUrl())).origin();
        if (secured && !origin.secure() && !origin.loopback() && !Boolean.TRUE.equals(bean.getAllowInsecure())) {
            written.put("active", false);
        }
        return written;
    }

    private static <T> ObjectNode settings(T bean, SettingsOf<T> settings) {
        ObjectNode written = NODES.objectNode();
        settings.settings().forEach((setting, accessors) -> {
            Object value = accessors.get(bean);
            if (value != null) {
                put(written, setting, value);
            }
        });
        return written;
    }

    private static void put(ObjectNode target, String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode mapping = target.putObject(key);
            map.forEach((name, item) -> put(mapping, String.valueOf(name), item));
        } else if (value instanceof Collection<?> items) {
            ArrayNode list = target.putArray(key);
            items.forEach(item -> add(list, item));
        } else if (isBlock(value)) {
            target.set(key, block(value));
        } else if (value instanceof Boolean truth) {
            target.put(key, truth);
        } else if (value instanceof Integer number) {
            target.put(key, number);
        } else if (value instanceof Long number) {
            target.put(key, number);
        } else {
            target.put(key, text(value));
        }
    }

    private static void add(ArrayNode list, Object item) {
        if (item instanceof Map<?, ?> map) {
            ObjectNode mapping = list.addObject();
            map.forEach((name, value) -> put(mapping, String.valueOf(name), value));
        } else {
            list.add(text(item));
        }
    }

    private static boolean isBlock(Object value) {
        return value.getClass().getName().startsWith("io.outrest.")
                && !SettingsOf.type(value.getClass()).settings().isEmpty();
    }

    @SuppressWarnings("unchecked") // the class of a value fits the value
    private static <B> ObjectNode block(B value) {
        return settings(value, SettingsOf.type((Class<B>) value.getClass()));
    }

    private static String text(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }
}
