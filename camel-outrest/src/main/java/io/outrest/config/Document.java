package io.outrest.config;

import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportSettings;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.SettingsOf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A document that defines connections and security definitions. Reading it checks that every key is known and every value can
 * be read; whether the settings fit together is checked where they are registered.
 */
public final class Document {

    private static final List<String> SAID_BY_THE_DESCRIPTION = List.of("name", "path", "method");

    private static final String DEFAULTS = "defaults";
    private static final String SECURITY = "security";
    private static final String CONNECTIONS = "connections";
    private static final String OPENAPI = "openapi";
    private static final List<String> KEYS = List.of(DEFAULTS, SECURITY, CONNECTIONS, OPENAPI);

    private final String file;
    private final Placeholders placeholders;
    private final List<String> secretsInClear = new ArrayList<>();

    private Document(String file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    /**
     * What a document says.
     *
     * @param imports what is to be imported, in the order in which it is written
     * @param secretsInClear the keys of secrets that stand in the document themselves, not as placeholders
     */
    public record Content(Definitions definitions, List<ImportRequest> imports, List<String> secretsInClear) {}

    /**
     * Reads a document.
     *
     * @param file its name, as errors show it; one that ends in {@code .json} is read as JSON, any other as YAML
     * @throws InvalidDocument that says file, line and key
     */
    public static Content read(String file, byte[] content, Placeholders placeholders) {
        Node.Mapping root = NodeReader.read(file, content);
        Document document = new Document(file, placeholders);
        root.entries().keySet().forEach(key -> document.checkKnown(root, key));
        return new Content(
                document.definitions(root),
                document.imports(document.section(root, OPENAPI)),
                List.copyOf(document.secretsInClear));
    }

    private Definitions definitions(Node.Mapping root) {
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

    private List<ImportRequest> imports(Node.Mapping section) {
        List<ImportRequest> imports = new ArrayList<>();
        section.lines().forEach((name, line) -> {
            String key = OPENAPI + "." + name;
            Node node = section.entries().getOrDefault(name, new Node.Mapping(Map.of(), Map.of(), line));
            imports.add(request(name, mapping(node, key), key, line));
        });
        return imports;
    }

    /** The settings of the import itself, and those of all connections that it makes. */
    private ImportRequest request(String name, Node.Mapping node, String key, int line) {
        node.entries().forEach((setting, value) -> checkImportSetting(node, key, setting));
        Binder binder = new Binder(file, placeholders);
        ImportSettings settings = binder.bind(node.only(own -> isOfImport(own, node)), key, ImportSettings.SETTINGS);
        Connection connection = binder.bind(node.only(own -> !isOfImport(own, node)), key, Connection.SETTINGS);
        secretsInClear.addAll(binder.secretsInClear());
        if (binder.problem() == null) {
            checkSpec(settings, key, line);
        }
        return new ImportRequest(name, settings, connection, binder.problem(), file + ":" + line);
    }

    private void checkSpec(ImportSettings settings, String key, int line) {
        try {
            settings.mandatorySpec();
        } catch (InvalidSetting e) {
            throw new InvalidDocument(file + ":" + line, key + "." + e.getMessage());
        }
    }

    /** {@code security} is both: schemes by name are of the import, names of definitions are of its connections. */
    private static boolean isOfImport(String setting, Node.Mapping node) {
        return setting.equals(SECURITY)
                ? node.entries().get(setting) instanceof Node.Mapping
                : ImportSettings.SETTINGS.settings().containsKey(setting);
    }

    private void checkImportSetting(Node.Mapping node, String key, String setting) {
        Set<String> known = new TreeSet<>(Connection.SETTINGS.settings().keySet());
        known.addAll(ImportSettings.SETTINGS.settings().keySet());
        SAID_BY_THE_DESCRIPTION.forEach(known::remove);
        if (!known.contains(setting)) {
            throw new InvalidDocument(
                    file + ":" + node.lineOf(setting),
                    key + "." + setting + " is no setting of an import" + NearestNames.hint(setting, known));
        }
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
        secretsInClear.addAll(binder.secretsInClear());
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
