package io.outrest.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The files of certificates, keys and key stores that some TLS settings name. */
record TlsFiles(List<Path> paths) {

    TlsFiles {
        paths = paths.stream().distinct().sorted().toList();
    }

    /** What a look at a file costs next to nothing to know; equal ones stand for equal content. */
    record Stamp(long size, FileTime modified, @Nullable Object file) {

        private static final Stamp NONE = new Stamp(-1, FileTime.fromMillis(0), null);

        private static Stamp of(Path path) {
            try {
                BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
            } catch (IOException e) {
                return NONE;
            }
        }
    }

    Map<Path, Stamp> stamps() {
        return each(Stamp::of);
    }

    /** A digest of each file's content, which says nothing about it; empty for a file that cannot be read. */
    Map<Path, String> digests() {
        return each(TlsFiles::digest);
    }

    private <T> Map<Path, T> each(Function<Path, T> look) {
        Map<Path, T> found = new HashMap<>();
        paths.forEach(path -> found.put(path, look.apply(path)));
        return found;
    }

    private static String digest(Path path) {
        try {
            return hash(Files.readAllBytes(path));
        } catch (IOException e) {
            return "";
        }
    }

    /** One text for the content of all; empty when there are none. */
    static String fingerprint(Map<Path, String> digests) {
        return String.join("", new TreeMap<>(digests).values());
    }

    /** Those whose content is another one. */
    static Collection<Path> different(Map<Path, String> before, Map<Path, String> now) {
        return now.entrySet().stream()
                .filter(file -> !file.getValue().equals(before.get(file.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
