package io.outrest;

import io.outrest.connection.ConnectionRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a document now and then, and puts a valid change in force. A change counts when two looks in a row see the same
 * content, so that a file which is being written is not taken for a change. One that cannot be used is refused whole, with one
 * line in the log, and the old settings stay. Confined to one thread.
 */
final class DocumentWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentWatch.class);
    private static final byte[] VANISHED = new byte[0];

    private final String resource;
    private final Path file;
    private final ConfigurationSources sources;
    private final ConnectionRegistry registry;
    private byte[] inForce;
    private byte @Nullable [] seen;
    private byte @Nullable [] refused;

    DocumentWatch(String resource, Path file, ConfigurationSources sources, ConnectionRegistry registry) {
        this.resource = resource;
        this.file = file;
        this.sources = sources;
        this.registry = registry;
        this.inForce = content();
    }

    @Override
    public void run() {
        byte[] content = content();
        boolean settled = Arrays.equals(content, seen);
        seen = content;
        if (settled && !Arrays.equals(content, inForce) && !Arrays.equals(content, refused)) {
            apply(content);
        }
        if (Arrays.equals(content, inForce)) {
            refused = null;
        }
    }

    private void apply(byte[] content) {
        try {
            if (content.length == 0) {
                throw new IllegalArgumentException(file + ":1: the document is empty or has vanished");
            }
            registry.replace(List.of(sources.read(resource, content)));
            inForce = content;
            refused = null;
            LOG.info("The changes of {} are in force", file);
        } catch (RuntimeException e) {
            refused = content;
            LOG.warn("The changes of {} are refused, the old settings stay: {}", file, e.getMessage());
        }
    }

    private byte[] content() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return VANISHED;
        }
    }
}
