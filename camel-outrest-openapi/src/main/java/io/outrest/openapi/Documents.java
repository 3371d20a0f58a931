package io.outrest.openapi;

import io.outrest.settings.InvalidSetting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The documents that an import's documents may refer to: files below the folder of the main one, and URLs below prefixes that
 * the import names. Each is read once, also when it cannot be used.
 */
final class Documents {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern HTTP = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);

    private final Loader loader;
    private final UrlPrefixes prefixes;
    private final @Nullable Path folder;
    private final Map<String, Place> read = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    Documents(Loader loader, Loaded main, List<String> prefixes) {
        this.loader = loader;
        this.prefixes = new UrlPrefixes(prefixes);
        Path file = main.source().file();
        this.folder = file == null ? null : file.getParent();
        read.put(main.source().location(), main.place());
    }

    /**
     * The document at an address that is not empty.
     *
     * @throws References.BrokenReference when there is none, or it must not be read
     */
    Place at(String address, Place from) {
        Source source = locate(address, from.source());
        Place known = read.get(source.location());
        if (known != null) {
            return known;
        }
        String problem = refused.get(source.location());
        if (problem != null) {
            throw new References.BrokenReference(problem);
        }
        try {
            Place place = loader.read(source, prefixes::allow);
            read.put(source.location(), place);
            return place;
        } catch (RefusedDocument e) {
            if (e.isWholeImport()) {
                throw e;
            }
            String why = String.valueOf(e.getMessage());
            refused.put(source.location(), why);
            throw new References.BrokenReference(why);
        }
    }

    private Source locate(String address, Source from) {
        if (address.indexOf('\\') >= 0 || address.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new References.BrokenReference("it holds a backslash or a control character");
        }
        if (HTTP.matcher(address).matches()) {
            return url(address);
        }
        if (SCHEME.matcher(address).matches()) {
            throw new References.BrokenReference("only files below the document's folder, and URLs of http and https"
                    + " below the prefixes in the setting references, are read");
        }
        URI base = from.address();
        if (base != null) {
            return url(resolved(base, address));
        }
        if (folder == null || from.file() == null) {
            throw new References.BrokenReference("only a document that is a file has a folder with others");
        }
        return file(References.decoded(address), from.file(), folder);
    }

    private static String resolved(URI base, String address) {
        try {
            return base.resolve(new URI(address)).toString();
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            throw new References.BrokenReference("it is no URL");
        }
    }

    private Source url(String address) {
        Source source;
        try {
            source = Source.url("it", address);
        } catch (InvalidSetting e) {
            throw new References.BrokenReference("it is no URL with a host and without user information");
        }
        if (!prefixes.allow(source)) {
            throw new References.BrokenReference("the URL is below none of the prefixes in the setting references");
        }
        return source;
    }

    private Source file(String name, Path from, Path folder) {
        References.BrokenReference outside =
                new References.BrokenReference("the file is not below the folder of the document");
        try {
            Path relative = Path.of(name);
            Path target = Objects.requireNonNull(from.getParent()).resolve(name).normalize();
            if (relative.isAbsolute() || name.startsWith("/") || !target.startsWith(folder)) {
                throw outside;
            }
            loader.asked(target);
            Path real = target.toRealPath();
            if (!real.startsWith(folder)) {
                throw outside;
            }
            return Source.file(target).at(real);
        } catch (InvalidPathException e) {
            throw new References.BrokenReference("it is no file name");
        } catch (IOException e) {
            throw new References.BrokenReference("there is no such file");
        }
    }
}
