package io.outrest.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * Reads one YAML document by the core schema of YAML 1.2, and merge keys. An alias is the very node that has the anchor, and
 * is counted as if it were another; nothing is ever made of a tag but text, numbers, lists and mappings.
 */
final class YamlTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TAGS = "tag:yaml.org,2002:";
    private static final String MERGE = "<<";
    private static final Set<String> PLAIN_TAGS = Set.of("null", "bool", "int", "float");

    private final String label;
    private final Budget budget;
    private final Parser events;
    private final Map<String, Optional<Anchored>> anchors = new HashMap<>();

    /** The deepest level since it was last set back, to know how high a node is. */
    private int deepest;

    private YamlTree(String label, Budget budget, Parser events) {
        this.label = label;
        this.budget = budget;
        this.events = events;
    }

    /** A node with an anchor, and what it amounts to. */
    private record Anchored(JsonNode node, long values, long characters, int height) {}

    /** @throws RefusedDocument when it is no YAML, or too much of it */
    static JsonNode read(String label, String text, Budget budget) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // the document's size is limited already
        options.setProcessComments(false);
        try {
            return new YamlTree(label, budget, new ParserImpl(new YamlText(text), options)).document();
        } catch (MarkedYAMLException e) {
            String problem = Quoted.visible(String.valueOf(e.getProblem()), 100);
            throw new RefusedDocument(at(label, e.getProblemMark()), "is no YAML from here on: " + problem);
        } catch (YAMLException e) {
            throw new RefusedDocument(label, "is no YAML that can be read");
        }
    }

    private JsonNode document() {
        events.getEvent(); // the stream begins
        if (events.checkEvent(Event.ID.StreamEnd)) {
            throw new RefusedDocument(label, "is empty");
        }
        events.getEvent(); // the document begins
        JsonNode root = node(events.getEvent(), 1, false);
        events.getEvent(); // the document ends
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            throw new RefusedDocument(at(events.peekEvent()), "holds more than one document");
        }
        return root;
    }

    /** The node that begins with an event that has just been taken. */
    private JsonNode node(Event event, int level, boolean version) {
        if (event instanceof AliasEvent alias) {
            return aliased(alias, level);
        }
        String anchor = event instanceof NodeEvent begin ? begin.getAnchor() : null;
        if (anchor == null) {
            return content(event, level, version);
        }
        int outside = deepest;
        Budget.Sum before = budget.sum();
        deepest = level - 1;
        anchors.put(anchor, Optional.empty());
        JsonNode node = content(event, level, version);
        Budget.Sum after = budget.sum();
        anchors.put(
                anchor,
                Optional.of(new Anchored(
                        node,
                        after.values() - before.values(),
                        after.characters() - before.characters(),
                        deepest - level + 1)));
        deepest = Math.max(deepest, outside);
        return node;
    }

    private JsonNode aliased(AliasEvent alias, int level) {
        budget.alias(at(alias));
        Optional<Anchored> anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw new RefusedDocument(at(alias), "the alias " + Quoted.key(alias.getAnchor()) + " has no anchor");
        }
        Anchored target = anchored.orElseThrow(() -> new RefusedDocument(
                at(alias), "the alias " + Quoted.key(alias.getAnchor()) + " stands within its own anchor"));
        deepest = Math.max(deepest, level + target.height() - 1);
        budget.depth(at(alias), level + target.height() - 1);
        budget.values(label, target.values(), target.characters());
        return target.node();
    }

    private JsonNode content(Event event, int level, boolean version) {
        if (event instanceof MappingStartEvent begin) {
            checkTag(begin, begin.getTag(), "map");
            return mapping(begin, level);
        }
        if (event instanceof SequenceStartEvent begin) {
            checkTag(begin, begin.getTag(), "seq");
            return list(begin, level);
        }
        ScalarEvent scalar = (ScalarEvent) event;
        budget.value(label, scalar.getValue().length());
        return scalar(scalar, version);
    }

    private JsonNode scalar(ScalarEvent scalar, boolean version) {
        String text = scalar.getValue();
        String tag = scalar.getTag();
        if (tag == null || tag.equals("!")) {
            boolean plain = tag == null && scalar.getScalarStyle() == ScalarStyle.PLAIN && !version;
            return plain ? Scalars.plain(text) : NODES.textNode(text);
        }
        if (!tag.startsWith(TAGS) || !PLAIN_TAGS.contains(tag.substring(TAGS.length()))) {
            checkTag(scalar, tag, "str");
            return NODES.textNode(text);
        }
        return Scalars.plain(text);
    }

    private void checkTag(Event event, @Nullable String tag, String allowed) {
        if (tag != null && !tag.equals("!") && !tag.equals(TAGS + allowed)) {
            throw new RefusedDocument(at(event), "the tag " + Quoted.key(tag) + " is not allowed");
        }
    }

    private ArrayNode list(Event begin, int level) {
        enter(begin, level);
        ArrayNode list = NODES.arrayNode();
        for (Event event = events.getEvent(); !event.is(Event.ID.SequenceEnd); event = events.getEvent()) {
            list.add(node(event, level + 1, false));
        }
        return list;
    }

    private ObjectNode mapping(Event begin, int level) {
        enter(begin, level);
        ObjectNode mapping = NODES.objectNode();
        List<JsonNode> merged = new ArrayList<>();
        for (Event event = events.getEvent(); !event.is(Event.ID.MappingEnd); event = events.getEvent()) {
            String key = key(event, level + 1);
            Event value = events.getEvent();
            JsonNode node = node(value, level + 1, level == 1 && Scalars.isVersion(key));
            if (isMerge(event)) {
                collect(node, value, merged);
            } else if (mapping.has(key)) {
                throw new RefusedDocument(at(event), "the key " + Quoted.key(key) + " is there twice");
            } else {
                mapping.set(key, node);
            }
        }
        for (JsonNode other : merged) {
            other.properties().forEach(entry -> mapping.putIfAbsent(entry.getKey(), entry.getValue()));
        }
        return mapping;
    }

    private void enter(Event begin, int level) {
        budget.depth(at(begin), level);
        budget.value(label, 0);
        deepest = Math.max(deepest, level);
    }

    private String key(Event event, int level) {
        if (event instanceof ScalarEvent scalar && scalar.getAnchor() == null) {
            scalar(scalar, true); // refuses a tag
            budget.values(label, 0, scalar.getValue().length());
            return scalar.getValue();
        }
        if (event instanceof ScalarEvent || event instanceof AliasEvent) {
            JsonNode key = node(event, level, true);
            if (key.isTextual()) {
                return key.textValue();
            }
        }
        throw new RefusedDocument(at(event), "a key must be text");
    }

    private static boolean isMerge(Event key) {
        return key instanceof ScalarEvent scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().equals(MERGE);
    }

    private void collect(JsonNode node, Event where, List<JsonNode> merged) {
        List<JsonNode> several = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(several::add);
        } else {
            several.add(node);
        }
        if (!several.stream().allMatch(JsonNode::isObject)) {
            throw new RefusedDocument(at(where), "what << merges must be mappings");
        }
        merged.addAll(several);
    }

    private String at(Event event) {
        return at(label, event.getStartMark());
    }

    private static String at(String label, @Nullable Mark mark) {
        return mark == null ? label : label + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
