package io.outrest;

import io.outrest.config.Document;
import io.outrest.config.FilledIn;
import io.outrest.connection.Connection;
import io.outrest.connection.Definitions;
import io.outrest.connection.Definitions.Defined;
import io.outrest.connection.InvalidDefinition;
import io.outrest.security.SecurityDefinition;
import io.outrest.settings.InvalidSetting;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.TextLists;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections are configured, apart from code: documents, the component's properties, beans. Not thread-safe: one document
 * is read at a time.
 */
final class ConfigurationSources {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationSources.class);
    private static final String PROPERTIES = "component properties";
    private static final List<String> STANDARD_NAMES = List.of("outrest.yaml", "outrest.json");

    private final CamelContext context;
    private final Imports imports;
    private final Map<String, Map<String, @Nullable Secret>> inForce = new HashMap<>();
    private final Map<String, List<String>> kept = new HashMap<>();
    private final Map<String, Set<String>> incomplete = new HashMap<>();

    ConfigurationSources(CamelContext context, Imports imports) {
        this.context = context;
        this.imports = imports;
    }

    /** The documents: those that are named, else the working directory's, else the class path's; none is fine then. */
    List<String> documents(@Nullable String named) {
        return named == null || named.isBlank() ? standardDocument() : TextLists.parse(named);
    }

    private List<String> standardDocument() {
        for (String name : STANDARD_NAMES) {
            if (Files.isRegularFile(Path.of(name))) {
                LOG.info("Connections are configured in {}", Path.of(name).toAbsolutePath());
                return List.of("file:" + name);
            }
        }
        for (String name : STANDARD_NAMES) {
            var resource = context.getClassResolver().loadResourceAsURL(name);
            if (resource != null) {
                LOG.info("Connections are configured in {}", resource);
                return List.of("classpath:" + name);
            }
        }
        return List.of();
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException that says file, line and key
     */
    Configured read(String resource, byte[] content) {
        return configured(resource, written(resource, content));
    }

    /**
     * Reads a document for the first time. Says so when others can read secrets that stand in it.
     *
     * @throws IllegalArgumentException that says file, line and key
     */
    Configured readFirst(String resource, byte[] content) {
        Written written = written(resource, content);
        Path file = file(resource);
        List<String> secrets = written.content().secretsInClear();
        if (file != null && !secrets.isEmpty() && FileReaders.anybodyReads(file)) {
            LOG.warn(
                    "Everybody on this machine can read secrets in {}; placeholders or a file mode of 0600 keep them: {}",
                    file,
                    secrets);
        }
        return configured(resource, written);
    }

    /**
     * Reads a document, and fills in its placeholders.
     *
     * @throws IllegalArgumentException that says file, line and key
     */
    Written written(String resource, byte[] content) {
        return written(resource, content, Set.of());
    }

    /**
     * Reads an incomplete document once more, and fills in those placeholders that had no value.
     *
     * @throws IllegalArgumentException that says file, line and key
     */
    Written completed(String resource, byte[] content) {
        return written(resource, content, incomplete.getOrDefault(resource, Set.of()));
    }

    private Written written(String resource, byte[] content, Set<String> settled) {
        FilledIn filledIn =
                new FilledIn(context::resolvePropertyPlaceholders, inForce.getOrDefault(resource, Map.of()), settled);
        Document.Content read = Document.read(label(resource), content, filledIn);
        note(resource, filledIn);
        return new Written(read, filledIn);
    }

    private void note(String resource, FilledIn filledIn) {
        List<String> before = kept.put(resource, filledIn.kept());
        if (!filledIn.kept().isEmpty() && !filledIn.kept().equals(before)) {
            LOG.warn(
                    "Placeholders of {} have no value now, and keep the one that they had: {}",
                    label(resource),
                    filledIn.kept());
        }
        if (!filledIn.isComplete()) {
            incomplete.put(resource, filledIn.settled());
        } else if (incomplete.remove(resource) != null) {
            LOG.info("All placeholders of {} have a value again", label(resource));
        }
    }

    /** Does what a document asks for. */
    Configured configured(String resource, Written written) {
        List<Imports.Imported> imported =
                imports.read(resource, written.content().imports());
        List<Definitions> definitions = new ArrayList<>(imports.definitions(resource, imported));
        definitions.add(0, written.content().definitions());
        return new Configured(definitions, imported, written.filledIn().values());
    }

    /** Says that what a document amounts to is in force. */
    void inForce(String resource, Configured configured) {
        imports.inForce(resource, configured.imports());
        inForce.put(resource, configured.filledIn());
    }

    /** Whether placeholders stand for something else than in what is in force, the text being the same. */
    boolean isFilledInOtherwise(String resource, Written written) {
        return !written.filledIn().values().equals(inForce.get(resource));
    }

    /** Whether each placeholder had a value when the document was read last. */
    boolean isComplete(String resource) {
        return !incomplete.containsKey(resource);
    }

    /** A document as it is written, with its placeholders filled in. */
    record Written(Document.Content content, FilledIn filledIn) {}

    /**
     * What a document amounts to.
     *
     * @param definitions its own, and those of its imports
     * @param filledIn what its placeholders stand for
     */
    record Configured(
            List<Definitions> definitions, List<Imports.Imported> imports, Map<String, @Nullable Secret> filledIn) {}

    /** @throws IllegalArgumentException when there is no such document */
    byte[] content(String resource) {
        try (InputStream stream = ResourceHelper.resolveMandatoryResourceAsInputStream(context, resource)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "configuration: the document " + label(resource) + " cannot be read; is it there?", e);
        }
    }

    private static String label(String resource) {
        Path file = file(resource);
        return file == null ? resource : file.toString();
    }

    /** The file behind a resource, or null when it is none. */
    static @Nullable Path file(String resource) {
        return resource.startsWith("file:")
                ? Path.of(resource.substring("file:".length()).replaceFirst("^//(?=/)", ""))
                : null;
    }

    /** What stands in the component's properties. */
    Definitions properties(
            Connection defaults, Map<String, Connection> connections, Map<String, SecurityDefinition> security) {
        checkSet(PROPERTIES + ": defaults", defaults);
        connections.forEach((name, bean) -> checkSet(PROPERTIES + ": connection '" + name + "'", bean));
        security.forEach((name, bean) -> checkSet(PROPERTIES + ": security definition '" + name + "'", bean));
        return new Definitions(
                PROPERTIES,
                Connection.SETTINGS.copy(defaults),
                defined(connections, Connection.SETTINGS),
                defined(security, SecurityDefinition.SETTINGS));
    }

    private void checkSet(String what, Object bean) {
        try {
            RefusedSettings.of(context).check(bean);
        } catch (InvalidSetting e) {
            throw new InvalidDefinition(what + ": " + e.getMessage());
        }
    }

    /** Copies, as Camel may set properties of the beans again, and puts text into their maps whatever they are to hold. */
    private static <T> Map<String, Defined<T>> defined(Map<String, T> values, SettingsOf<T> settings) {
        Map<String, Defined<T>> defined = new LinkedHashMap<>();
        values.forEach((name, value) -> defined.put(name, new Defined<>(settings.copy(value), null, PROPERTIES)));
        return defined;
    }

    /** The beans in Camel's registry, each a source of its own. */
    List<Definitions> beans() {
        List<Definitions> beans = new ArrayList<>();
        context.getRegistry().findByTypeWithName(Connection.class).forEach((bean, connection) -> {
            String source = "the bean '" + bean + "'";
            checkSet(source, connection);
            String name = connection.getName() == null ? bean : connection.getName();
            Connection copy = Connection.SETTINGS.copy(connection);
            beans.add(new Definitions(
                    source, new Connection(), Map.of(name, new Defined<>(copy, null, source)), Map.of()));
        });
        context.getRegistry().findByTypeWithName(SecurityDefinition.class).forEach((bean, definition) -> {
            String source = "the bean '" + bean + "'";
            checkSet(source, definition);
            SecurityDefinition copy = SecurityDefinition.SETTINGS.copy(definition);
            beans.add(new Definitions(
                    source, new Connection(), Map.of(), Map.of(bean, new Defined<>(copy, null, source))));
        });
        return beans;
    }
}
