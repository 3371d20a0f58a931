package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrest.settings.InvalidSetting;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private final Map<Link, Resolved> known = new HashMap<>();

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
        Link link = new Link(place, reference.textValue());
        Resolved resolved = known.get(link);
        if (resolved == null) {
            resolved = new Chain(link).follow();
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
        budget.values(place.toString(), found.node().size(), 0);
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
        ObjectNode merged = copied(found);
        OVERRIDES.forEach(key -> {
            if (node.has(key)) {
                merged.set(key, node.path(key));
            }
        });
        return new Resolved.Found(merged, found.place());
    }

    /** Copies are values too: many may be made of a large one. */
    private ObjectNode copied(Resolved.Found found) {
        budget.values(found.place().toString(), found.node().size(), 0);
        return JsonNodeFactory.instance.objectNode().setAll((ObjectNode) found.node());
    }

    /** A reference as it is written, and where. */
    private record Link(Place place, String reference) {

        String address() {
            int hash = reference.indexOf('#');
            return hash < 0 ? reference : reference.substring(0, hash);
        }

        String fragment() {
            int hash = reference.indexOf('#');
            return hash < 0 ? "" : reference.substring(hash + 1);
        }
    }

    /** One chain of references, from the first to a node that is none. */
    private final class Chain {

        private final Link start;
        private final Set<Step> visited = new HashSet<>();
        private final Deque<String> way = new ArrayDeque<>();

        /** The references on the way that have the same end as the first. */
        private final List<Link> passed = new ArrayList<>();

        Chain(Link start) {
            this.start = start;
        }

        Resolved follow() {
            try {
                Resolved end = null;
                for (Link link = start; end == null; ) {
                    budget.reference(link.place.toString());
                    if (way.isEmpty()) {
                        passed.add(link);
                    }
                    Place place = link.address().isEmpty() ? link.place : documents.at(link.address(), link.place);
                    tokens(link.fragment(), way);
                    if (way.size() > LONGEST_POINTER || !visited.add(new Step(place, List.copyOf(way)))) {
                        throw new BrokenReference("it leads back to itself");
                    }
                    JsonNode node = walk(place.root(), way);
                    link = new Link(place, next(node));
                    end = node.has(REF) ? knownFrom(link) : new Resolved.Found(node, place);
                }
                for (Link link : passed) {
                    known.put(link, end);
                }
                return end;
            } catch (BrokenReference e) {
                Resolved broken = new Resolved.Broken("the reference " + Quoted.quoted(start.reference, SHOWN)
                        + " cannot be followed: " + e.getMessage());
                known.put(start, broken);
                return broken;
            }
        }

        /** The reference in a node; empty where there is none. */
        private String next(JsonNode node) {
            if (node.has(REF) && !node.path(REF).isTextual()) {
                throw new BrokenReference("the $ref that it leads to is no text");
            }
            return node.path(REF).asText();
        }

        /** The end that another chain found from here, so that chains with a common end are not each followed to it. */
        private @Nullable Resolved knownFrom(Link link) {
            Resolved end = way.isEmpty() ? known.get(link) : null;
            return end instanceof Resolved.Found ? end : null;
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

    /** Where a chain has been. */
    private record Step(Place place, List<String> way) {}

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
