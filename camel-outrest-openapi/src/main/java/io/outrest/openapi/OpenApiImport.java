package io.outrest.openapi;

import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.Definitions;
import io.outrest.imports.ImportLimits;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportResult;
import io.outrest.imports.ImportSettings;
import io.outrest.imports.RefusedImport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An import from code:
 * {@code OpenApiImport.of("file:petstore.yaml").named("petstore").include("tag:pet").into(component.getRegistry())}. Each
 * method that sets something gives a new import. Doing it again under the same name replaces what it said before; the report
 * says what is different. Immutable.
 */
public final class OpenApiImport {

    private final String name;
    private final ImportSettings settings;
    private final Connection connection;

    private OpenApiImport(String name, ImportSettings settings, Connection connection) {
        this.name = name;
        this.settings = settings;
        this.connection = connection;
    }

    /**
     * An import of a document, named like its file without the extension.
     *
     * @param spec {@code file:}, {@code classpath:}, {@code https:}, {@code http:}, or {@code text:} and the document itself
     */
    public static OpenApiImport of(String spec) {
        ImportSettings settings = new ImportSettings();
        settings.setSpec(spec);
        return new OpenApiImport(CommandLine.nameOf(spec), settings, new Connection());
    }

    /** Names the import; the names of its connections begin with it. */
    public OpenApiImport named(String otherName) {
        return new OpenApiImport(otherName, settings, connection);
    }

    /** Imports these operations too: ids with {@code *}, {@code tag:NAME}, {@code METHOD /path/**}, {@code deprecated}. */
    public OpenApiImport include(String... operations) {
        return with(copy -> copy.setInclude(joined(copy.getInclude(), operations)));
    }

    /** Leaves these operations out. */
    public OpenApiImport exclude(String... operations) {
        return with(copy -> copy.setExclude(joined(copy.getExclude(), operations)));
    }

    /** Lets names begin with this and a slash, instead of the import's name; empty for neither. */
    public OpenApiImport prefix(String prefix) {
        return with(copy -> copy.setPrefix(prefix));
    }

    /** Where the API lives, instead of what the document says. */
    public OpenApiImport baseUrl(String baseUrl) {
        return with(copy -> copy.setBaseUrl(baseUrl));
    }

    /** The value of a variable in the document's server URLs. */
    public OpenApiImport serverVariable(String variable, String value) {
        return with(copy -> copy.setServerVariables(put(copy.getServerVariables(), variable, value)));
    }

    /** Uses a definition that is there already for one of the document's schemes. */
    public OpenApiImport security(String scheme, String definition) {
        return with(copy -> copy.setSecurity(put(copy.getSecurity(), scheme, definition)));
    }

    /** Follows references to URLs that begin so. */
    public OpenApiImport references(String... prefixes) {
        return with(copy -> copy.setReferences(joined(copy.getReferences(), prefixes)));
    }

    /** Fetches documents from private and local addresses too. */
    public OpenApiImport allowPrivate() {
        return with(copy -> copy.setAllowPrivate(true));
    }

    /** How large the document may be. */
    public OpenApiImport limits(ImportLimits limits) {
        return with(copy -> copy.setLimits(limits));
    }

    /** Settings of all connections, which win over what the document says. */
    public OpenApiImport settings(Connection settingsOfAll) {
        return new OpenApiImport(name, settings, Connection.SETTINGS.copy(settingsOfAll));
    }

    /**
     * Says what would come of it, and changes nothing. Waits for the document, on the caller's thread.
     *
     * @throws RefusedImport when nothing can be imported
     */
    public ImportReport report() {
        return read().report();
    }

    /**
     * Puts the connections and security definitions into a registry, in the place of what an import of this name from code has
     * put there before. Waits for the document, on the caller's thread.
     *
     * @return what became of each operation, and what is different from before
     * @throws RefusedImport when nothing can be imported
     * @throws IllegalArgumentException when another source has one of the names, or what completes one does not fit; nothing
     *     has changed then
     */
    public ImportReport into(ConnectionRegistry registry) {
        ImportResult read = read();
        Definitions definitions = read.definitions().from(read.definitions().source() + " by code");
        ImportReport report = read.since(registry.saidBy(definitions.source())).report();
        registry.replace(List.of(definitions));
        return report;
    }

    private ImportResult read() {
        ImportRequest request = new ImportRequest(name, settings, connection, null, "");
        ClassLoader classes = Objects.requireNonNullElse(
                Thread.currentThread().getContextClassLoader(), OpenApiImport.class.getClassLoader());
        return new OpenApiImporter().read(request, classes);
    }

    private OpenApiImport with(Consumer<ImportSettings> change) {
        ImportSettings copy = ImportSettings.SETTINGS.copy(settings);
        change.accept(copy);
        return new OpenApiImport(name, copy, connection);
    }

    private static List<String> joined(@Nullable List<String> known, String... more) {
        List<String> joined = new ArrayList<>(Objects.requireNonNullElse(known, List.of()));
        joined.addAll(List.of(more));
        return joined;
    }

    private static Map<String, String> put(@Nullable Map<String, String> known, String key, String value) {
        Map<String, String> joined = new LinkedHashMap<>(Objects.requireNonNullElse(known, Map.of()));
        joined.put(key, value);
        return joined;
    }
}
