package io.outrest.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.outrest.OutrestComponent;
import io.outrest.connection.Connection;
import io.outrest.settings.SettingsOf;
import io.outrest.settings.SettingsOf.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The metadata for IDEs are those that follow from the component: its options, from Camel's metadata; the settings, from the
 * beans; what they mean, from the Javadoc of their setters. After a change of these, {@code -Doutrest.write.metadata=true} writes
 * them.
 */
class MetadataTest {

    private static final Path COMMITTED = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final Path SOURCES = Path.of("../../camel-outrest/src/main/java");
    private static final Pattern SETTER =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public void set(\\w+)\\(", Pattern.DOTALL);

    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final Map<String, Map<String, Object>> groups = new TreeMap<>();
    private final Map<String, Map<String, Object>> properties = new TreeMap<>();

    @Test
    void areThoseThatTheComponentHas() throws Exception {
        group(SpringProperties.PREFIX, OutrestComponent.class);
        options();
        settings("camel.component.outrest.defaults", Connection.class);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("groups", new ArrayList<>(groups.values()));
        metadata.put("properties", new ArrayList<>(properties.values()));
        String derived = json.writeValueAsString(metadata) + "\n";
        if (Boolean.getBoolean("outrest.write.metadata")) {
            Files.writeString(COMMITTED, derived);
        }

        assertThat(COMMITTED).hasContent(derived);
        assertThat(properties)
                .containsKeys(
                        "camel.component.outrest.connections",
                        "camel.component.outrest.security",
                        "camel.component.outrest.refresh-period",
                        "camel.component.outrest.defaults.base-url",
                        "camel.component.outrest.defaults.retry.attempts");
    }

    private void options() throws IOException {
        JsonNode component;
        try (InputStream camel = OutrestComponent.class.getResourceAsStream("/META-INF/io/outrest/outrest.json")) {
            component = json.readTree(camel);
        }
        component.get("componentProperties").properties().forEach(option -> {
            if (option.getKey().equals("defaults")) {
                return; // a group
            }
            JsonNode said = option.getValue();
            String type = said.get("type").asText().equals("duration")
                    ? "java.time.Duration"
                    : said.get("javaType")
                            .asText()
                            .replace("boolean", "java.lang.Boolean")
                            .replaceFirst("^int$", "java.lang.Integer")
                            .replace(", ", ",");
            add(
                            "camel.component.outrest." + kebab(option.getKey()),
                            type,
                            said.get("description").asText())
                    .putAll(said.has("defaultValue") ? Map.of("defaultValue", said.get("defaultValue")) : Map.of());
        });
        add(
                        "camel.component.outrest.enabled",
                        "java.lang.Boolean",
                        "Whether the auto-configuration of the component is there.")
                .put("defaultValue", true);
        add(
                        "camel.component.outrest.customizer.enabled",
                        "java.lang.Boolean",
                        "Whether Spring's properties are set on the component.")
                .put("defaultValue", true);
    }

    private void settings(String prefix, Class<?> bean) {
        group(prefix, bean);
        Map<String, String> descriptions = descriptions(bean);
        for (Setting setting : SettingsOf.type(bean).settings().values()) {
            String name = prefix + "." + kebab(setting.name());
            String type =
                    getter(bean, setting).getGenericReturnType().getTypeName().replace(", ", ",");
            assertThat(descriptions).as("%s: Javadoc of the setters", bean).containsKey(setting.name());
            boolean block = setting.isBlock() && !type.contains(".settings.");
            if (block) {
                settings(name, setting.type());
            }
            if (!block || setting.acceptsText()) {
                String plain = type.replaceAll("io\\.outrest\\.settings\\.\\w+", "java.lang.String");
                add(name, block ? "java.lang.String" : plain, descriptions.get(setting.name()));
            }
        }
    }

    private void group(String name, Class<?> bean) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", name);
        group.put("type", bean.getName());
        groups.put(name, group);
    }

    private static Method getter(Class<?> bean, Setting setting) {
        try {
            return bean.getMethod("get" + Character.toUpperCase(setting.name().charAt(0))
                    + setting.name().substring(1));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, Object> add(String name, String type, String description) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("type", type);
        property.put("description", description);
        properties.put(name, property);
        return property;
    }

    /** The first Javadoc of each setter, of the class and those above it. */
    private static Map<String, String> descriptions(Class<?> bean) {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (Class<?> type = bean; type != null && type != Object.class; type = type.getSuperclass()) {
            try {
                Matcher setter = SETTER.matcher(
                        Files.readString(SOURCES.resolve(type.getName().replace('.', '/') + ".java")));
                while (setter.find()) {
                    String name = setter.group(2);
                    descriptions.putIfAbsent(
                            Character.toLowerCase(name.charAt(0)) + name.substring(1), plain(setter.group(1)));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return descriptions;
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
                .replaceAll("\\s+@(param|throws) .*", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
