package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.settings.InvalidSetting;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the references ({@code $ref}) of an import's documents, one after the other and never deeper than what is asked
 * for. A reference that leads nowhere, or where it must not, breaks only what needs it; only when a limit of the whole import
 * is reached, {@link RefusedDocument} is thrown. For one thread.
 */
final class References {

    private static final String REF = "$ref";
    private static final List<String> OVERRIDES = List.of("summary", "description");
    private static final int LONGEST_POINTER = 1_000;
    private static final int SHOWN = 200;

    private final Budget budget;
    private final Documents documents;
    private final Version version;
    private final Map<Place, Map<String, Resolved>> known = new HashMap<>();

    /**
     * @param prefixes URLs below which documents may be fetched that are referred to
     * @throws InvalidSetting when one is no URL
     */
    References(Loader loader, Loaded main, List<String> prefixes) {
        this.budget = loader.budget();
        this.documents = new Documents(loader, main, prefixes);
        this.version = main.version();
    }

    /**
     * What a node amounts to: itself, or what is at the end of its references. From OpenAPI 3.1 on, {@code summary} and
     * {@code description} beside a reference replace what they find.
     *
     * @param place where the node stands
     */
    Resolved resolve(JsonNode node, Place place) {
        if (!node.has(REF)) {
            return new Resolved.Found(node, place);
        }
        JsonNode reference = node.path(REF);
        if (!reference.isTextual()) {
            return new Resolved.Broken("a $ref in " + place + " is no text");
        }
        Resolved resolved = known.computeIfAbsent(place, p -> new HashMap<>()).get(reference.textValue());
        if (resolved == null) {
            resolved = new Chain(reference.textValue()).follow(place);
            known.computeIfAbsent(place, p -> new HashMap<>()).put(reference.textValue(), resolved);
        }
        return resolved instanceof Resolved.Found found ? overridden(node, found) : resolved;
    }

    /** A path item's fields and those behind its reference, which may stand in another document. */
    PathItem pathItem(JsonNode node, Place place) {
        Map<String, Resolved.Found> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            if (!field.getKey().equals(REF)) {
                fields.put(field.getKey(), new Resolved.Found(field.getValue(), place));
            }
        });
        Resolved behind = node.has(REF) ? resolve(node, place) : new Resolved.Found(node, place);
        if (!(behind instanceof Resolved.Found found)) {
            return new PathItem(fields, ((Resolved.Broken) behind).problem());
        }
        if (!found.node().isObject()) {
            return new PathItem(fields, "the path item must be a mapping");
        }
        found.node()
                .properties()
                .forEach(field ->
                        fields.putIfAbsent(field.getKey(), new Resolved.Found(field.getValue(), found.place())));
        return new PathItem(fields, null);
    }

    private Resolved overridden(JsonNode node, Resolved.Found found) {
        boolean overrides = version.family().overridesBesideReferences()
                && found.node().isObject()
                && OVERRIDES.stream().anyMatch(node::has);
        if (!overrides) {
            return found;
        }
        ObjectNode merged = found.node().<ObjectNode>deepCopy();
        OVERRIDES.forEach(key -> {
            if (node.has(key)) {
                merged.set(key, node.path(key));
            }
        });
        return new Resolved.Found(merged, found.place());
    }

    /** One chain of references, from the first to a node that is none. */
    private final class Chain {

        private final String written;
        private final Set<String> visited = new HashSet<>();

        Chain(String written) {
            this.written = written;
        }

        Resolved follow(Place start) {
            try {
                Place place = start;
                String reference = written;
                Deque<String> way = new ArrayDeque<>();
                while (true) {
                    budget.reference(place.toString());
                    int hash = reference.indexOf('#');
                    String address = hash < 0 ? reference : reference.substring(0, hash);
                    tokens(hash < 0 ? "" : reference.substring(hash + 1), way);
                    place = address.isEmpty() ? place : documents.at(address, place);
                    if (way.size() > LONGEST_POINTER
                            || !visited.add(place.source().location() + "#" + way)) {
                        throw new BrokenReference("it leads back to itself");
                    }
                    JsonNode end = walk(place.root(), way);
                    if (!end.has(REF)) {
                        return new Resolved.Found(end, place);
                    }
                    if (!end.path(REF).isTextual()) {
                        throw new BrokenReference("the $ref that it leads to is no text");
                    }
                    reference = end.path(REF).textValue();
                }
            } catch (BrokenReference e) {
                return new Resolved.Broken(
                        "the reference " + Quoted.quoted(written, SHOWN) + " cannot be followed: " + e.getMessage());
            }
        }

        /** The node at the end of the way, or one on the way that is a reference itself; then the rest of it is left. */
        private JsonNode walk(JsonNode root, Deque<String> way) {
            JsonNode node = root;
            for (String token = way.peek(); token != null; token = way.peek()) {
                JsonNode next = child(node, token);
                if (next == null && node.has(REF)) {
                    return node;
                }
                if (next == null) {
                    throw new BrokenReference("there is nothing at that place");
                }
                way.remove();
                node = next;
            }
            return node;
        }

        private @Nullable JsonNode child(JsonNode node, String token) {
            if (!node.isArray()) {
                return node.get(token);
            }
            boolean index = token.matches("0|[1-9][0-9]{0,8}");
            return index ? node.get(Integer.parseInt(token)) : null;
        }
    }

    /** Puts a JSON pointer's tokens (RFC 6901 sections 3 and 6) in front of a way. */
    private static void tokens(String fragment, Deque<String> way) {
        String pointer = decoded(fragment);
        if (pointer.isEmpty()) {
            return;
        }
        if (!pointer.startsWith("/")) {
            throw new BrokenReference("what follows # must be a JSON pointer, which begins with /");
        }
        String[] tokens = pointer.substring(1).split("/", -1);
        for (int i = tokens.length - 1; i >= 0; i--) {
            way.push(tokens[i].replace("~1", "/").replace("~0", "~"));
        }
    }

    /** Percent-encoding removed; a plus is a plus. */
    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BrokenReference("its percent-encoding is broken");
        }
    }

    /** Why a reference cannot be followed, without the reference itself. */
    static final class BrokenReference extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BrokenReference(String why) {
            super(why, null, false, false);
        }
    }

    /** The segments of a path. */
    static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
