package io.outrest.config;

import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.NearestNames;
import io.outrest.settings.SettingsOf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A document that defines connections and security definitions. Reading it checks that every key is known and every value can
 * be read; whether the settings fit together is checked where they are registered.
 */
public final class Document {

    private static final String DEFAULTS = "defaults";
    private static final String SECURITY = "security";
    private static final String CONNECTIONS = "connections";
    private static final List<String> KEYS = List.of(DEFAULTS, SECURITY, CONNECTIONS);

    private final String file;
    private final Placeholders placeholders;

    private Document(String file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    /**
     * Reads a document.
     *
     * @param file its name, as errors show it; one that ends in {@code .json} is read as JSON, any other as YAML
     * @throws InvalidDocument that says file, line and key
     */
    public static Definitions read(String file, byte[] content, Placeholders placeholders) {
        return new Document(file, placeholders).definitions(NodeReader.read(file, content));
    }

    private Definitions definitions(Node.Mapping root) {
        root.entries().keySet().forEach(key -> checkKnown(root, key));
        Defined<Connection> defaults = defaults(root);
        Map<String, Defined<SecurityDefinition>> security =
                all(section(root, SECURITY), SECURITY, SecurityDefinition.SETTINGS);
        Map<String, Defined<Connection>> connections =
                all(section(root, CONNECTIONS), CONNECTIONS, Connection.SETTINGS);
        if (defaults.problem() != null) {
            connections.replaceAll(
                    (name, defined) -> new Defined<>(defined.value(), defaults.problem(), defined.place()));
        }
        return new Definitions(file, defaults.value(), connections, security);
    }

    private void checkKnown(Node.Mapping root, String key) {
        if (!KEYS.contains(key)) {
            throw new InvalidDocument(
                    file + ":" + root.lineOf(key),
                    "'" + key + "' is not known; a document has " + String.join(", ", KEYS)
                            + NearestNames.hint(key, KEYS));
        }
    }

    private Defined<Connection> defaults(Node.Mapping root) {
        Node.Mapping node = section(root, DEFAULTS);
        return bind(node, DEFAULTS, Connection.SETTINGS, node.line());
    }

    private <T> Map<String, Defined<T>> all(Node.Mapping section, String path, SettingsOf<T> settings) {
        Map<String, Defined<T>> all = new LinkedHashMap<>();
        section.entries().forEach((name, node) -> {
            String key = path + "." + name;
            all.put(name, bind(mapping(node, key), key, settings, section.lineOf(name)));
        });
        return all;
    }

    private <T> Defined<T> bind(Node.Mapping node, String key, SettingsOf<T> settings, int line) {
        Binder binder = new Binder(file, placeholders);
        T bean = binder.bind(node, key, settings);
        return new Defined<>(bean, binder.problem(), file + ":" + line);
    }

    private Node.Mapping section(Node.Mapping root, String key) {
        Node node = root.entries().get(key);
        return node == null ? new Node.Mapping(Map.of(), Map.of(), root.lineOf(key)) : mapping(node, key);
    }

    private Node.Mapping mapping(Node node, String key) {
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw new InvalidDocument(file + ":" + node.line(), key + " must be made of keys and values");
    }
}
