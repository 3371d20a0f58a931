package io.outrest.openapi;

import io.outrest.request.Origin;
import io.outrest.settings.InvalidSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a document comes from. Immutable. */
final class Source {

    private static final String FORMS =
            "must be file:NAME, classpath:NAME, a URL of http or https, or text: followed by the document itself";

    private final Kind kind;
    private final String location;
    private final String label;
    private final @Nullable Path file;
    private final @Nullable URI address;

    private Source(Kind kind, String location, String label, @Nullable Path file, @Nullable URI address) {
        this.kind = kind;
        this.location = location;
        this.label = label;
        this.file = file;
        this.address = address;
    }

    /** How its bytes are had. */
    enum Kind {
        FILE,
        CLASSPATH,
        URL,
        TEXT
    }

    /**
     * Reads the setting {@code spec}.
     *
     * @throws InvalidSetting when it has another form
     */
    static Source of(String spec) {
        String text = spec.stripLeading();
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "text" -> new Source(Kind.TEXT, rest, "text", null, null);
            case "classpath" -> classpath(rest.strip());
            case "file" -> fileOf(rest.strip());
            case "http", "https" -> url("spec", text.strip());
            default -> throw new InvalidSetting("spec", FORMS);
        };
    }

    /** A file. */
    static Source file(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        String label = Quoted.visible(name == null ? absolute.toString() : name.toString(), 100);
        return new Source(Kind.FILE, absolute.toString(), label, absolute, null);
    }

    /**
     * A URL of http or https, its host in ASCII.
     *
     * @param setting where it stands, for the error
     * @throws InvalidSetting when it is none, or holds user information
     */
    static Source url(String setting, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getRawAuthority() == null || uri.getRawAuthority().contains("@") || uri.getScheme() == null) {
                throw new InvalidSetting(setting, "must be a URL with a host and without user information");
            }
            String path = Objects.requireNonNullElse(uri.getRawPath(), "");
            Origin.Located located = Origin.locate(setting, uri.getScheme() + "://" + uri.getRawAuthority() + path);
            String label = located.origin() + located.path();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            URI address = new URI(new URI(label + query).toASCIIString());
            return new Source(Kind.URL, address.toString(), Quoted.visible(label, 200), null, address);
        } catch (URISyntaxException e) {
            throw new InvalidSetting(setting, "must be a URL of the form http://host[:port]/path or https://...");
        }
    }

    private static Source classpath(String name) {
        String resource = name.replaceFirst("^/+", "");
        if (resource.isEmpty()) {
            throw new InvalidSetting("spec", FORMS);
        }
        return new Source(Kind.CLASSPATH, resource, Quoted.visible(resource, 100), null, null);
    }

    private static Source fileOf(String name) {
        String path = name.replaceFirst("^///", "/");
        if (path.isEmpty() || path.startsWith("//")) {
            throw new InvalidSetting("spec", path.isEmpty() ? FORMS : "must be a file of this machine, file:NAME");
        }
        try {
            return file(Path.of(path));
        } catch (InvalidPathException e) {
            throw new InvalidSetting("spec", "is no file name of this machine");
        }
    }

    /** The same file by its real path; keeps the name it was given by. */
    Source at(Path real) {
        return new Source(Kind.FILE, real.toString(), label, real, null);
    }

    Kind kind() {
        return kind;
    }

    /** The file's absolute path, the resource's name, the URL, or the document itself. */
    String location() {
        return location;
    }

    /** For messages: the file's name, the resource, the URL without query, or {@code text}. */
    String label() {
        return label;
    }

    /** The URL that relative ones are resolved against; null for what is no URL. */
    @Nullable
    URI address() {
        return address;
    }

    /** The file's absolute path, links not yet resolved; null for what is no file. */
    @Nullable
    Path file() {
        return file;
    }

    @Override
    public String toString() {
        return label;
    }
}
