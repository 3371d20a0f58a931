package io.outrest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.outrest.OutrestComponent;
import io.outrest.OutrestEndpoint;
import io.outrest.connection.Connection;
import io.outrest.security.SecurityDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The metadata for native images name every class that is found or bound by reflection: the settings beans, and what Camel loads by its
 * service files. After a change, {@code -Doutrest.write.metadata=true} writes them.
 */
class NativeImageTest {

    private static final Path COMMITTED =
            Path.of("src/main/resources/META-INF/native-image/io.outrest/camel-outrest/reflect-config.json");
    private static final Path SERVICES = Path.of("target/classes/META-INF/services/org/apache/camel");

    private final Set<String> classes = new TreeSet<>();

    @Test
    void nameEveryClassThatIsBound() throws Exception {
        bound(Connection.class);
        bound(SecurityDefinition.class);
        classes.add(OutrestComponent.class.getName());
        classes.add(OutrestEndpoint.class.getName());
        loadedByCamel();
        List<Map<String, Object>> entries =
                classes.stream().map(NativeImageTest::entry).toList();
        String derived =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(entries) + "\n";
        if (Boolean.getBoolean("outrest.write.metadata")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, derived);
        }

        assertThat(COMMITTED).hasContent(derived);
        assertThat(classes)
                .contains(
                        "io.outrest.http.TlsSettings",
                        "io.outrest.connection.ParameterSettings",
                        "io.outrest.OutrestComponentConfigurer",
                        "io.outrest.SettingsConfigurer$Connections");
        for (String name : classes) {
            assertThat(Class.forName(name)).isNotNull();
        }
    }

    /** A bean of settings and those within it. */
    private void bound(Class<?> bean) {
        if (classes.add(bean.getName())) {
            for (Method method : bean.getMethods()) {
                if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
                    within(method.getGenericReturnType());
                }
            }
        }
    }

    private void within(Type type) {
        if (type instanceof ParameterizedType several) {
            Stream.of(several.getActualTypeArguments()).forEach(this::within);
        } else if (type instanceof Class<?> one && one.getName().matches("io\\.outrest\\..*Settings")) {
            bound(one);
        }
    }

    private void loadedByCamel() throws IOException {
        try (Stream<Path> files = Files.walk(SERVICES)) {
            files.filter(Files::isRegularFile).forEach(this::loaded);
        }
    }

    private void loaded(Path service) {
        Properties content = new Properties();
        try (var reader = Files.newBufferedReader(service)) {
            content.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = content.getProperty("class");
        if (name != null) {
            classes.add(name);
        }
    }

    private static Map<String, Object> entry(String name) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", name);
        entry.put("allDeclaredConstructors", true);
        entry.put("allPublicMethods", true);
        return entry;
    }
}
