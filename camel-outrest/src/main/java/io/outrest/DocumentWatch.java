package io.outrest;

import io.outrest.ConfigurationSources.Configured;
import io.outrest.ConfigurationSources.Written;
import io.outrest.connection.ConnectionRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the documents now and then, and puts valid changes in force, those of all documents together, so that a connection
 * may move from one to another; when that cannot be, those of each document that can be used without the others. A change
 * counts when two looks in a row see the same content, so that a file which is being written is not taken for one. A document
 * that cannot be used is refused whole, with one line in the log, and its old settings stay. On demand it asks anew what the
 * placeholders stand for. Thread-safe: it does one thing at a time.
 */
final class DocumentWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentWatch.class);
    private static final ByteBuffer VANISHED = ByteBuffer.allocate(0);

    private final Map<String, Path> files;
    private final ConfigurationSources sources;
    private final Imports imports;
    private final ConnectionRegistry registry;
    private final Map<String, ByteBuffer> inForce;
    private final Map<String, ByteBuffer> unreadable = new HashMap<>();
    private final Map<String, Reading> readings = new HashMap<>();
    private final Map<String, ByteBuffer> refused = new HashMap<>();
    private final Map<String, String> refusedAgain = new HashMap<>();
    private Map<String, ByteBuffer> seen = Map.of();
    private Map<String, FileTime> touched;

    /** What was read of a content that is not in force: its imports need not be done each time that it is considered. */
    private record Reading(ByteBuffer content, Configured configured) {}

    /**
     * @param files by resource
     * @param inForce the contents that were read at start, by resource
     */
    DocumentWatch(
            Map<String, Path> files,
            Map<String, byte[]> inForce,
            ConfigurationSources sources,
            Imports imports,
            ConnectionRegistry registry) {
        this.files = Map.copyOf(files);
        this.inForce = new HashMap<>();
        inForce.forEach((resource, content) -> this.inForce.put(resource, ByteBuffer.wrap(content)));
        this.sources = sources;
        this.imports = imports;
        this.registry = registry;
        this.touched = times();
    }

    @Override
    public synchronized void run() {
        Map<String, FileTime> times = times();
        Map<String, ByteBuffer> contents = new HashMap<>();
        files.forEach((resource, file) -> contents.put(resource, content(file)));
        boolean settled = contents.equals(seen);
        seen = contents;
        if (settled) {
            Map<String, ByteBuffer> changes = new HashMap<>(contents);
            changes.entrySet().removeIf(change -> change.getValue().equals(inForce.get(change.getKey())));
            consider(changes);
            fillInTouched(times, changes.keySet());
        }
    }

    /** Who touches a file, or writes it once more as it is, wants it to be read again. */
    private void fillInTouched(Map<String, FileTime> times, Set<String> changed) {
        List<String> again = times.entrySet().stream()
                .filter(time -> !changed.contains(time.getKey()))
                .filter(time -> !time.getValue().equals(touched.get(time.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        touched = times;
        if (!again.isEmpty()) {
            fillIn(again, inForce::get, sources::written);
        }
    }

    private Map<String, FileTime> times() {
        Map<String, FileTime> times = new HashMap<>();
        files.forEach((resource, file) -> times.put(resource, time(file)));
        return times;
    }

    private void consider(Map<String, ByteBuffer> changes) {
        unreadable.keySet().retainAll(changes.keySet());
        refused.keySet().retainAll(changes.keySet());
        readings.keySet().retainAll(changes.keySet());
        Map<String, Configured> read = new HashMap<>();
        Map<String, ByteBuffer> readable = new HashMap<>();
        changes.forEach((resource, content) -> {
            if (!content.equals(unreadable.get(resource)) && read(resource, content, read)) {
                readable.put(resource, content);
            }
        });
        if (!readable.isEmpty() && !readable.equals(refused)) {
            apply(read, readable);
        }
    }

    private boolean read(String resource, ByteBuffer content, Map<String, Configured> read) {
        try {
            if (!content.hasRemaining()) {
                throw new IllegalArgumentException(
                        files.get(resource) + ":1: the document is empty or has vanished, without a key");
            }
            Reading known = readings.get(resource);
            if (known == null || !known.content.equals(content)) {
                known = new Reading(content, sources.read(resource, bytes(content)));
                readings.put(resource, known);
            }
            read.put(resource, known.configured);
            return true;
        } catch (RuntimeException e) {
            unreadable.put(resource, content);
            warn(resource, e);
            return false;
        }
    }

    private void apply(Map<String, Configured> read, Map<String, ByteBuffer> contents) {
        Map<String, RuntimeException> problems = putInForce(read, contents);
        contents.forEach((resource, content) -> {
            RuntimeException problem = problems.get(resource);
            if (problem == null) {
                refused.remove(resource);
            } else if (!content.equals(refused.put(resource, content))) {
                warn(resource, problem);
            }
        });
    }

    /** Puts in force what can be; what is wrong with the rest, by resource. */
    private Map<String, RuntimeException> putInForce(Map<String, Configured> read, Map<String, ByteBuffer> contents) {
        Map<String, Configured> left = new TreeMap<>(read);
        Map<String, RuntimeException> problems = new TreeMap<>();
        if (replaced(left, problems)) {
            left.clear();
        }
        while (left.entrySet().removeIf(one -> replaced(Map.of(one.getKey(), one.getValue()), problems))) {
            // one that is in force may have made way for another
        }
        contents.forEach((resource, content) -> {
            if (!problems.containsKey(resource)) {
                inForce.put(resource, content);
            }
        });
        if (problems.size() < contents.size()) {
            LOG.info("The changes of {} are in force", names(contents.keySet(), problems.keySet()));
        }
        return problems;
    }

    /**
     * Fills in the placeholders of all documents anew, and puts in force what is different then. Takes as long as Camel's property
     * functions take. Of a file the content counts that is in force; what is none is read once more.
     *
     * @return why documents were refused, whose old settings stay
     */
    synchronized List<String> fillInAgain() {
        readings.clear(); // they hold what the placeholders stood for before
        return fillIn(inForce.keySet(), this::contentNow, sources::written);
    }

    /** Asks once more for those placeholders that had no value when their documents were read last. */
    synchronized void fillInWhatIsMissing() {
        List<String> incomplete = inForce.keySet().stream()
                .filter(resource -> !sources.isComplete(resource))
                .toList();
        fillIn(incomplete, inForce::get, sources::completed);
    }

    private ByteBuffer contentNow(String resource) {
        ByteBuffer known = files.containsKey(resource) ? inForce.get(resource) : null;
        return known == null ? ByteBuffer.wrap(sources.content(resource)) : known;
    }

    private List<String> fillIn(
            Collection<String> resources,
            Function<String, @Nullable ByteBuffer> contents,
            BiFunction<String, byte[], Written> reading) {
        Map<String, Configured> changed = new HashMap<>();
        Map<String, ByteBuffer> changedContents = new HashMap<>();
        Map<String, RuntimeException> problems = new TreeMap<>();
        for (String resource : resources) {
            try {
                ByteBuffer content = Objects.requireNonNull(contents.apply(resource));
                Written written = reading.apply(resource, bytes(content));
                if (!content.equals(inForce.get(resource)) || sources.isFilledInOtherwise(resource, written)) {
                    changed.put(resource, sources.configured(resource, written));
                    changedContents.put(resource, content);
                }
            } catch (RuntimeException e) {
                problems.put(resource, e);
            }
        }
        if (!changed.isEmpty()) {
            problems.putAll(putInForce(changed, changedContents));
        }
        return refusals(problems);
    }

    private List<String> refusals(Map<String, RuntimeException> problems) {
        refusedAgain.keySet().retainAll(problems.keySet());
        List<String> refusals = new ArrayList<>();
        problems.forEach((resource, problem) -> {
            String message = String.valueOf(problem.getMessage());
            refusals.add(message);
            if (!message.equals(refusedAgain.put(resource, message))) {
                warn(resource, problem);
            }
        });
        return refusals;
    }

    private boolean replaced(Map<String, Configured> documents, Map<String, RuntimeException> problems) {
        try {
            Map<String, List<Imports.Imported>> imported = new HashMap<>();
            documents.forEach((resource, document) -> imported.put(resource, document.imports()));
            imports.checkOwners(imported);
            registry.replace(documents.values().stream()
                    .flatMap(document -> document.definitions().stream())
                    .toList());
            documents.forEach(sources::inForce);
            problems.keySet().removeAll(documents.keySet());
            return true;
        } catch (RuntimeException e) {
            documents.keySet().forEach(resource -> problems.put(resource, e));
            return false;
        }
    }

    private void warn(String resource, RuntimeException e) {
        LOG.warn("The changes of {} are refused, the old settings stay: {}", name(resource), e.getMessage());
    }

    private List<String> names(Set<String> resources, Set<String> without) {
        return resources.stream()
                .filter(resource -> !without.contains(resource))
                .map(this::name)
                .toList();
    }

    private String name(String resource) {
        Path file = files.get(resource);
        return file == null ? resource : file.toString();
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static ByteBuffer content(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            return VANISHED;
        }
    }
}
