package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the documents of one import, which nobody is trusted to have written well: under limits that all of them share, and
 * until its time is over, which begins here. For one thread.
 */
final class Loader {

    private final Limits limits;
    private final Access access;
    private final Deadline deadline;
    private final Budget budget;
    private final Set<Path> files = new LinkedHashSet<>();

    Loader(Limits limits, Access access) {
        this.limits = limits;
        this.access = access;
        this.deadline = Deadline.start(System::nanoTime, limits.time());
        this.budget = new Budget(limits, deadline);
    }

    /**
     * Reads the document that is imported.
     *
     * @throws RefusedDocument when it cannot be had, is no OpenAPI or Swagger document, or goes beyond a limit
     */
    Loaded load(Source source) {
        Place read = read(source, address -> true);
        if (!(read.root() instanceof ObjectNode root)) {
            throw new RefusedDocument(
                    source.label(),
                    "is " + (read.root().isArray() ? "a list" : "a single value") + ", and no OpenAPI document");
        }
        return new Loaded(root, Version.of(root, source.label()), read.source());
    }

    /**
     * Reads a document, whatever it is.
     *
     * @param allowed where a URL may lead to by redirects
     * @return with the source as it was found: a file's real path, the last URL
     * @throws RefusedDocument when it cannot be had, or goes beyond a limit
     */
    Place read(Source source, Predicate<Source> allowed) {
        Budget.Sum before = budget.sum();
        if (source.file() != null) {
            asked(source.file());
        }
        try {
            Access.Content content = access.read(source, allowed, limits.size(), deadline);
            Path file = content.source().file();
            if (file != null) {
                files.add(file);
            }
            deadline.check(source.label());
            return new Place(content.source(), tree(source.label(), DocumentText.of(source.label(), content.bytes())));
        } catch (RefusedDocument e) {
            budget.backTo(before);
            throw e;
        }
    }

    private JsonNode tree(String label, String text) {
        return DocumentText.isJson(text) ? JsonTree.read(label, text, budget) : YamlTree.read(label, text, budget);
    }

    /** Notes a file that is asked for, there or not, under the name that may be a link to another one tomorrow. */
    void asked(Path file) {
        files.add(file);
    }

    /** All files that were asked for, and where links lead to the real ones; the main document first. */
    Set<Path> files() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(files));
    }

    Budget budget() {
        return budget;
    }
}
