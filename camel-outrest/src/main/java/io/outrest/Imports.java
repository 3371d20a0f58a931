package io.outrest;

import io.outrest.connection.Connection;
import io.outrest.connection.ConnectionRegistry;
import io.outrest.connection.Definitions;
import io.outrest.imports.DescriptionImporter;
import io.outrest.imports.ImportReport;
import io.outrest.imports.ImportRequest;
import io.outrest.imports.ImportResult;
import io.outrest.imports.RefusedImport;
import io.outrest.settings.NearestNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The imports that documents ask for. One that is refused takes nothing away: what it gave before stays. The files that were
 * read are looked at now and then, and what changed in them comes into force; a change counts when two looks in a row see the
 * same. Thread-safe.
 */
final class Imports implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
    private static final int ROWS_SAID = 20;

    private final Supplier<ClassLoader> classes;
    private final ConnectionRegistry registry;
    private final Map<String, List<Imported>> byDocument = new LinkedHashMap<>();
    private @Nullable DescriptionImporter importer;

    Imports(Supplier<ClassLoader> classes, ConnectionRegistry registry) {
        this.classes = classes;
        this.registry = registry;
    }

    /**
     * An import and what came of it.
     *
     * @param result null when it was refused and gave nothing before
     * @param stamps of the files that it has read, as they were before
     */
    record Imported(
            ImportRequest request, @Nullable ImportResult result, Map<Path, String> stamps, Map<Path, String> seen) {

        Definitions definitions() {
            return result == null
                    ? Definitions.refused(request.source(), request.settings().namesBegin(request.name()))
                    : result.definitions();
        }

        Imported seen(Map<Path, String> now) {
            return new Imported(request, result, stamps, now);
        }
    }

    /**
     * What a document's imports give. One that is configured as before is not done again.
     *
     * @param document its resource
     * @throws IllegalArgumentException when there is nothing that could import
     */
    synchronized List<Imported> read(String document, List<ImportRequest> requests) {
        List<Imported> imports = new ArrayList<>();
        for (ImportRequest request : requests) {
            Imported known = find(document, request.name());
            boolean done = known != null && known.result != null && sameAs(known.request, request);
            imports.add(done ? known : attempt(request, known));
        }
        return imports;
    }

    /** What those imports define, and nothing for those that the document had before and has no longer. */
    synchronized List<Definitions> definitions(String document, List<Imported> imports) {
        List<Definitions> definitions = new ArrayList<>();
        Set<String> still = imports.stream().map(each -> each.request.name()).collect(Collectors.toSet());
        for (Imported before : byDocument.getOrDefault(document, List.of())) {
            if (!still.contains(before.request.name())) {
                definitions.add(Definitions.none(before.request.source()));
            }
        }
        imports.forEach(each -> definitions.add(each.definitions()));
        return definitions;
    }

    /**
     * Checks that no two documents have an import of the same name.
     *
     * @param changed documents as they shall be; the others stay as they are
     * @throws IllegalArgumentException when two have one
     */
    synchronized void checkOwners(Map<String, List<Imported>> changed) {
        Map<String, String> owners = new HashMap<>();
        byDocument.forEach((document, imports) -> {
            if (!changed.containsKey(document)) {
                imports.forEach(each -> owners.put(each.request.name(), document));
            }
        });
        changed.forEach((document, imports) -> imports.forEach(each -> {
            String other = owners.put(each.request.name(), document);
            if (other != null) {
                throw new IllegalArgumentException(each.request.place() + ": the import '" + each.request.name()
                        + "' is defined twice, also by " + other + "; one of them must go");
            }
        }));
    }

    /** Says that the imports of a document are in force. */
    synchronized void inForce(String document, List<Imported> imports) {
        byDocument.put(document, List.copyOf(imports));
    }

    /** What became of the operations, by the import's name; nothing for one that was refused. */
    synchronized Map<String, ImportReport> reports() {
        Map<String, ImportReport> reports = new TreeMap<>();
        byDocument
                .values()
                .forEach(imports -> imports.forEach(each -> {
                    if (each.result != null) {
                        reports.put(each.request.name(), each.result.report());
                    }
                }));
        return reports;
    }

    /**
     * Does an import once more.
     *
     * @return what became of the operations
     * @throws IllegalArgumentException when there is none of that name, or it is refused; nothing has changed then
     */
    synchronized ImportReport again(String name) {
        for (Map.Entry<String, List<Imported>> document : byDocument.entrySet()) {
            Imported before = find(document.getKey(), name);
            if (before != null) {
                Map<Path, String> stamps = stamps(before);
                ImportResult result = putInForce(before.request);
                replace(document.getKey(), imported(before.request, result, stamps));
                return result.report();
            }
        }
        throw new IllegalArgumentException("there is no import '" + name + "'" + NearestNames.hint(name, names()));
    }

    private List<String> names() {
        return byDocument.values().stream()
                .flatMap(imports -> imports.stream().map(each -> each.request.name()))
                .toList();
    }

    /** Looks at the files. */
    @Override
    public synchronized void run() {
        byDocument.forEach((document, imports) -> imports.forEach(each -> look(document, each)));
    }

    private void look(String document, Imported each) {
        Map<Path, String> now = stamps(each);
        if (now.equals(each.stamps)) {
            return;
        }
        Imported next = now.equals(each.seen) ? changed(each, now) : each.seen(now);
        replace(document, next);
    }

    private Imported changed(Imported before, Map<Path, String> stamps) {
        try {
            return imported(before.request, putInForce(before.request), stamps);
        } catch (RuntimeException e) {
            LOG.warn(
                    "The changes of the import '{}' are refused, the old settings stay: {}",
                    before.request.name(),
                    e.getMessage());
            Set<Path> files = new HashSet<>(stamps.keySet());
            if (e instanceof RefusedImport refused) {
                files.addAll(refused.files());
            }
            return new Imported(before.request, before.result, stamps(files, stamps), Map.of());
        }
    }

    /** The document alone has changed: where it sends credentials that were given for another place is said. */
    private ImportResult putInForce(ImportRequest request) {
        Definitions before = registry.saidBy(request.source());
        ImportResult result = result(request, before);
        registry.replace(List.of(result.definitions()));
        Moves.between(before, result.definitions())
                .forEach(move -> LOG.warn("The document of the import '{}' has changed: {}", request.name(), move));
        say(result.report());
        return result;
    }

    private Imported attempt(ImportRequest request, @Nullable Imported before) {
        Map<Path, String> stamps = stamps(mainFile(request), Map.of());
        try {
            if (request.settings().getSpec() == null && request.problem() != null) {
                throw new RefusedImport(request.problem(), Set.of());
            }
            ImportResult result = result(request, registry.saidBy(request.source()));
            say(result.report());
            return imported(request, result, stamps);
        } catch (RefusedImport e) {
            String instead =
                    before == null || before.result == null ? "nothing comes of it" : "what it gave before stays";
            LOG.warn("The import '{}' is refused, {}: {}", request.name(), instead, e.getMessage());
            return new Imported(request, before == null ? null : before.result, stamps(e.files(), stamps), Map.of());
        }
    }

    private static void say(ImportReport report) {
        LOG.info(
                "The import '{}' of {} (version {}) has {} connections and {} security definitions",
                report.name(),
                report.spec(),
                report.version(),
                report.imported(),
                report.securityDefinitions().size());
        if (report.difference().added().size() < report.imported()) {
            LOG.info(
                    "The import '{}' has {} connections added, {} removed {}, {} changed {}",
                    report.name(),
                    report.difference().added().size(),
                    report.difference().removed().size(),
                    report.difference().removed(),
                    report.difference().changed().size(),
                    report.difference().changed());
        }
        List<ImportReport.Operation> skipped =
                report.operations().stream().filter(row -> !row.imported()).toList();
        skipped.stream()
                .limit(ROWS_SAID)
                .forEach(row -> LOG.warn(
                        "The import '{}' leaves out {}: {}",
                        report.name(),
                        (row.method() + " " + row.path()).replaceAll("\\p{Cntrl}", "\u00B7"), // they are not ours
                        row.reason()));
        if (skipped.size() > ROWS_SAID) {
            LOG.warn("The import '{}' leaves out {} more operations", report.name(), skipped.size() - ROWS_SAID);
        }
        report.warnings().forEach(warning -> LOG.info("The import '{}': {}", report.name(), warning));
    }

    private @Nullable Imported find(String document, String name) {
        return byDocument.getOrDefault(document, List.of()).stream()
                .filter(each -> each.request.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void replace(String document, Imported next) {
        byDocument.computeIfPresent(document, (name, imports) -> imports.stream()
                .map(each -> each.request.name().equals(next.request.name()) ? next : each)
                .toList());
    }

    private static boolean sameAs(ImportRequest one, ImportRequest other) {
        Connection connection = one.connection();
        return one.settings().equals(other.settings())
                && connection.equals(other.connection())
                && Objects.equals(one.problem(), other.problem());
    }

    private synchronized DescriptionImporter importer(ImportRequest request) {
        DescriptionImporter known = importer;
        if (known == null) {
            known = ServiceLoader.load(DescriptionImporter.class, classes.get())
                    .findFirst()
                    .or(() -> ServiceLoader.load(DescriptionImporter.class, Imports.class.getClassLoader())
                            .findFirst())
                    .orElseThrow(() -> new IllegalArgumentException(request.place() + ": openapi." + request.name()
                            + " needs the artifact io.outrest:camel-outrest-openapi on the class path"));
            importer = known;
        }
        return known;
    }

    private ImportResult result(ImportRequest request, Definitions before) {
        return importer(request).read(request, classes.get()).since(before);
    }

    private static Map<Path, String> stamps(Imported imported) {
        return stamps(imported.stamps.keySet(), Map.of());
    }

    /** @param before stamps that were taken before the files were read: they count, so that no change is missed */
    private static Imported imported(ImportRequest request, ImportResult result, Map<Path, String> before) {
        return new Imported(request, result, stamps(result.files(), before), Map.of());
    }

    private static Set<Path> mainFile(ImportRequest request) {
        String spec = request.settings().getSpec();
        Path file = spec == null ? null : ConfigurationSources.file(spec);
        return file == null ? Set.of() : Set.of(file.toAbsolutePath().normalize());
    }

    private static Map<Path, String> stamps(Set<Path> files, Map<Path, String> before) {
        Map<Path, String> stamps = new LinkedHashMap<>();
        files.forEach(file -> {
            String known = before.get(file);
            stamps.put(file, known == null ? stamp(file) : known);
        });
        return stamps;
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "vanished";
        }
    }
}
