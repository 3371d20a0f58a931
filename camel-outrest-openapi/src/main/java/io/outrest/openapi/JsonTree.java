package io.outrest.openapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Reads one JSON document (RFC 8259), within the budget. A key that is there twice is refused. */
final class JsonTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE) // counted by the budget
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String label;
    private final Budget budget;
    private final JsonParser parser;

    private JsonTree(String label, Budget budget, JsonParser parser) {
        this.label = label;
        this.budget = budget;
        this.parser = parser;
    }

    /** @throws RefusedDocument when it is no JSON, or too much of it */
    static JsonNode read(String label, String text, Budget budget) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonTree tree = new JsonTree(label, budget, parser);
            parser.nextToken();
            JsonNode root = tree.node(1, false);
            if (parser.nextToken() != null) {
                throw new RefusedDocument(tree.here(), "something stands behind the end of the JSON document");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new RefusedDocument(at(label, e.getLocation()), "is no JSON from here on");
        } catch (IOException e) {
            throw new RefusedDocument(label, "cannot be read");
        }
    }

    /** The value that begins at the current token. */
    private JsonNode node(int level, boolean version) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(level);
        }
        if (token == JsonToken.START_ARRAY) {
            return list(level);
        }
        budget.value(label, parser.getTextLength());
        return switch (token) {
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                version ? NODES.textNode(parser.getText()) : Scalars.number(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            default -> NODES.nullNode();
        };
    }

    private ObjectNode mapping(int level) throws IOException {
        budget.depth(here(), level);
        budget.value(label, 0);
        ObjectNode mapping = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            budget.values(label, 0, key.length());
            if (mapping.has(key)) {
                throw new RefusedDocument(here(), "the key " + Quoted.key(key) + " is there twice");
            }
            parser.nextToken();
            mapping.set(key, node(level + 1, level == 1 && Scalars.isVersion(key)));
        }
        return mapping;
    }

    private ArrayNode list(int level) throws IOException {
        budget.depth(here(), level);
        budget.value(label, 0);
        ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(node(level + 1, false));
        }
        return list;
    }

    private String here() {
        return at(label, parser.currentTokenLocation());
    }

    private static String at(String label, JsonLocation location) {
        return location == null ? label : label + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }
}
