package io.outrest.config;

import io.outrest.settings.InvalidSetting;
import io.outrest.settings.NearestNames;
import io.outrest.settings.Pem;
import io.outrest.settings.Secret;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.SettingsOf.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets the settings of one bean from nodes. An unknown key or an unreadable value is an error; a placeholder without a value
 * is noted, as it makes this one bean unusable and nothing else.
 */
final class Binder {

    private static final Set<String> KEYS = Set.of("clientKey", "privateKey");

    private final String file;
    private final Placeholders placeholders;
    private final List<String> secretsInClear = new ArrayList<>();
    private @Nullable String problem;

    Binder(String file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    /** Why the bean cannot be used though it is written correctly; null when it can. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The settings that hold a secret as it is, not a placeholder for one. */
    List<String> secretsInClear() {
        return secretsInClear;
    }

    <T> T bind(Node.Mapping node, String path, SettingsOf<T> settings) {
        T bean = settings.create();
        node.entries().forEach((key, value) -> {
            Setting setting = settings.settings().get(key);
            if (setting == null) {
                throw new InvalidDocument(
                        file + ":" + node.lineOf(key),
                        path + "." + key + " is no setting"
                                + NearestNames.hint(key, settings.settings().keySet()));
            }
            set(bean, setting, value, path + "." + key);
        });
        return bean;
    }

    private void set(Object bean, Setting setting, Node node, String path) {
        try {
            Object value = value(setting, node, path);
            if (value != null) {
                setting.set(bean, value);
            }
        } catch (InvalidSetting e) {
            throw new InvalidDocument(file + ":" + node.line(), path + " " + problem(node, e));
        }
    }

    /** What a placeholder stands for may be a secret in the wrong place: it is not repeated. */
    private static String problem(Node node, InvalidSetting refused) {
        return texts(node)
                .filter(text -> text.contains("{{"))
                .findFirst()
                .map(text -> "cannot be what " + FilledIn.first(text) + " stands for")
                .orElseGet(refused::problem);
    }

    private static Stream<String> texts(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.items().stream().flatMap(Binder::texts);
        }
        return node instanceof Node.Scalar scalar ? Stream.of(scalar.text()) : Stream.empty();
    }

    /** The value in the setting's own type, or as text where it takes text; null where a placeholder has no value. */
    private @Nullable Object value(Setting setting, Node node, String path) {
        if (node instanceof Node.Mapping mapping) {
            return mapped(setting, mapping, path);
        }
        if (node instanceof Node.Sequence sequence) {
            return listed(setting, sequence, path);
        }
        String written = ((Node.Scalar) node).text();
        if (setting.type() == Secret.class && isInClear(setting, written)) {
            secretsInClear.add(path);
        }
        String text = filledIn(written, path);
        return text == null ? null : setting.read(text);
    }

    /** A key may also be the name of the file that has it. */
    private static boolean isInClear(Setting setting, String written) {
        boolean isName = KEYS.contains(setting.name()) && !Pem.isText(written);
        return !isName && !written.isBlank() && !written.contains("{{");
    }

    private Object mapped(Setting setting, Node.Mapping mapping, String path) {
        Class<?> blocks = setting.typeOfBlocks();
        if (blocks != null) {
            return blocks(mapping, path, SettingsOf.type(blocks));
        }
        if (setting.type() == Map.class || setting.type() == Object.class) {
            return plain(mapping, path);
        }
        if (setting.isBlock()) {
            return bind(mapping, path, SettingsOf.type(setting.type()));
        }
        throw new InvalidSetting(setting.name(), "must be one value, not keys and values");
    }

    private @Nullable Object listed(Setting setting, Node.Sequence sequence, String path) {
        if (setting.isBlock() && setting.takesList()) {
            List<String> texts =
                    sequence.items().stream().map(item -> text(item, path)).toList();
            return problem == null ? texts : null;
        }
        if (setting.type() == List.class || setting.type() == Object.class) {
            return sequence.items().stream()
                    .map(item -> setting.takesMappings() && item instanceof Node.Mapping mapping
                            ? requirement(mapping, path)
                            : text(item, path))
                    .toList();
        }
        boolean oneValue = setting.type() == String.class || setting.type() == Secret.class;
        if (!setting.acceptsText() || setting.isBlock() || oneValue) {
            throw new InvalidSetting(setting.name(), "must not be a list");
        }
        String joined = sequence.items().stream().map(item -> text(item, path)).collect(Collectors.joining(","));
        return problem == null ? joined : null;
    }

    /** Names and lists; a name without a value is there too, with an empty list. */
    private Map<String, Object> requirement(Node.Mapping mapping, String path) {
        Map<String, Object> values = plain(mapping, path);
        mapping.lines().keySet().forEach(name -> values.putIfAbsent(name, List.of()));
        return values;
    }

    private <B> Map<String, B> blocks(Node.Mapping mapping, String path, SettingsOf<B> settings) {
        Map<String, B> blocks = new LinkedHashMap<>();
        mapping.entries().forEach((name, node) -> {
            if (!(node instanceof Node.Mapping block)) {
                throw new InvalidDocument(
                        file + ":" + node.line(), path + "." + name + " must be made of keys and values");
            }
            blocks.put(name, bind(block, path + "." + name, settings));
        });
        mapping.lines().keySet().forEach(name -> blocks.computeIfAbsent(name, key -> settings.create()));
        return blocks;
    }

    /** Names and values as they are written; lists stay lists. */
    private Map<String, Object> plain(Node.Mapping mapping, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((name, node) -> {
            String key = path + "." + name;
            Object value = node instanceof Node.Sequence sequence
                    ? sequence.items().stream().map(item -> text(item, key)).toList()
                    : text(node, key);
            values.put(name, value);
        });
        return values;
    }

    private String text(Node node, String path) {
        if (node instanceof Node.Scalar scalar) {
            String text = filledIn(scalar.text(), path);
            return text == null ? "" : text;
        }
        throw new InvalidDocument(file + ":" + node.line(), path + " must be one value");
    }

    private @Nullable String filledIn(String text, String path) {
        if (!text.contains("{{")) {
            return text;
        }
        try {
            return placeholders.fillIn(text);
        } catch (RuntimeException e) {
            if (problem == null) {
                problem = path + " has the placeholder " + FilledIn.first(text) + ", which has no value (" + file + ")";
            }
            return null;
        }
    }
}
