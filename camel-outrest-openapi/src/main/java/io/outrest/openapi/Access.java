package io.outrest.openapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;

/** How the bytes of documents are had. */
final class Access {

    private final ClassLoader classes;
    private final Web web;

    /**
     * @param classes finds what stands on the class path
     * @param web fetches URLs
     */
    Access(ClassLoader classes, Web web) {
        this.classes = classes;
        this.web = web;
    }

    /** How URLs are fetched. */
    @FunctionalInterface
    interface Web {

        /**
         * Fetches, following redirects.
         *
         * @param allowed where redirects may lead to
         * @param limit bytes
         * @throws RefusedDocument when there is no such document, or it must not be fetched
         */
        Content fetch(Source url, Predicate<Source> allowed, long limit, Deadline deadline);
    }

    /**
     * A document's bytes.
     *
     * @param source where they were found: a file's real path, the last URL
     */
    record Content(Source source, byte[] bytes) {}

    /** @throws RefusedDocument when the document cannot be had, or has more bytes than the limit allows */
    Content read(Source source, Predicate<Source> allowed, long limit, Deadline deadline) {
        return switch (source.kind()) {
            case URL -> web.fetch(source, allowed, limit, deadline);
            case FILE -> file(source, limit);
            case CLASSPATH -> resource(source, limit);
            case TEXT ->
                new Content(
                        source,
                        bounded(
                                source,
                                new ByteArrayInputStream(source.location().getBytes(StandardCharsets.UTF_8)),
                                limit));
        };
    }

    private static Content file(Source source, long limit) {
        try {
            Path real = Objects.requireNonNull(source.file()).toRealPath();
            if (!Files.isRegularFile(real)) {
                throw new RefusedDocument(source.label(), "is no file");
            }
            try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
                return new Content(source.at(real), bounded(source, in, limit));
            }
        } catch (NoSuchFileException e) {
            throw new RefusedDocument(source.label(), "there is no such file");
        } catch (IOException e) {
            throw new RefusedDocument(
                    source.label(), "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private Content resource(Source source, long limit) {
        try (InputStream in = classes.getResourceAsStream(source.location())) {
            if (in == null) {
                throw new RefusedDocument(source.label(), "is not on the class path");
            }
            return new Content(source, bounded(source, in, limit));
        } catch (IOException e) {
            throw new RefusedDocument(source.label(), "cannot be read");
        }
    }

    /** No more than one byte beyond the limit is read. */
    private static byte[] bounded(Source source, InputStream in, long limit) {
        try {
            int most = (int) Math.min(limit, Integer.MAX_VALUE - 16);
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLong(source, limit);
            }
            return bytes;
        } catch (IOException e) {
            throw new RefusedDocument(source.label(), "cannot be read to its end");
        }
    }

    /** Says that a document is too long. */
    static RefusedDocument tooLong(Source source, long limit) {
        return RefusedDocument.limit(source.label(), "has more than " + limit + " bytes", "size");
    }
}
