package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Camel's generator writes classes after the first compilation. Without the second one the jar would lack them, and
 * nothing else would say so, because Camel falls back to reflection.
 */
class PackedJarIT {
    private static final String SERVICES = "META-INF/services/";
    private static final Pattern OUR_CLASS = Pattern.compile("\\bio\\.outrest(?:\\.[\\w$]+)+");

    @Test
    void holdsEveryClassThatItsServiceFilesName() throws IOException {
        Set<String> packed = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        try (JarFile jar = new JarFile(System.getProperty("outrest.jar"))) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                packed.add(entry.getName());
                if (entry.getName().startsWith(SERVICES) && !entry.isDirectory()) {
                    named.addAll(classesNamedIn(jar, entry));
                }
            }
        }
        assertThat(named).contains("io/outrest/OutrestComponent.class", "io/outrest/OutrestComponentConfigurer.class");
        assertThat(packed).containsAll(named);
    }

    private static Set<String> classesNamedIn(JarFile jar, JarEntry entry) throws IOException {
        Set<String> classes = new TreeSet<>();
        String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        for (Matcher name = OUR_CLASS.matcher(text); name.find(); ) {
            classes.add(name.group().replace('.', '/') + ".class");
        }
        return classes;
    }
}
