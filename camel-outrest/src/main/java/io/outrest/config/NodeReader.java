package io.outrest.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML or JSON into nodes, of {@value #MOST_BYTES} bytes at most. A key that is there twice is refused; YAML's anchors,
 * aliases and merge keys work, so far as they do not grow beyond {@value #MOST_NODES} nodes.
 */
final class NodeReader {

    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_NODES = 2_000_000;
    private static final String MERGE = "<<";

    private final String file;
    private final JsonParser parser;
    private final Map<String, Node> anchors = new HashMap<>();
    private int nodes;

    private NodeReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads a document.
     *
     * @param file its name, for errors; one that ends in {@code .json} is read as JSON
     * @throws InvalidDocument when it is empty or too large, is neither, or is not made of keys and values
     */
    static Node.Mapping read(String file, byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new InvalidDocument(file + ":1", "is larger than " + (MOST_BYTES >> 20) + " MB");
        }
        boolean json = file.endsWith(".json");
        try (JsonParser parser = (json ? json() : new YamlWithAnchors()).createParser(content)) {
            NodeReader reader = new NodeReader(file, parser);
            Node node = parser.nextToken() == null ? null : reader.node();
            if (!(node instanceof Node.Mapping mapping)) {
                throw new InvalidDocument(
                        file + ":" + (node == null ? 1 : node.line()),
                        node == null ? "is empty" : "must be made of keys and values");
            }
            if (parser.nextToken() != null) {
                throw new InvalidDocument(reader.here(), "only one document can be in a file");
            }
            return mapping;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InvalidDocument(file + ":" + line, "is no " + (json ? "JSON" : "YAML") + " that can be read");
        } catch (IOException e) {
            throw new InvalidDocument(file + ":1", "cannot be read");
        }
    }

    private static JsonFactory json() {
        return JsonFactory.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
    }

    /** The node that begins at the current token; null for a null. */
    private @Nullable Node node() throws IOException {
        count(1);
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            return aliased(parser.getText());
        }
        String anchor = parser.canReadObjectId() && parser.getObjectId() != null
                ? parser.getObjectId().toString()
                : null;
        Node node = content();
        if (anchor != null && node != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private @Nullable Node content() throws IOException {
        int line = line();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(line);
        }
        if (token == JsonToken.START_ARRAY) {
            return sequence(line);
        }
        return token == JsonToken.VALUE_NULL ? null : new Node.Scalar(parser.getText(), line);
    }

    private Node aliased(String anchor) {
        Node node = anchors.get(anchor);
        if (node == null) {
            throw new InvalidDocument(here(), "the alias *" + anchor + " has no anchor before it");
        }
        count(size(node));
        return node;
    }

    private Node sequence(int line) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Node item = node();
            if (item != null) {
                items.add(item);
            }
        }
        return new Node.Sequence(items, line);
    }

    private Node mapping(int line) throws IOException {
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        List<Node> merged = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            if (lines.put(key, keyLine) != null && !key.equals(MERGE)) {
                throw new InvalidDocument(here(), "the key '" + key + "' is there twice");
            }
            parser.nextToken();
            Node value = node();
            if (key.equals(MERGE) && parser instanceof YAMLParser) {
                merged.addAll(
                        value instanceof Node.Sequence several
                                ? several.items()
                                : value == null ? List.of() : List.of(value));
            } else if (value != null) {
                entries.put(key, value);
            }
        }
        merged.forEach(other -> merge(other, entries, lines));
        lines.remove(MERGE);
        return new Node.Mapping(entries, lines, line);
    }

    private void merge(Node other, Map<String, Node> entries, Map<String, Integer> lines) {
        if (!(other instanceof Node.Mapping mapping)) {
            throw new InvalidDocument(here(), "what << merges must be keys and values");
        }
        mapping.entries().forEach((key, value) -> {
            if (!lines.containsKey(key)) {
                entries.put(key, value);
                lines.put(key, mapping.lineOf(key));
            }
        });
    }

    private void count(int more) {
        nodes += more;
        if (nodes > MOST_NODES) {
            throw new InvalidDocument(here(), "is larger than " + MOST_NODES + " values");
        }
    }

    private int size(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return 1 + sequence.items().stream().mapToInt(this::size).sum();
        }
        return node instanceof Node.Mapping mapping
                ? 1 + mapping.entries().values().stream().mapToInt(this::size).sum()
                : 1;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private String here() {
        return file + ":" + line();
    }
}
